import { useQuery } from '@tanstack/react-query';
import { answered, client } from '@/api/client';
import type { Invoice } from '@/api/types';

/** The invoice as received. It never changes, so it is asked for once. */
export function useReceivedVersion(invoice: Invoice) {
  const isItself = invoice.review_version === 0;
  return useQuery({
    queryKey: ['received-version', invoice.invoice_id],
    queryFn: ({ signal }) =>
      isItself
        ? invoice
        : answered(
            client.GET('/api/invoices/{id}/versions/{version}', {
              signal,
              params: { path: { id: invoice.invoice_id, version: 0 } },
            }),
          ),
    staleTime: Infinity,
  });
}
