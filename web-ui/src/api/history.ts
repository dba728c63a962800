import { answered, client } from './client';
import type { HistoryEntry, HistoryPage } from './types';

const PAGE_SIZE = 200;

export function fetchHistoryPage(
  invoiceId: string,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<HistoryPage> {
  return answered(
    client.GET('/api/invoices/{id}/history', {
      ...(signal === undefined ? {} : { signal }),
      params: {
        path: { id: invoiceId },
        query: { limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) },
      },
    }),
  );
}

/** Oldest first, from the first event to the newest. */
export async function fetchHistory(invoiceId: string, signal?: AbortSignal): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  let cursor: string | null = null;
  do {
    const page: HistoryPage = await fetchHistoryPage(invoiceId, cursor, signal);
    entries.push(...page.items);
    cursor = page.next_cursor ?? null;
  } while (cursor !== null);
  return entries;
}
