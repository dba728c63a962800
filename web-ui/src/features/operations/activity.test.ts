import { describe, expect, it } from 'vitest';
import type { Minute } from '@/api/operations';
import { conflicts, decisions, pushLag, roundUp, showLag, showShare } from './activity';

const quiet: Minute = {
  at: '2026-11-22T10:00:00Z',
  accepted: 0,
  refused: 0,
  pushes: 0,
  push_lag_p50_ms: null,
  push_lag_p99_ms: null,
};

function hour(...busy: Partial<Minute>[]): Minute[] {
  return Array.from({ length: 60 }, (_, at) => ({
    ...quiet,
    at: new Date(Date.parse(quiet.at) + at * 60_000).toISOString(),
    ...busy[at],
  }));
}

describe('the last hour', () => {
  it('says that nothing happened instead of a chart of nothing', () => {
    for (const chart of [pushLag(hour()), conflicts(hour()), decisions(hour())]) {
      expect(chart.bars.every(({ values }) => values.every((value) => value === null))).toBe(true);
    }
    expect(conflicts(hour()).empty).toBe('No decisions in the last hour');
    expect(conflicts(hour({ accepted: 3 })).empty).toBe('No conflicts in the last hour');
  });

  it('tells a minute without decisions from one without conflicts', () => {
    const { bars, summary } = conflicts(hour({ accepted: 3, refused: 1 }, { accepted: 4 }));
    expect(bars[0]?.values.slice(0, 3)).toEqual([0.25, 0, null]);
    expect(summary).toBe('13 % · 1 of 8 decisions');
  });

  it('stays within its frame, and grows with the logarithm of the lag', () => {
    const chart = pushLag(
      hour(
        { pushes: 1, push_lag_p50_ms: 10, push_lag_p99_ms: 30_000 },
        { pushes: 1, push_lag_p50_ms: 10, push_lag_p99_ms: 250 },
      ),
    );
    expect(chart.height(30_000)).toBe(1);
    expect(chart.height(0)).toBe(0);
    expect(chart.height(1_000) - chart.height(100)).toBeCloseTo(chart.height(100) - chart.height(10));
    expect(chart.summary).toMatch(/^99 % within 250 ms · at worst over 10 s, /);
    const many = decisions(hour({ accepted: 7, refused: 2 }));
    expect(many.height(9)).toBeLessThanOrEqual(1);
    expect(many.summary).toBe('9 decisions in the last hour, 7 accepted');
  });

  it('shows numbers as people say them', () => {
    expect([10, 250, 2_500, 30_000].map(showLag)).toEqual(['10 ms', '250 ms', '2.5 s', 'over 10 s']);
    expect([0, 0.0001, 0.007, 0.25, 1].map(showShare)).toEqual(['0 %', '0.1 %', '0.7 %', '25 %', '100 %']);
    expect([0, 1, 3, 12, 50, 51, 900].map(roundUp)).toEqual([1, 1, 5, 20, 50, 100, 1_000]);
  });
});
