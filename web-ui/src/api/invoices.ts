import { answered, client } from './client';
import type { Invoice, QueueRow } from './types';

/** With a version that was announced, the server waits until it can show it (or says that it is behind). */
export function fetchInvoice(
  invoiceId: string,
  minVersion: number | null,
  signal?: AbortSignal,
): Promise<Invoice> {
  return answered(
    client.GET('/api/invoices/{id}', {
      ...(signal === undefined ? {} : { signal }),
      params: { path: { id: invoiceId }, query: minVersion === null ? {} : { min_version: minVersion } },
    }),
  );
}

/** The first few that the queue finds by this text, whatever their status. */
export async function findInvoices(text: string, most: number, signal?: AbortSignal): Promise<QueueRow[]> {
  const { items } = await answered(
    client.GET('/api/invoices', {
      ...(signal === undefined ? {} : { signal }),
      params: { query: { q: text, limit: most, sort: '-changed_at' } },
    }),
  );
  return items;
}
