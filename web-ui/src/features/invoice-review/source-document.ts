import { useQuery } from '@tanstack/react-query';
import { fetchBytes } from '@/api/client';

/** The document as received, byte for byte. */
export function useSourceDocument(invoiceId: string) {
  return useQuery({
    queryKey: ['source-document', invoiceId],
    queryFn: ({ signal }) => fetchBytes(`/api/invoices/${encodeURIComponent(invoiceId)}/source`, signal),
    staleTime: Infinity,
  });
}
