import { queryOptions } from '@tanstack/react-query';
import { answered, client } from '@/api/client';
import type { Invoice } from '@/api/types';

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

export function invoiceQuery(invoiceId: string) {
  return queryOptions({
    queryKey: ['invoice', invoiceId],
    queryFn: ({ signal }) => fetchInvoice(invoiceId, null, signal),
    // Asked once when the page opens; from then on the form follows the pushes.
    staleTime: Infinity,
    gcTime: 0,
  });
}
