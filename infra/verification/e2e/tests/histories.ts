import type { APIRequestContext } from '@playwright/test';
import { basic, expect, saves, type User } from './people.ts';

/** Answers of the service to somebody's decision, whatever it is. */
async function decides(request: APIRequestContext, user: User, invoice: string, what: object) {
  return request.post(`/api/invoices/${invoice}/corrections`, {
    headers: { Authorization: basic(user) },
    data: what,
  });
}

/** Six versions: corrected, a term cleared, a stale save refused and then forced, a line added. */
export async function eventful(request: APIRequestContext, invoice: string): Promise<void> {
  await saves(request, 'anna', invoice, 0, { due_date: '2026-03-01', buyer_reference: 'PO-1' });
  await saves(request, 'ben', invoice, 1, { due_date: null });
  const refused = await decides(request, 'anna', invoice, {
    expected_review_version: 1,
    changes: { due_date: '2026-07-15' },
  });
  expect(refused.status()).toBe(409);
  const forced = await decides(request, 'carol', invoice, {
    expected_review_version: 1,
    changes: { due_date: '2026-08-15' },
    force: { reason: 'confirmed by the seller' },
  });
  expect(forced.status(), await forced.text()).toBe(200);
  const noted = await decides(request, 'ben', invoice, {
    expected_review_version: 3,
    changes: { 'seller.name': 'Acme Corp' },
    note: 'as in the register',
  });
  expect(noted.status()).toBe(200);
  await saves(request, 'anna', invoice, 4, { 'lines.new1': { item_name: 'Cardboard' } });
  // Attempts are written down a little later.
  await expect
    .poll(async () => {
      const answer = await request.get(`/api/invoices/${invoice}/history?attempts=true`, {
        headers: { Authorization: basic('anna') },
      });
      return ((await answer.json()) as { items: { event: string }[] }).items.map(({ event }) => event);
    })
    .toContain('StaleDecisionRejected');
}

/** As many versions as that, in a few requests. */
export async function long(request: APIRequestContext, invoice: string, versions: number): Promise<void> {
  for (let from = 0; from < versions; from += 200) {
    const decisions = Array.from({ length: Math.min(200, versions - from) }, (_, i) => ({
      kind: 'correction',
      invoice_id: invoice,
      expected_review_version: from + i,
      changes: { buyer_reference: `PO-${from + i + 1}` },
    }));
    const answer = await request.post('/api/decisions', {
      headers: { Authorization: basic('anna') },
      data: { decisions },
    });
    const { results } = (await answer.json()) as { results: { http_status: number }[] };
    expect(results.filter(({ http_status }) => http_status !== 200)).toEqual([]);
  }
}
