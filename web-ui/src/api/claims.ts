import { ask } from './plain';
import type { Claim } from './types';

function pathOf(invoiceId: string): string {
  return `/api/invoices/${encodeURIComponent(invoiceId)}/claim`;
}

/** Takes or renews a claim; somebody else's only where that is asked for. */
export function claimInvoice(invoiceId: string, takeOver = false): Promise<Claim> {
  return ask(`${pathOf(invoiceId)}${takeOver ? '?take_over=true' : ''}`, { method: 'PUT', body: {} });
}

export async function releaseClaim(invoiceId: string): Promise<void> {
  await ask(pathOf(invoiceId), { method: 'DELETE' });
}
