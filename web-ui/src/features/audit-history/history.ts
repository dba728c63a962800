import { useInfiniteQuery } from '@tanstack/react-query';
import { fetchHistoryPage } from '@/api/history';

/** Asked anew for each version that the form shows or hears of; the pages before stay on screen meanwhile. */
export function useHistory(invoiceId: string, version: number) {
  return useInfiniteQuery({
    queryKey: ['history', invoiceId, version],
    queryFn: ({ pageParam, signal }) => fetchHistoryPage(invoiceId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    placeholderData: (before) => before,
  });
}
