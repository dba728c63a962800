import { describe, expect, it } from 'vitest';
import { judgementOf } from '@/api/judgement';
import { ProblemError } from '@/api/problem';
import {
  answered,
  beingSent,
  cancelled,
  firstUnderWay,
  FRESH,
  inOrder,
  isDue,
  isHeldUp,
  lookedUp,
  type Answer,
  type Entry,
} from './entry';
import { entry } from './testing';

const NOW = 100_000;
const latest = () => 1;
const none = (retryAfterMs: number | null = null): Answer => ({
  kind: 'not_now',
  why: 'gone',
  retry_after_ms: retryAfterMs,
});
const after = (before: Entry, ...answers: Answer[]) =>
  answers.reduce((one, answer) => answered(beingSent(one), answer, NOW, latest), before);

describe('an answer', () => {
  it.each([429, 502, 503, 504])('%d judges nothing: the decision waits', (status) => {
    const waiting = after(entry('c1'), judgementOf(new ProblemError({ status }, 7_000)));
    expect(waiting.delivery).toMatchObject({ at: 'waiting', not_before: NOW + 7_000 });
  });

  it.each([400, 403, 404, 409, 422, 500])('%d is not tried again by itself', (status) => {
    const refused = after(entry('c1'), judgementOf(new ProblemError({ status })));
    expect(refused.delivery).toEqual({ at: 'refused', problem: { status } });
  });

  it('401 waits for the person', () => {
    const waiting = after(entry('c1'), judgementOf(new ProblemError({ status: 401 })));
    expect(waiting.delivery).toMatchObject({ at: 'waiting', needs_sign_in: true });
  });
});

describe('a decision without an answer', () => {
  it('waits longer each time, and never gives up', () => {
    const pauses = [1, 2, 3, 10, 100].map((tries) => {
      const { delivery } = after(entry('c1'), ...Array.from({ length: tries }, () => none()));
      return delivery.at === 'waiting' ? delivery.next_try_at - NOW : null;
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
  });

  it('comes no sooner than the server asked for, not even when the connection is back; its person may', () => {
    const waiting = after(entry('c1'), none(30_000));
    expect(isDue(waiting, NOW + 29_000)).toBe(false);
    expect(isDue(waiting, NOW + 29_000, 'connection_is_back')).toBe(false);
    expect(isDue(waiting, NOW + 29_000, 'person')).toBe(true);
    expect(isDue(waiting, NOW + 30_000, 'connection_is_back')).toBe(true);
  });

  it('goes out at once when the connection is back', () => {
    const waiting = after(entry('c1'), none(), none(), none());
    expect(isDue(waiting, NOW)).toBe(false);
    expect(isDue(waiting, NOW, 'connection_is_back')).toBe(true);
  });

  it('is told once it takes longer than a click', () => {
    const fresh = entry('c1');
    const behind = entry('c2', { since: 2_000 });
    expect(isHeldUp(fresh, [fresh, behind])).toBe(false);
    expect(isHeldUp(behind, [fresh, behind])).toBe(true);
    const again = after(fresh, none());
    expect(isHeldUp(again, [again])).toBe(true);
    const underWay = beingSent(fresh);
    expect(isHeldUp(underWay, [underWay])).toBe(false);
  });
});

describe('taking a decision back', () => {
  it('is done at once where it was never sent', () => {
    expect(cancelled(entry('c1')).delivery).toEqual({ at: 'cancelled', may_have_arrived: false });
  });

  it('is done at once where it only waited for its person to sign in', () => {
    const waiting = answered(entry('c1'), { kind: 'signed_out' }, NOW);
    expect(cancelled(waiting).delivery).toEqual({ at: 'cancelled', may_have_arrived: false });
  });

  it.each([
    ['without an answer', after(entry('c1'), none())],
    ['a moment ago, or by a tab that died then', beingSent(entry('c1'))],
  ])('asks whether it arrived where it was sent %s', (_, sent) => {
    const asking = cancelled(sent);
    expect(asking.delivery).toEqual({ at: 'cancelling' });
    expect(isDue(asking, NOW)).toBe(true);
    expect(lookedUp(asking, 6).delivery).toEqual({ at: 'accepted', review_version: 6 });
    expect(lookedUp(asking, null).delivery).toEqual({ at: 'cancelled', may_have_arrived: true });
  });

  it('gives way to an acceptance that was on its way, and to no other answer', () => {
    const asking = cancelled(after(entry('c1'), none()));
    expect(after(asking, { kind: 'accepted', review_version: 6 }).delivery.at).toBe('accepted');
    expect(after(asking, { kind: 'refused', problem: { status: 409 } })).toBe(asking);
    expect(after(asking, none())).toBe(asking);
  });

  it('changes nothing once its fate is known', () => {
    const refused = after(entry('c1'), { kind: 'refused', problem: { status: 409 } });
    expect(cancelled(refused)).toBe(refused);
  });
});

describe('decisions on one invoice', () => {
  it('go out one after the other, oldest first', () => {
    const entries = inOrder([
      entry('c2', { since: 2 }),
      entry('c1', { since: 1 }),
      entry('c0', { since: 2 }),
    ]);
    expect(entries.map(({ command_id: id }) => id)).toEqual(['c1', 'c0', 'c2']);
    expect(firstUnderWay(entries, 'i1')?.command_id).toBe('c1');
    const done = entries.map((one) =>
      one.command_id === 'c1' ? after(one, { kind: 'accepted', review_version: 6 }) : one,
    );
    expect(firstUnderWay(done, 'i1')?.command_id).toBe('c0');
    expect(firstUnderWay(done, 'other')).toBeUndefined();
  });

  it('start without a try', () => {
    expect(isDue(entry('c1', { delivery: FRESH }), 0)).toBe(true);
  });
});
