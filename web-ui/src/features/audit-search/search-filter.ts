/** What an auditor looks for; an empty text asks for nothing. Instants in `from` and `to`. */
export type SearchFilter = {
  /** Refused stale decisions instead of what was accepted. */
  refused: boolean;
  actor: string;
  event: string;
  term: string;
  value: string;
  invoice_id: string;
  from: string;
  to: string;
  forced: boolean;
};

export const NO_FILTER: SearchFilter = {
  refused: false,
  actor: '',
  event: '',
  term: '',
  value: '',
  invoice_id: '',
  from: '',
  to: '',
  forced: false,
};

const TEXTS = ['actor', 'event', 'term', 'value', 'invoice_id', 'from', 'to'] as const;

/** A refused decision is no event: it has no event's name, and what it wanted is not what was done. */
const NOT_OF_REFUSED: ReadonlySet<string> = new Set(['event', 'term', 'value', 'forced']);

export function readFilter(params: URLSearchParams): SearchFilter {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, params.get(name) ?? '']));
  return {
    ...NO_FILTER,
    ...texts,
    forced: params.get('forced') === 'true',
    refused: params.get('refused') === 'true',
  };
}

/** What is asked of the service: only what is asked for at all. */
export function questionOf(filter: SearchFilter): Record<string, string> {
  const asked: [string, string][] = TEXTS.map((name) => [name, filter[name].trim()]);
  asked.push(['forced', filter.forced ? 'true' : '']);
  return Object.fromEntries(
    asked.filter(([name, value]) => value !== '' && !(filter.refused && NOT_OF_REFUSED.has(name))),
  );
}

/** As it stands in the address, so that it can be sent to somebody. */
export function writeFilter(filter: SearchFilter): Record<string, string> {
  return { ...questionOf(filter), ...(filter.refused ? { refused: 'true' } : {}) };
}

/** What of an event's changes to show first: those that were asked for. */
export function matchingFirst<T extends { term: string; before?: string | null; after?: string | null }>(
  changes: readonly T[],
  { term, value }: Pick<SearchFilter, 'term' | 'value'>,
  isTerm: (path: string, asked: string) => boolean,
): T[] {
  const sought = value.trim().toLowerCase();
  const matches = (change: T) =>
    (term === '' || isTerm(change.term, term)) &&
    (sought === '' ||
      [change.before, change.after].some((text) => text?.toLowerCase().includes(sought) ?? false));
  return [...changes.filter(matches), ...changes.filter((change) => !matches(change))];
}
