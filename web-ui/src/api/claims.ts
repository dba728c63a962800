import { answered, client } from './client';
import type { Claim } from './types';

/** Takes or renews a claim; somebody else's only where that is asked for. */
export function claimInvoice(invoiceId: string, takeOver = false): Promise<Claim> {
  return answered(
    client.PUT('/api/invoices/{id}/claim', {
      params: { path: { id: invoiceId }, query: takeOver ? { take_over: true } : {} },
      body: {},
    }),
  );
}

export async function releaseClaim(invoiceId: string): Promise<void> {
  await answered(client.DELETE('/api/invoices/{id}/claim', { params: { path: { id: invoiceId } } }));
}
