import type { Claim, DecisionKind } from '@/api/types';
import { showClock } from '@/terms/dates';

/** What somebody did to an invoice, by the event's name. */
const DONE: Readonly<Record<string, string>> = {
  InvoiceReceived: 'received it',
  InvoiceCorrected: 'corrected it',
  InvoiceApproved: 'approved it',
  InvoiceRejected: 'rejected it',
  InvoicePutOnHold: 'put it on hold',
  InvoiceReopened: 'reopened it',
  CommentAdded: 'commented on it',
};

/** What there are words for. */
export const EVENTS: readonly string[] = Object.keys(DONE);

/** In a sentence about the invoice: "ben put it on hold". What this program does not know yet goes by its own name. */
export function verbOf(event: string): string {
  return DONE[event] ?? event;
}

/** In a list, where the invoice stands beside it: "put on hold". */
export function participleOf(event: string): string {
  return verbOf(event).replace(/( on)? it\b/, '');
}

const WANTED: Readonly<Record<DecisionKind, string>> = {
  correction: 'to correct it',
  approval: 'to approve it',
  rejection: 'to reject it',
  hold: 'to put it on hold',
  reopening: 'to reopen it',
};

/** "ben wanted to put it on hold", by the kind of decision. */
export function wishOf(kind: string): string {
  return (WANTED as Readonly<Record<string, string>>)[kind] ?? kind;
}

/** "Due date and Seller name"; long lists end in a count. */
export function listOf(names: readonly string[], most = 4): string {
  if (names.length > most) {
    return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
  }
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

const whole = new Intl.NumberFormat('en-GB');

/** 41,208 */
export function showCount(n: number): string {
  return whole.format(n);
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${showCount(n)} ${n === 1 ? one : many}`;
}

/** "ben has this until 10:50", "yours until 10:50". */
export function sayClaim(claim: Claim, me: string): string {
  const until = `until ${showClock(claim.expires_at)}`;
  return claim.claimed_by === me ? `yours ${until}` : `${claim.claimed_by} has this ${until}`;
}
