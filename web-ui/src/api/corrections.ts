import { answered, client } from './client';
import type { CorrectionPreview, WireChanges } from './types';

/** What the very same correction would do; nothing is stored. */
export function previewCorrection(
  invoiceId: string,
  expectedVersion: number,
  changes: WireChanges,
  signal: AbortSignal,
): Promise<CorrectionPreview> {
  return answered(
    client.POST('/api/invoices/{id}/corrections/preview', {
      signal,
      params: { path: { id: invoiceId } },
      body: { expected_review_version: expectedVersion, changes },
    }),
  );
}
