import { useQuery } from '@tanstack/react-query';
import { fetchSignedIn } from '@/api/client';
import { ProblemError, readProblem } from '@/api/problem';

async function fetchSource(invoiceId: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetchSignedIn(
    new Request(`/api/invoices/${encodeURIComponent(invoiceId)}/source`, { signal }),
  );
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => null);
    throw new ProblemError(readProblem(body, response.status, response.statusText));
  }
  return response.blob();
}

/** The document as received, byte for byte. */
export function useSourceDocument(invoiceId: string) {
  return useQuery({
    queryKey: ['source-document', invoiceId],
    queryFn: ({ signal }) => fetchSource(invoiceId, signal),
    staleTime: Infinity,
  });
}
