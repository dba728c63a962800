import { describe, expect, it } from 'vitest';
import type { QueueRow } from '@/api/types';
import { changedMeanwhile, movedOn, Ticks } from './ticks';

function row(id: string, version = 0, part: Partial<QueueRow> = {}): QueueRow {
  return {
    invoice_id: id,
    review_version: version,
    status: 'received',
    error_findings: 0,
    incomplete: false,
    presence: [],
    changed_at: '2026-11-21T10:42:00Z',
    changed_by: 'ben',
    ...part,
  };
}

const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => row(id));
const [a, b, c, d, e] = rows as [QueueRow, QueueRow, QueueRow, QueueRow, QueueRow];
const ticked = (ticks: Ticks) => [...ticks.state().ticks.keys()].sort().join('');
const tickOf = (ticks: Ticks, id: string) => {
  const tick = ticks.state().ticks.get(id);
  if (tick === undefined) {
    throw new Error(`${id} is not ticked`);
  }
  return tick;
};

describe('ticks', () => {
  it('come and go one by one, as a range from the last one, and all at once', () => {
    const ticks = new Ticks();
    ticks.toggle(b);
    ticks.range(rows, d);
    expect(ticked(ticks)).toBe('bcd');
    ticks.toggle(c);
    expect(ticked(ticks)).toBe('bd');
    ticks.range(rows, e);
    expect(ticked(ticks), 'a range that begins with an untick unticks').toBe('b');
    ticks.all(rows, true);
    expect(ticked(ticks)).toBe('abcde');
    ticks.clear();
    expect(ticked(ticks)).toBe('');
  });

  it('leave out what cannot be approved', () => {
    const ticks = new Ticks();
    ticks.all([a, row('x', 1, { status: 'approved' }), row('y', 1, { status: 'on_hold' })], true);
    expect(ticked(ticks)).toBe('a');
  });

  it('keep the version that was seen, whatever pushes and pages bring', () => {
    const ticks = new Ticks();
    ticks.toggle(a);
    ticks.learn([row('a', 2), row('b', 1)]);
    ticks.learn([row('a', 1)]);
    const tick = tickOf(ticks, 'a');
    expect([tick.seen.review_version, tick.now.review_version]).toEqual([0, 2]);
    expect(movedOn(tick)).toBe(true);
    ticks.all([row('a', 2)], true);
    expect(tickOf(ticks, 'a').seen.review_version, 'ticking what is ticked is no second look').toBe(0);
  });

  it('are no older for somebody who looks at the invoice or claims it', () => {
    const ticks = new Ticks();
    ticks.toggle(a);
    ticks.learn([row('a', 0, { presence: [{ user: 'carol', state: 'viewing' }] })]);
    expect(movedOn(tickOf(ticks, 'a'))).toBe(false);
  });

  it('stand on the version that was looked at again, and on no newer one', () => {
    const ticks = new Ticks();
    ticks.toggle(a);
    const looked = row('a', 2);
    ticks.learn([looked]);
    ticks.learn([row('a', 3)]);
    ticks.lookedAgain('a', looked, { from: 0, to: 2, by: 'ben', changes: [] });
    expect(tickOf(ticks, 'a').seen.review_version).toBe(2);
    expect(movedOn(tickOf(ticks, 'a')), 'v3 came while v2 was being looked at').toBe(true);
  });

  it('name an approval the same until its answer comes, and another one differently', () => {
    const ticks = new Ticks();
    ticks.toggle(a);
    const first = ticks.itemFor(tickOf(ticks, 'a'), 'because');
    ticks.sent([first]);
    expect(ticks.itemFor(tickOf(ticks, 'a'), '')).toEqual(first);
    ticks.answered('a');
    expect(ticks.itemFor(tickOf(ticks, 'a'), 'because').command_id).not.toBe(first.command_id);
  });

  it('do not take my own approval for somebody else’s change while its answer is out', () => {
    const ticks = new Ticks();
    ticks.toggle(a);
    ticks.sent([ticks.itemFor(tickOf(ticks, 'a'), '')]);
    ticks.learn([row('a', 1, { status: 'approved' })]);
    const meanwhile = () => changedMeanwhile(tickOf(ticks, 'a'), ticks.state().unsettled);
    expect(meanwhile()).toBe(false);
    ticks.answered('a');
    expect(meanwhile()).toBe(true);
  });
});
