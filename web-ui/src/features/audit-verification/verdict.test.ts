import { describe, expect, it } from 'vitest';
import type { ComparisonRun, VerificationRun } from '@/api/types';
import { comparisonProgressOf, comparisonVerdictOf, progressOf, verdictOf } from './verdict';

const at = (hour: number, minute: number) => new Date(2026, 10, 21, hour, minute).toISOString();

const run = (of: Partial<VerificationRun> = {}): VerificationRun => ({
  run_id: '1',
  state: 'done',
  requested_by: 'audrey',
  requested_at: at(10, 41),
  finished_at: at(10, 43),
  tree_size: 41_208,
  checked_events: 41_208,
  checked_streams: 9_870,
  checked_leaves: 41_208,
  found_breaks: 0,
  broken: [],
  checkpoint: { tree_size: 41_200, signed_at: at(10, 40), key_id: '3f9c0a1b' },
  failure: null,
  ...of,
});

describe('a verification', () => {
  it('that finds nothing says what it looked at and which checkpoint it held that against', () => {
    expect(verdictOf(run(), new Date(at(11, 0)))).toEqual({
      tone: 'good',
      text: '41,208 events in 9,870 streams: intact, checkpoint 10:40, key 3f9c0a1b',
    });
    expect(verdictOf(run({ checkpoint: null })).text).toBe(
      '41,208 events in 9,870 streams: intact, not held against any checkpoint',
    );
  });

  it('that found something is never called intact, not even while it runs or after it failed', () => {
    const broken = [{ reason: 'Leaf 3 of the log is missing.' }];
    expect(verdictOf(run({ broken, found_breaks: 1 }))).toEqual({
      tone: 'bad',
      text: '41,208 events in 9,870 streams: 1 break',
    });
    expect(verdictOf(run({ broken, found_breaks: 1_201 })).text).toBe(
      '41,208 events in 9,870 streams: 1,201 breaks, the first 1:',
    );
    expect(verdictOf(run({ broken, found_breaks: 1, state: 'running' })).tone).toBe('bad');
    expect(verdictOf(run({ state: 'running' })).tone).toBe('unknown');
    expect(verdictOf(run({ state: 'running', checked_events: 0 })).text).toBe('Waits for its turn');
    expect(verdictOf(run({ state: 'failed', failure: 'No connection.' }))).toEqual({
      tone: 'unknown',
      text: 'It could not be finished, which says nothing about the store. No connection.',
    });
  });

  it('tells how far it is: events first, then the log', () => {
    const half = { tree_size: 2_000, checked_events: 1_000, checked_streams: 118, checked_leaves: 0 };
    expect(progressOf(half)).toEqual({ percent: 25, text: '1,000 of 2,000 events, 118 streams' });
    expect(progressOf({ ...half, checked_events: 2_010, checked_leaves: 1_000 })).toEqual({
      percent: 75,
      text: 'All 2,010 events; 1,000 of 2,000 leaves of the log',
    });
    expect(progressOf({ ...half, tree_size: 0, checked_events: 0 }).percent).toBe(0);
  });
});

describe('a comparison', () => {
  const compared = (of: Partial<ComparisonRun> = {}): ComparisonRun => ({
    run_id: '1',
    state: 'done',
    requested_by: 'audrey',
    requested_at: at(10, 41),
    finished_at: at(10, 42),
    checked_invoices: 118,
    total_invoices: 118,
    found_differences: 0,
    differences: [],
    ...of,
  });

  it('says whether there are differences', () => {
    const differences = [{ invoice_id: '0193', view: 'review_queue', review_version: 3, reason: 'status' }];
    expect(comparisonVerdictOf(compared())).toEqual({ tone: 'good', text: '118 invoices: no differences' });
    expect(comparisonVerdictOf(compared({ found_differences: 1, differences }))).toEqual({
      tone: 'bad',
      text: '118 invoices: 1 difference',
    });
    expect(comparisonVerdictOf(compared({ found_differences: 1_201, differences })).text).toBe(
      '118 invoices: 1,201 differences, the first 1:',
    );
    expect(comparisonVerdictOf(compared({ state: 'failed' })).tone).toBe('unknown');
    expect(comparisonVerdictOf(compared({ state: 'running', checked_invoices: 3 })).text).toBe(
      '3 invoices so far',
    );
  });

  it('tells how far it is, once it is known how much there is', () => {
    const half = { checked_invoices: 59, total_invoices: 118 };
    expect(comparisonProgressOf(half)).toEqual({ percent: 50, text: '59 of 118 invoices' });
    expect(comparisonProgressOf({ checked_invoices: 0, total_invoices: null }).text).toBe(
      'Counting the invoices',
    );
  });
});
