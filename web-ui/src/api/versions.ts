import { queryOptions } from '@tanstack/react-query';
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

/** A version never changes: asked for once. */
export function versionQuery(invoiceId: string, version: number) {
  return queryOptions({
    queryKey: ['version', invoiceId, version],
    queryFn: ({ signal }) => fetchVersion(invoiceId, version, signal),
    staleTime: Infinity,
  });
}

/** What leads from one version to another, which may be the older one. */
async function fetchDifference(
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

export function differenceQuery(invoiceId: string, from: number, to: number) {
  return queryOptions({
    queryKey: ['difference', invoiceId, from, to],
    queryFn: ({ signal }) => fetchDifference(invoiceId, from, to, signal),
    staleTime: Infinity,
  });
}
