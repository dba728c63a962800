import type { Comment } from '@/api/types';

/** A comment that is being written, or whose answer never came. Kept in the browser, for its writer and its invoice. */
export type Unsent = {
  text: string;
  term: string | null;
  /** Set once it was sent: sent again under the same key it is counted once. */
  sent: { key: string; after: number } | null;
};

export const NOTHING: Unsent = { text: '', term: null, sent: null };

function placeOf(user: string, invoiceId: string): string {
  return `countersign.comment/${user}/${invoiceId}`;
}

export function readUnsent(user: string, invoiceId: string): Unsent {
  try {
    const stored = localStorage.getItem(placeOf(user, invoiceId));
    return stored === null ? NOTHING : { ...NOTHING, ...(JSON.parse(stored) as Partial<Unsent>) };
  } catch {
    // Without a store, or with one that somebody else wrote to, a comment lasts as long as the page.
    return NOTHING;
  }
}

export function storeUnsent(user: string, invoiceId: string, unsent: Unsent): void {
  try {
    if (unsent.text === '') {
      localStorage.removeItem(placeOf(user, invoiceId));
    } else {
      localStorage.setItem(placeOf(user, invoiceId), JSON.stringify(unsent));
    }
  } catch {
    // As above: it stays on the page.
  }
}

/** The answer was lost, but the comment stands in the discussion. */
export function hasArrived(unsent: Unsent, comments: readonly Comment[], me: string): boolean {
  const { sent, text, term } = unsent;
  return (
    sent !== null &&
    comments.some(
      (comment) =>
        comment.number >= sent.after &&
        comment.actor === me &&
        comment.text === text.trim() &&
        (comment.term ?? null) === term,
    )
  );
}
