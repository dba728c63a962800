import type { Claim } from '@/api/types';
import { showClock } from '@/terms/dates';

const VERBS: Readonly<Record<string, string>> = {
  InvoiceReceived: 'received it',
  InvoiceCorrected: 'changed it',
  InvoiceApproved: 'approved it',
  InvoiceRejected: 'rejected it',
  InvoicePutOnHold: 'put it on hold',
  InvoiceReopened: 'reopened it',
};

export function verbOf(event: string): string {
  return VERBS[event] ?? 'changed it';
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
