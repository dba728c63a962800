import { useQuery } from '@tanstack/react-query';
import { versionQuery } from '@/api/versions';
import type { Invoice } from '@/api/types';

/** The invoice as received. */
export function useReceivedVersion(invoice: Invoice) {
  return useQuery({
    ...versionQuery(invoice.invoice_id, 0),
    ...(invoice.review_version === 0 ? { initialData: invoice } : {}),
  });
}
