import { describe, expect, it } from 'vitest';
import type { PastRebuild, Processor, Rebuild } from '@/api/operations';
import {
  percentOf,
  problemsOf,
  sayDuration,
  sayHealth,
  sayLag,
  sayPast,
  sayRate,
  sayRebuild,
  toneOfLag,
} from './words';

const REBUILD: Rebuild = {
  state: 'reading',
  done_events: 12_000,
  total_events: 48_000,
  events_per_second: 9_000,
  seconds_left: 4,
  switched: false,
  requested_by: 'otto',
  requested_at: '2026-11-22T10:00:00Z',
};

const PAST: PastRebuild = {
  run_id: '1',
  state: 'done',
  requested_by: 'otto',
  requested_at: '2026-11-22T10:00:00Z',
  finished_at: '2026-11-22T10:01:00Z',
  cancelled_by: null,
  failure: null,
  done_events: 48_000,
  events_per_second: 9_000,
  compared_invoices: 100,
  found_differences: 0,
  differences: [],
};

describe('health', () => {
  it('names what is wrong, why where that is known, and where it says what to do', () => {
    expect(
      problemsOf({
        status: 'DOWN',
        components: {
          nodes: { status: 'DEGRADED', details: { reason: 'b is not heard from', runbook: 'NodeDown' } },
          auditLog: { status: 'DOWN', details: { reason: 'altered', runbook: 'LogAlarm' } },
          ping: { status: 'UP' },
          db: { status: 'DOWN', details: { error: 'away' } },
          other: { status: 'DOWN' },
        },
      }),
    ).toEqual([
      { part: 'Audit log', reason: 'altered', runbook: 'LogAlarm' },
      { part: 'Database', reason: 'away', runbook: 'ConnectionsExhausted' },
      { part: 'other', reason: 'down', runbook: null },
      { part: 'Nodes', reason: 'b is not heard from', runbook: 'NodeDown' },
    ]);
    expect(problemsOf({ status: 'UP', components: { db: { status: 'UP' } } })).toEqual([]);
    expect(sayHealth({ status: 'UP' })).toBe('All is up');
    expect(sayHealth({ status: 'DOWN' })).toBe('The service is down');
  });
});

describe('what operators read', () => {
  it('tells how fast a rebuild is and how long it takes', () => {
    expect(sayRebuild(REBUILD)).toBe('Reads events · 12,000 of 48,000 events · 9,000 events/s · 4 s left');
    expect(percentOf(REBUILD)).toBe(25);
  });

  it('tells nothing that is not known yet', () => {
    const waiting: Rebuild = { ...REBUILD, state: 'waiting', total_events: null, seconds_left: null };
    expect(sayRebuild(waiting)).toBe('Waits for its turn');
    expect(percentOf(waiting)).toBe(0);
  });

  it('has an end where there is nothing to read', () => {
    expect(percentOf({ ...REBUILD, done_events: 0, total_events: 0 })).toBe(100);
  });

  it('rounds durations up, so that none ends late', () => {
    expect([0.4, 59.2, 61, 3_600, 7_501].map(sayDuration)).toEqual([
      '1 s',
      '1 min',
      '2 min',
      '1 h 0 min',
      '2 h 6 min',
    ]);
  });

  it('says how fast a processor read since it was first looked at', () => {
    expect(sayRate([{ position: 10, at: 0 }])).toBe('');
    expect(
      sayRate([
        { position: 10, at: 0 },
        { position: 11, at: 5_000 },
        { position: 13, at: 20_000 },
      ]),
    ).toBe('0.2 events/s');
    expect(
      sayRate([
        { position: 10, at: 0 },
        { position: 10, at: 5_000 },
      ]),
    ).toBe('0 events/s');
  });

  it('says of a lag how many and how long', () => {
    const processor = { lag_events: 2, lag_seconds: 1.2 } as Processor;
    expect(sayLag(processor)).toBe('2 events, 2 s behind');
    expect(sayLag({ ...processor, lag_events: 0 })).toBe('up to date');
    expect(toneOfLag(processor)).toBe('dim');
    expect(toneOfLag({ ...processor, lag_seconds: 31 })).toBe('bad');
    expect(toneOfLag({ ...processor, lag_events: 0 })).toBe('good');
  });

  it('is worried about differences and failures only', () => {
    expect(sayPast(PAST).tone).toBe('good');
    expect(sayPast({ ...PAST, state: 'cancelled', cancelled_by: 'otto' }).text).toContain('by otto');
    expect(sayPast({ ...PAST, found_differences: 1 })).toMatchObject({ tone: 'bad' });
    expect(sayPast({ ...PAST, state: 'failed', failure: 'too many' })).toMatchObject({ tone: 'bad' });
  });
});
