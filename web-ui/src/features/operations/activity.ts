import type { Minute } from '@/api/operations';
import { showClock } from '@/terms/dates';
import { count, showCount } from '@/ui/words';

/** What the charts of the last hour show: plain numbers, the words for them, and how high each stands. */

export type Tone = 'calm' | 'strong' | 'stale';

/** Bars of one kind, one a minute; a later kind is drawn over an earlier. */
export interface Bars {
  name: string;
  /** What is seen of it, where others are drawn over it. */
  legend?: string;
  tone: Tone;
  values: (number | null)[];
}

export interface ChartOf {
  id: string;
  title: string;
  /** What the hour comes to, in a line. */
  summary: string;
  /** What stands there instead where nothing happened. */
  empty: string;
  bars: Bars[];
  ticks: { value: number; label: string }[];
  /** How high a value stands, from 0 to 1. */
  height: (value: number) => number;
  show: (value: number) => string;
}

/** The server's buckets end there; more is not told apart. */
const LONGEST_MS = 30_000;
const LEAST_MS = 1;

/** "250 ms", "2.5 s" */
export function showLag(ms: number): string {
  if (ms >= LONGEST_MS) {
    return 'over 10 s';
  }
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

/** The least of 1, 2, 5, 10, 20, ... that nothing exceeds. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= value) ?? value;
}

/** "0.7 %", "12 %" */
export function showShare(share: number): string {
  const percent = 100 * share;
  return `${percent > 0 && percent < 10 ? Math.max(0.1, Math.round(percent * 10) / 10) : Math.round(percent)} %`;
}

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

export function pushLag(minutes: Minute[]): ChartOf {
  const pushed = minutes.filter(({ pushes }) => pushes > 0);
  const last = pushed.at(-1);
  const lagOf = ({ push_lag_p99_ms }: Minute) => push_lag_p99_ms ?? 0;
  const worst = pushed.reduce<Minute | undefined>(
    (one, other) => (one === undefined || lagOf(other) >= lagOf(one) ? other : one),
    undefined,
  );
  return {
    id: 'push-lag',
    title: 'Push lag',
    summary:
      last === undefined || worst === undefined
        ? ''
        : `99 % within ${showLag(lagOf(last))} · at worst ${showLag(lagOf(worst))}, ${showClock(worst.at)}`,
    empty: 'Nothing was pushed in the last hour',
    bars: [
      { name: '99 % within', tone: 'calm', values: minutes.map((minute) => minute.push_lag_p99_ms) },
      { name: 'half within', tone: 'strong', values: minutes.map((minute) => minute.push_lag_p50_ms) },
    ],
    ticks: [10, 100, 1_000, 10_000].map((value) => ({ value, label: showLag(value) })),
    height: (ms) => Math.log10(Math.max(LEAST_MS, ms) / LEAST_MS) / Math.log10(LONGEST_MS / LEAST_MS),
    show: showLag,
  };
}

export function conflicts(minutes: Minute[]): ChartOf {
  const refused = sum(minutes.map((minute) => minute.refused));
  const all = refused + sum(minutes.map((minute) => minute.accepted));
  const shares = minutes.map((minute) => {
    const decided = minute.accepted + minute.refused;
    return decided === 0 ? null : minute.refused / decided;
  });
  const top = roundUp(100 * Math.max(0.1, ...shares.map((share) => share ?? 0))) / 100;
  return {
    id: 'conflicts',
    title: 'Refused as stale',
    summary: `${showShare(all === 0 ? 0 : refused / all)} · ${showCount(refused)} of ${count(all, 'decision')}`,
    empty: all === 0 ? 'No decisions in the last hour' : 'No conflicts in the last hour',
    bars: [{ name: 'refused', tone: 'stale', values: shares.map((share) => (refused === 0 ? null : share)) }],
    ticks: [top / 2, top].map((value) => ({ value, label: showShare(value) })),
    height: (share) => share / top,
    show: showShare,
  };
}

export function decisions(minutes: Minute[]): ChartOf {
  const accepted = sum(minutes.map((minute) => minute.accepted));
  const all = accepted + sum(minutes.map((minute) => minute.refused));
  const most = roundUp(Math.max(2, ...minutes.map((minute) => minute.accepted + minute.refused)));
  return {
    id: 'decisions',
    title: 'Decisions a minute',
    summary: `${count(all, 'decision')} in the last hour, ${accepted === all ? 'all' : showCount(accepted)} accepted`,
    empty: 'No decisions in the last hour',
    bars: [
      {
        name: 'decided',
        legend: 'refused',
        tone: 'stale',
        values: minutes.map(({ accepted: yes, refused: no }) => (yes + no === 0 ? null : yes + no)),
      },
      {
        name: 'accepted',
        tone: 'strong',
        values: minutes.map(({ accepted: yes }) => (yes === 0 ? null : yes)),
      },
    ],
    ticks: [most / 2, most].map((value) => ({ value, label: showCount(value) })),
    height: (value) => value / most,
    show: showCount,
  };
}
