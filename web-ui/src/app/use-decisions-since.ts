import { useQuery } from '@tanstack/react-query';
import { fetchHistory } from '@/api/history';
import type { NewsEntry } from '@/api/news';

/**
 * Who decided what after `from`, up to `to`. Pushes and refusals tell most of it; where some of it is missing (a page
 * that was away, a draft of yesterday), the history has it.
 */
export function useDecisionsSince(
  invoiceId: string,
  from: number,
  to: number,
  known: readonly NewsEntry[],
): readonly NewsEntry[] {
  const within = (entry: NewsEntry) => entry.review_version > from && entry.review_version <= to;
  const told = known.filter(within);
  const history = useQuery({
    queryKey: ['decisions-since', invoiceId, from, to],
    queryFn: async ({ signal }) =>
      (await fetchHistory(invoiceId, signal)).map((entry): NewsEntry => ({
        ...entry,
        changed_terms: entry.changes.map((change) => change.term),
      })),
    enabled: told.length < to - from,
    staleTime: Infinity,
  });
  const found = history.data?.filter(within) ?? [];
  return found.length > told.length ? found : told;
}
