import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { answered, client } from '@/api/client';
import { withSignature } from '@/api/history';
import type { AuditEventPage, RejectedDecisionPage } from '@/api/types';
import { questionOf, writeFilter, type SearchFilter } from './search-filter';

const PAGE_SIZE = 50;

/** One page of either: which it is says what its rows are. */
export type SearchPage =
  | { refused: false; items: AuditEventPage['items']; next: string | null; searchedBackTo: string | null }
  | {
      refused: true;
      items: RejectedDecisionPage['items'];
      next: string | null;
      searchedBackTo: string | null;
    };

async function fetchPage(
  filter: SearchFilter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<SearchPage> {
  const { forced, ...asked } = questionOf(filter);
  const query = { ...asked, limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) };
  if (filter.refused) {
    const { items, next_cursor, searched_back_to } = await answered(
      client.GET('/api/audit/rejected-decisions', { signal, params: { query } }),
    );
    return { refused: true, items, next: next_cursor ?? null, searchedBackTo: searched_back_to ?? null };
  }
  const { items, next_cursor, searched_back_to } = await answered(
    client.GET('/api/audit/events', {
      signal,
      params: { query: { ...query, ...(forced === undefined ? {} : { forced: true }) } },
    }),
  );
  return {
    refused: false,
    items: items.map(withSignature),
    next: next_cursor ?? null,
    searchedBackTo: searched_back_to ?? null,
  };
}

/**
 * The service looks back for about a second at a time, and may find nothing on the way: whoever searches for something
 * rare need not ask again and again. Not without end, either.
 */
const MOST_LOOKS = 10;

async function fetchFound(
  filter: SearchFilter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<SearchPage> {
  let page = await fetchPage(filter, cursor, signal);
  for (let looks = 1; page.items.length === 0 && page.next !== null && looks < MOST_LOOKS; looks += 1) {
    page = await fetchPage(filter, page.next, signal);
  }
  return page;
}

/** Newest first. The rows of the search before stay until the new ones are there. */
export function useSearchPages(filter: SearchFilter) {
  return useInfiniteQuery({
    queryKey: ['audit-search', writeFilter(filter)],
    queryFn: ({ pageParam, signal }) => fetchFound(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
