/** One decision that somebody else (or I, in another tab) had accepted since the version that a form stands on. */
export type NewsEntry = {
  review_version: number;
  event: string;
  actor: string;
  at: string;
  changed_terms: readonly string[];
};

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

/** Who changed a term last, or the row that it is part of; undefined where that is not known (yet). */
export function authorOf(news: readonly NewsEntry[], path: string): NewsEntry | undefined {
  return news.findLast((entry) =>
    entry.changed_terms.some(
      (term) => term === path || path.startsWith(`${term}.`) || term.startsWith(`${path}.`),
    ),
  );
}

/** "Due date and Seller name"; long lists end in a count. */
export function listOf(names: readonly string[], most = 4): string {
  if (names.length > most) {
    return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
  }
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
