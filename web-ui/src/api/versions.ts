import { answered, client } from './client';
import type { Invoice, TermChange } from './types';

/** The invoice as it was. */
export function fetchVersion(invoiceId: string, version: number, signal?: AbortSignal): Promise<Invoice> {
  return answered(
    client.GET('/api/invoices/{id}/versions/{version}', {
      ...(signal === undefined ? {} : { signal }),
      params: { path: { id: invoiceId, version } },
    }),
  );
}

/** What leads from one version to another, which may be the older one. */
export async function fetchDifference(
  invoiceId: string,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<TermChange[]> {
  const { changes } = await answered(
    client.GET('/api/invoices/{id}/diff', {
      ...(signal === undefined ? {} : { signal }),
      params: { path: { id: invoiceId }, query: { from, to } },
    }),
  );
  return changes;
}
