import { describe, expect, it } from 'vitest';
import type { HistoryEntry, RefusedAttempt } from '@/api/types';
import {
  brokenLinks,
  compareInstants,
  eventOf,
  marksOnTrack,
  newestOf,
  rowsAlong,
  timelineOf,
  versionAt,
} from './timeline';

const hash = (n: number) => String(n + 1).padStart(64, '0');

function event(version: number, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    review_version: version,
    event: version === 0 ? 'InvoiceReceived' : 'InvoiceCorrected',
    actor: 'ben',
    at: `2026-11-21T10:4${version}:00Z`,
    command_id: `c${version}`,
    changes: [],
    forced: false,
    unreadable: false,
    hash: hash(version),
    previous_hash: hash(version - 1),
    ...more,
  };
}

function attempt(met: number, actor = 'anna'): RefusedAttempt {
  return {
    ...event(met),
    review_version: null,
    event: 'StaleDecisionRejected',
    actor,
    attempt: {
      kind: 'correction',
      expected_review_version: met - 1,
      current_review_version: met,
      wanted: { due_date: '2026-07-15' },
      times: 1,
    },
  };
}

const five = timelineOf([{ items: [0, 1, 2, 3, 4].map((version) => event(version)) }]);

describe('a timeline', () => {
  it('holds refused attempts beside the events, by the version that they met, over the edge of a page too', () => {
    const timeline = timelineOf([
      { items: [event(0), event(1), attempt(1), attempt(1, 'carol')], next_cursor: 'x' },
      { items: [attempt(1, 'ben'), event(2), attempt(2)] },
    ]);
    expect(timeline.events.map(({ review_version }) => review_version)).toEqual([0, 1, 2]);
    expect(timeline.attempts.get(1)?.map(({ actor }) => actor)).toEqual(['anna', 'carol', 'ben']);
    expect(timeline.attempts.get(2)).toHaveLength(1);
    expect(newestOf(timeline)).toBe(2);
  });

  it('finds an event by its version where another is missing', () => {
    const timeline = timelineOf([{ items: [event(0), event(2)] }]);
    expect(eventOf(timeline, 2)?.review_version).toBe(2);
    expect(eventOf(timeline, 1)).toBeUndefined();
  });
});

describe('the version at an instant', () => {
  it.each([
    ['2026-11-21T10:39:59Z', null],
    ['2026-11-21T10:40:00Z', 0],
    ['2026-11-21T10:42:30Z', 2],
    ['2026-11-21T11:42:30+01:00', 2],
    ['2027-01-01T00:00:00Z', 4],
  ])('%s: %s', (instant, version) => expect(versionAt(five, instant, true)).toBe(version));

  it('is known before all is loaded only where a later event is', () => {
    expect(versionAt(five, '2026-11-21T10:42:30Z', false)).toBe(2);
    expect(versionAt(five, '2027-01-01T00:00:00Z', false)).toBeUndefined();
  });

  it('tells microseconds apart', () => {
    expect(compareInstants('2026-11-21T10:40:00.000002Z', '2026-11-21T10:40:00.000001Z')).toBeGreaterThan(0);
    expect(compareInstants('2026-11-21T10:40:00.1Z', '2026-11-21T10:40:00.100Z')).toBe(0);
    expect(compareInstants('2026-11-21T10:40:00.9Z', '2026-11-21T10:40:01Z')).toBeLessThan(0);
    expect(compareInstants('2026-11-21T11:40:00.0001+01:00', '2026-11-21T10:40:00.0001Z')).toBe(0);
  });
});

describe('the chain', () => {
  it('holds where each has the hash of the one before, the first zeros', () => {
    expect(brokenLinks(five)).toEqual([]);
  });

  it('is broken at the event after a changed, a removed and an exchanged one', () => {
    const changed = five.events.map((each) =>
      each.review_version === 2 ? { ...each, hash: hash(77) } : each,
    );
    expect(brokenLinks({ ...five, events: changed })).toEqual([
      { version: 3, says: hash(2), before: hash(77) },
    ]);
    const removed = five.events.filter(({ review_version }) => review_version !== 2);
    expect(brokenLinks({ ...five, events: removed }).map(({ version }) => version)).toEqual([3]);
    const begun = [event(0, { previous_hash: hash(9) })];
    expect(brokenLinks({ ...five, events: begun }).map(({ version }) => version)).toEqual([0]);
  });
});

describe('rows along the way', () => {
  const line = (key: string, after: string | null) => [
    { term: `lines.${key}.item_name`, before: after === null ? 'x' : null, after },
  ];
  it('are counted as they stood at each version', () => {
    const along = rowsAlong([
      event(0, { changes: [...line('l1', 'Paper'), ...line('l2', 'Ink'), ...line('l3', 'Pens')] }),
      event(1, { changes: line('l2', null) }),
      event(2, { changes: [{ term: 'due_date', before: null, after: '2026-01-05' }] }),
      event(3, { changes: line('n4', 'Glue') }),
    ]);
    expect(along.map((rows) => rows.lines)).toEqual([
      ['l1', 'l2', 'l3'],
      ['l1', 'l3'],
      ['l1', 'l3'],
      ['l1', 'l3', 'n4'],
    ]);
  });
});

describe('marks on the track', () => {
  it('stand between the version met and the next; after the newest, beyond the end', () => {
    const marks = marksOnTrack(timelineOf([{ items: [attempt(1), attempt(1), attempt(4)] }]), newestOf(five));
    expect(marks).toEqual([
      { version: 1, count: 2, place: 0.375 },
      { version: 4, count: 1, place: 1.125 },
    ]);
  });

  it('are few, however many there were', () => {
    const items = Array.from({ length: 5_000 }, (_, met) => attempt(met));
    const marks = marksOnTrack(timelineOf([{ items }]), 5_000);
    expect(marks.length).toBeLessThanOrEqual(101);
    expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
  });
});
