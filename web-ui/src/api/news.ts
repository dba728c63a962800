/** One decision that somebody else (or I, in another tab) had accepted since the version that a form stands on. */
export type NewsEntry = {
  review_version: number;
  event: string;
  actor: string;
  at: string;
  changed_terms: readonly string[];
};

/** Who changed a term last, or the row that it is part of; undefined where that is not known (yet). */
export function authorOf(news: readonly NewsEntry[], path: string): NewsEntry | undefined {
  return news.findLast((entry) =>
    entry.changed_terms.some(
      (term) => term === path || path.startsWith(`${term}.`) || term.startsWith(`${path}.`),
    ),
  );
}
