import { queryOptions } from '@tanstack/react-query';
import { fetchInvoice } from '@/api/invoices';

export function invoiceQuery(invoiceId: string) {
  return queryOptions({
    queryKey: ['invoice', invoiceId],
    queryFn: ({ signal }) => fetchInvoice(invoiceId, null, signal),
    // Asked once when the page opens; from then on the form follows the pushes.
    staleTime: Infinity,
    gcTime: 0,
  });
}
