import { answered, client } from './client';
import type { HistoryEntry, HistoryPage, TimelinePage } from './types';

const PAGE_SIZE = 200;

function fetchPage(invoiceId: string, cursor: string | null, attempts: boolean, signal?: AbortSignal) {
  return answered(
    client.GET('/api/invoices/{id}/history', {
      ...(signal === undefined ? {} : { signal }),
      params: {
        path: { id: invoiceId },
        query: { limit: PAGE_SIZE, ...(attempts && { attempts }), ...(cursor === null ? {} : { cursor }) },
      },
    }),
  );
}

export async function fetchHistoryPage(
  invoiceId: string,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<HistoryPage> {
  return (await fetchPage(invoiceId, cursor, false, signal)) as HistoryPage;
}

/** With the refused attempts in their places. */
export async function fetchTimelinePage(
  invoiceId: string,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<TimelinePage> {
  return (await fetchPage(invoiceId, cursor, true, signal)) as TimelinePage;
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
