import type { APIRequestContext } from '@playwright/test';
import { basic, expect, saves, type User } from './people.ts';

/** What the service answers to somebody's save, whatever that is. */
function decides(request: APIRequestContext, user: User, invoice: string, what: object) {
  return request.post(`/api/invoices/${invoice}/corrections`, {
    headers: { Authorization: basic(user) },
    data: what,
  });
}

/** A save on a version that is not the current one any more. */
async function isRefused(
  request: APIRequestContext,
  user: User,
  invoice: string,
  version: number,
  changes: Record<string, string>,
): Promise<void> {
  const answer = await decides(request, user, invoice, { expected_review_version: version, changes });
  expect(answer.status()).toBe(409);
}

/** The same, over what others saved since. */
async function forces(
  request: APIRequestContext,
  user: User,
  invoice: string,
  version: number,
  changes: Record<string, string>,
  reason: string,
): Promise<void> {
  const answer = await decides(request, user, invoice, {
    expected_review_version: version,
    changes,
    force: { reason },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Six versions: corrected, a term cleared, a stale save refused and then forced, a line added. */
export async function eventful(request: APIRequestContext, invoice: string): Promise<void> {
  await saves(request, 'anna', invoice, 0, { due_date: '2026-03-01', buyer_reference: 'PO-1' });
  await saves(request, 'ben', invoice, 1, { due_date: null });
  await isRefused(request, 'anna', invoice, 1, { due_date: '2026-07-15' });
  await forces(request, 'carol', invoice, 1, { due_date: '2026-08-15' }, 'confirmed by the seller');
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

/** One event of each kind that one can search for, and a refused save; the mark stands in what they say. */
export async function searchable(request: APIRequestContext, invoice: string, mark: string): Promise<void> {
  await saves(request, 'anna', invoice, 0, { 'seller.name': `Acme ${mark}`, due_date: '2026-03-15' });
  await saves(request, 'anna', invoice, 1, { 'buyer.name': 'Librairie du Phare' });
  await forces(
    request,
    'ben',
    invoice,
    1,
    { 'buyer.name': 'Librairie du Quai' },
    `the contract says ${mark}`,
  );
  await isRefused(request, 'carol', invoice, 1, { 'buyer.name': `Nobody ${mark}` });
  const comment = await request.post(`/api/invoices/${invoice}/comments`, {
    headers: { Authorization: basic('anna') },
    data: { text: `Is ${mark} right?`, term: 'due_date' },
  });
  expect(comment.status()).toBe(201);
}

/** As many versions as that, in a few requests. */
export async function long(
  request: APIRequestContext,
  invoice: string,
  versions: number,
  changesOf = (version: number): Record<string, string> => ({ buyer_reference: `PO-${version}` }),
): Promise<void> {
  for (let from = 0; from < versions; from += 200) {
    const decisions = Array.from({ length: Math.min(200, versions - from) }, (_, i) => ({
      kind: 'correction',
      invoice_id: invoice,
      expected_review_version: from + i,
      changes: changesOf(from + i + 1),
    }));
    const answer = await request.post('/api/decisions', {
      headers: { Authorization: basic('anna') },
      data: { decisions },
    });
    const { results } = (await answer.json()) as { results: { http_status: number }[] };
    expect(results.filter(({ http_status }) => http_status !== 200)).toEqual([]);
  }
}
