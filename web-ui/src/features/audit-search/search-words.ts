/** What was done, by the event's name; these are the choices of the filter too. */
export const EVENT_NAMES: Readonly<Record<string, string>> = {
  InvoiceReceived: 'received',
  InvoiceCorrected: 'corrected',
  InvoiceApproved: 'approved',
  InvoiceRejected: 'rejected',
  InvoicePutOnHold: 'put on hold',
  InvoiceReopened: 'reopened',
  CommentAdded: 'commented',
};

const WANTED: Readonly<Record<string, string>> = {
  correction: 'correct',
  approval: 'approve',
  rejection: 'reject',
  hold: 'put on hold',
  reopening: 'reopen',
};

/** An event that this page does not know yet is shown as it stands. */
export function sayEvent(event: string): string {
  return EVENT_NAMES[event] ?? event;
}

/** "refused: wanted to correct v2, current was v3". */
export function sayRefused(kind: string, expected: number, current: number): string {
  return `refused: wanted to ${WANTED[kind] ?? kind} v${expected}, current was v${current}`;
}
