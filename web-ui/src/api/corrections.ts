import { answered, fetchSignedIn } from './client';
import type { CorrectionPreview, WireChanges } from './types';

/** What the very same correction would do; nothing is stored. */
export function previewCorrection(
  invoiceId: string,
  expectedVersion: number,
  changes: WireChanges,
  signal: AbortSignal,
): Promise<CorrectionPreview> {
  return answered<CorrectionPreview>(ask(invoiceId, expectedVersion, changes, signal));
}

async function ask(
  invoiceId: string,
  expectedVersion: number,
  changes: WireChanges,
  signal: AbortSignal,
): Promise<{ data?: CorrectionPreview; error?: unknown; response: Response }> {
  const url = `${window.location.origin}/api/invoices/${encodeURIComponent(invoiceId)}/corrections/preview`;
  const response = await fetchSignedIn(
    new Request(url, {
      method: 'POST',
      signal,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ expected_review_version: expectedVersion, changes }),
    }),
  );
  const body = (await response.json().catch(() => undefined)) as unknown;
  return response.ok ? { data: body as CorrectionPreview, response } : { error: body, response };
}
