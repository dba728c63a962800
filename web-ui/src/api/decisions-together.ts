import { answered, client } from './client';
import type { ItemResult } from './types';

/** What the server takes in one request. */
export const MOST_TOGETHER = 200;

const PATIENCE_MS = 30_000;

export type ApprovalItem = {
  command_id: string;
  invoice_id: string;
  kind: 'approval';
  expected_review_version: number;
  reason?: string;
};

/** Each is judged on its own; the same command_id again is answered with its first result. */
export async function decideTogether(decisions: readonly ApprovalItem[]): Promise<readonly ItemResult[]> {
  const { results } = await answered(
    client.POST('/api/decisions', {
      body: { decisions: [...decisions] },
      signal: AbortSignal.timeout(PATIENCE_MS),
    }),
  );
  return results;
}
