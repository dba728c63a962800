import { answered, client } from './client';
import type { HistoryEntry, HistoryPage, TimelinePage } from './types';

/** An event that was altered beyond reading no longer says who decided, nor by which decision. */
export function withSignature<E extends { actor?: string | null; command_id?: string | null }>(event: E) {
  return { ...event, actor: event.actor ?? 'somebody unknown', command_id: event.command_id ?? 'unknown' };
}

const PAGE_SIZE = 200;

async function fetchPage(invoiceId: string, cursor: string | null, attempts: boolean, signal?: AbortSignal) {
  const page = await answered(
    client.GET('/api/invoices/{id}/history', {
      ...(signal === undefined ? {} : { signal }),
      params: {
        path: { id: invoiceId },
        query: { limit: PAGE_SIZE, ...(attempts && { attempts }), ...(cursor === null ? {} : { cursor }) },
      },
    }),
  );
  return { ...page, items: page.items.map(withSignature) };
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
