import { backOff } from '@/api/back-off';
import type { Decision } from '@/api/decisions';
import type { Judgement } from '@/api/judgement';
import type { Problem } from '@/api/types';
import type { PendingDecision, Snapshot } from './work';

/** One decision in the outbox, from the click until its fate is known, as a state machine without a network or a clock. */

export type Delivery =
  | {
      readonly at: 'waiting';
      /** How often it was sent, the try that is under way counted in. */
      readonly tries: number;
      readonly next_try_at: number;
      /** What the server asked for: no reconnection and no focus is sooner than this. */
      readonly not_before: number;
      readonly why: string | null;
      readonly needs_sign_in: boolean;
    }
  /** Taken back by its person, after a try whose answer never came: the history is asked whether it arrived. */
  | { readonly at: 'cancelling' }
  | { readonly at: 'cancelled'; readonly may_have_arrived: boolean }
  | { readonly at: 'accepted'; readonly review_version: number }
  | { readonly at: 'refused'; readonly problem: Problem };

export type Entry = {
  /** The same name with every try, so that the decision is counted once. */
  readonly command_id: string;
  readonly user: string;
  readonly invoice_id: string;
  readonly invoice_number: string | null;
  /** The open form that answers for it. */
  readonly form_id: string;
  readonly decision: Decision;
  readonly pending: PendingDecision;
  readonly on: Snapshot;
  readonly since: number;
  readonly delivery: Delivery;
};

export type Answer = { kind: 'accepted'; review_version: number } | Judgement;

const FIRST_RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 60_000;

export const FRESH: Delivery = {
  at: 'waiting',
  tries: 0,
  next_try_at: 0,
  not_before: 0,
  why: null,
  needs_sign_in: false,
};

/** Before the request goes out: from here on it may arrive, whatever becomes of this tab. */
export function beingSent(entry: Entry): Entry {
  const { delivery } = entry;
  return delivery.at === 'waiting'
    ? { ...entry, delivery: { ...delivery, tries: delivery.tries + 1 } }
    : entry;
}

export function answered(
  entry: Entry,
  answer: Answer,
  now: number,
  random: () => number = Math.random,
): Entry {
  const { delivery } = entry;
  if (answer.kind === 'accepted') {
    return { ...entry, delivery: { at: 'accepted', review_version: answer.review_version } };
  }
  if (delivery.at !== 'waiting') {
    // Taken back while it was on its way; only an acceptance is stronger than that.
    return entry;
  }
  switch (answer.kind) {
    case 'refused':
    case 'broken':
      return { ...entry, delivery: { at: 'refused', problem: answer.problem } };
    case 'signed_out':
      return {
        ...entry,
        delivery: { ...heldUp(delivery.tries, 'You are signed out', null, now, random), needs_sign_in: true },
      };
    case 'not_now':
      return {
        ...entry,
        delivery: heldUp(delivery.tries, answer.why, answer.retry_after_ms, now, random),
      };
  }
}

function heldUp(
  tries: number,
  why: string,
  retryAfterMs: number | null,
  now: number,
  random: () => number,
): Extract<Delivery, { at: 'waiting' }> {
  const pause = backOff(Math.max(0, tries - 1), { first: FIRST_RETRY_MS, slowest: SLOWEST_RETRY_MS }, random);
  const asked = now + (retryAfterMs ?? 0);
  return {
    at: 'waiting',
    tries,
    // Spread beyond what was asked for too: everybody was told the same.
    next_try_at: retryAfterMs === null ? now + pause : asked + Math.round(random() * pause),
    not_before: asked,
    why,
    needs_sign_in: false,
  };
}

/** A decision that was never sent is simply taken back; of any other it has to be asked whether it arrived. */
export function cancelled(entry: Entry): Entry {
  return entry.delivery.at !== 'waiting'
    ? entry
    : {
        ...entry,
        delivery:
          entry.delivery.tries === 0 ? { at: 'cancelled', may_have_arrived: false } : { at: 'cancelling' },
      };
}

/** What the history said of a decision that is being taken back; null where it has none of that name, or did not answer. */
export function lookedUp(entry: Entry, arrivedAs: number | null): Entry {
  if (entry.delivery.at !== 'cancelling') {
    return entry;
  }
  return {
    ...entry,
    delivery:
      arrivedAs === null
        ? { at: 'cancelled', may_have_arrived: true }
        : { at: 'accepted', review_version: arrivedAs },
  };
}

export type Impatience = 'none' | 'connection_is_back' | 'person';

export function isDue(entry: Entry, now: number, impatience: Impatience = 'none'): boolean {
  const { delivery } = entry;
  if (delivery.at !== 'waiting') {
    return delivery.at === 'cancelling';
  }
  switch (impatience) {
    case 'person':
      return true;
    case 'connection_is_back':
      return now >= delivery.not_before;
    case 'none':
      return now >= delivery.next_try_at;
  }
}

/** How often it was sent, a try that is under way counted in. */
export function triesOf({ delivery }: Entry): number {
  return delivery.at === 'waiting' ? delivery.tries : 0;
}

/** Whether its fate is still to come. */
export function isUnderWay({ delivery }: Entry): boolean {
  return delivery.at === 'waiting' || delivery.at === 'cancelling';
}

/** Longer than the click of a button: its person is told about it. */
export function isHeldUp(entry: Entry, entries: readonly Entry[]): boolean {
  return (
    entry.delivery.at === 'cancelling' ||
    (entry.delivery.at === 'waiting' &&
      (entry.delivery.why !== null || firstUnderWay(entries, entry.invoice_id) !== entry))
  );
}

/** Given back: a form takes it over, the one that made it or the next that opens its invoice. */
export function isLeftOver({ delivery }: Entry): boolean {
  return delivery.at === 'refused' || delivery.at === 'cancelled';
}

/** Decisions on one invoice go out in the order in which they were made, each after the answer to the one before. */
export function firstUnderWay(entries: readonly Entry[], invoiceId: string): Entry | undefined {
  return entries.find((entry) => entry.invoice_id === invoiceId && isUnderWay(entry));
}

export function inOrder(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => a.since - b.since || a.command_id.localeCompare(b.command_id));
}
