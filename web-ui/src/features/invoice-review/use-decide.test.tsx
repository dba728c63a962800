// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Invoice, InvoicePush } from '@/api/types';
import { FormStore } from './form-store';
import { useDecide } from './use-decide';

const INVOICE: Invoice = {
  invoice_id: 'i1',
  review_version: 0,
  status: 'received',
  terms: { 'seller.name': 'Acme' },
  lines: [],
  vat_breakdown: [],
  allowances: [],
  charges: [],
  findings: [],
  deviations: [],
  received: {},
  confidence: {},
  source: { media_type: 'application/xml', sha256: '', bytes: 0 },
  changed_by: 'ben',
  changed_at: '2026-11-21T10:42:00Z',
};

const ANSWER = JSON.stringify({ invoice_id: 'i1', review_version: 1 });

let keys: (string | null)[];
let answers: (() => Response)[];

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  keys = [];
  answers = [];
  vi.stubGlobal('fetch', (request: Request) => {
    keys.push(request.headers.get('Idempotency-Key'));
    const answer = answers.shift();
    return answer === undefined
      ? Promise.reject(new TypeError('Failed to fetch'))
      : Promise.resolve().then(answer);
  });
});

afterEach(() => vi.unstubAllGlobals());

function opened() {
  const store = new FormStore(INVOICE, 'anna', () => 'text');
  store.dispatch({ kind: 'typed', path: 'seller.name', text: 'Acme Corp' });
  let current: ReturnType<typeof useDecide> | null = null;
  function Probe() {
    const deciding = useDecide(store, 'i1');
    current = deciding;
    return null;
  }
  act(() => createRoot(document.createElement('div')).render(<Probe />));
  const deciding = () => current as unknown as ReturnType<typeof useDecide>;
  return { store, deciding, save: () => act(() => deciding().save()) };
}

describe('a success without the version that it made', () => {
  it.each([
    ['no body', () => new Response(null, { status: 200, statusText: 'OK' })],
    ['an empty body', () => new Response('', { status: 200, headers: { 'Content-Length': '0' } })],
    ['a page', () => new Response('<html></html>', { status: 200 })],
    ['another object', () => new Response('{"review_version":"1"}', { status: 200 })],
    ['null', () => new Response('null', { status: 200 })],
  ])('counts as no answer: %s', async (_, answer) => {
    const { store, deciding, save } = opened();
    answers = [answer, () => new Response(ANSWER, { status: 200 })];

    expect(await save()).toBeNull();
    expect(deciding().told).toMatchObject({
      tone: 'bad',
      text: expect.stringContaining('cannot be reached') as string,
    });
    expect(store.get().base.review_version).toBe(0);
    expect(store.get().typed).toEqual({ 'seller.name': 'Acme Corp' });

    expect(await save()).toMatchObject({ review_version: 1 });
    expect(deciding().told).toEqual({ tone: 'good', text: 'Saved as v1' });
    expect(keys[1]).toBe(keys[0]);
  });
});

describe('a lost answer', () => {
  const pushed = (commandId: string | null | undefined): InvoicePush => ({
    type: 'invoice_changed',
    invoice_id: 'i1',
    review_version: 1,
    event: 'InvoiceCorrected',
    status: 'in_review',
    actor: 'anna',
    at: '2026-11-21T10:42:00Z',
    changed_terms: ['seller.name'],
    command_id: commandId ?? null,
  });

  it('is made good by the push that proves that the decision arrived', async () => {
    const { store, deciding, save } = opened();
    await save();
    expect(deciding().told?.tone).toBe('bad');

    act(() => store.dispatch({ kind: 'pushed', push: pushed(keys[0]) }));
    expect(deciding().told).toEqual({ tone: 'good', text: 'Saved as v1' });
  });

  it('is no bad news where the push came before it', async () => {
    const { store, deciding, save } = opened();
    answers = [
      () => {
        store.dispatch({ kind: 'pushed', push: pushed(keys[0]) });
        throw new TypeError('Failed to fetch');
      },
    ];
    await save();
    expect(deciding().told).toEqual({ tone: 'good', text: 'Saved as v1' });
  });

  it('stays bad news when the push is about the decision of somebody else', async () => {
    const { store, deciding, save } = opened();
    await save();
    act(() => store.dispatch({ kind: 'pushed', push: pushed('theirs') }));
    expect(deciding().told?.tone).toBe('bad');
  });
});
