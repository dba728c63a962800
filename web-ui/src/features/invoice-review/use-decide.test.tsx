// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Invoice, InvoicePush } from '@/api/types';
import { sendDecision } from '@/api/decisions';
import { triesOf } from '@/work/entry';
import { Outbox } from '@/work/outbox';
import { MemoryShelf } from '@/work/shelf';
import { BrowserTabs } from '@/work/tabs';
import { WorkContext } from '@/work/WorkContext';
import { FormKeeper } from './form-keeper';
import { FormStore } from './form-store';
import { openForm } from './review-form';
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

let outbox: Outbox;

function opened() {
  const shelf = new MemoryShelf();
  const tabs = new BrowserTabs();
  outbox = new Outbox({
    user: 'anna',
    shelf,
    tabs,
    send: (entry) => sendDecision(entry.invoice_id, entry.command_id, triesOf(entry), entry.decision),
    arrivedAs: () => Promise.resolve(null),
    maySend: () => true,
  });
  const place = { shelf, tabs, outbox };
  const store = new FormStore(openForm(INVOICE, 'anna'), () => 'text');
  const keeper = new FormKeeper(store, place, { before: null });
  store.dispatch({ kind: 'typed', path: 'seller.name', text: 'Acme Corp' });
  let current: ReturnType<typeof useDecide> | null = null;
  function Probe() {
    const deciding = useDecide(store, keeper);
    current = deciding;
    return null;
  }
  act(() =>
    createRoot(document.createElement('div')).render(
      <WorkContext value={place}>
        <Probe />
      </WorkContext>,
    ),
  );
  const deciding = () => current as unknown as ReturnType<typeof useDecide>;
  const tryNow = () => act(() => outbox.tryNow(store.get().pending?.command_id ?? ''));
  return { store, shelf, deciding, tryNow, save: () => act(() => deciding().save()) };
}

describe('a success without the version that it made', () => {
  it.each([
    ['no body', () => new Response(null, { status: 200, statusText: 'OK' })],
    ['an empty body', () => new Response('', { status: 200, headers: { 'Content-Length': '0' } })],
    ['a page', () => new Response('<html></html>', { status: 200 })],
    ['another object', () => new Response('{"review_version":"1"}', { status: 200 })],
    ['null', () => new Response('null', { status: 200 })],
  ])('counts as no answer, and is sent again under the same name: %s', async (_, answer) => {
    const { store, deciding, save, tryNow } = opened();
    answers = [answer, () => new Response(ANSWER, { status: 200 })];

    expect(await save()).toBe('queued');
    expect(deciding().told).toMatchObject({
      tone: 'waiting',
      text: expect.stringContaining('cannot be reached') as string,
    });
    expect(store.get().base.review_version).toBe(0);
    expect(store.get().typed).toEqual({ 'seller.name': 'Acme Corp' });

    await tryNow();
    expect(deciding().told).toEqual({ tone: 'good', text: 'Saved as v1' });
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
    expect(outbox.entries()).toEqual([]);
  });
});

describe('a decision', () => {
  it('is written down before it is sent, with its name and all of its body', async () => {
    const { shelf, store, save } = opened();
    let written: unknown;
    answers = [
      () => {
        written = shelf.entries('anna');
        return new Response(ANSWER, { status: 200 });
      },
    ];
    expect(await save()).toBe('accepted');
    expect(await written).toMatchObject([
      {
        command_id: keys[0],
        decision: { body: { expected_review_version: 0, changes: { 'seller.name': 'Acme Corp' } } },
        on: { review_version: 0 },
      },
    ]);
    expect(store.get().base.review_version).toBe(1);
  });

  it('that is refused for good is told and given back to the form', async () => {
    const { store, deciding, save } = opened();
    answers = [
      () =>
        new Response(
          JSON.stringify({
            status: 422,
            detail: 'Not so.',
            errors: [{ pointer: '/changes/seller.name', message: 'Too long' }],
          }),
          { status: 422 },
        ),
    ];
    expect(await save()).toBe('refused');
    expect(deciding().told).toEqual({ tone: 'bad', text: 'Not so.' });
    expect(store.get().fieldErrors).toEqual({ 'seller.name': 'Too long' });
    expect(store.get().typed).toEqual({ 'seller.name': 'Acme Corp' });
    expect(outbox.entries()).toEqual([]);
  });

  it('that a broken server answered is told, not sent again by itself, and keeps its name for the next click', async () => {
    const { deciding, save } = opened();
    answers = [
      () => new Response('{"detail":"Broken."}', { status: 500 }),
      () => new Response(ANSWER, { status: 200 }),
    ];
    expect(await save()).toBe('refused');
    expect(deciding().told).toMatchObject({
      tone: 'bad',
      text: expect.stringContaining('Broken.') as string,
    });
    expect(outbox.entries()).toEqual([]);
    expect(await save()).toBe('accepted');
    expect(keys[1]).toBe(keys[0]);
  });

  it('that is stale goes from the queue into the conflict, whenever its answer comes', async () => {
    const { store, save, tryNow } = opened();
    await save();
    expect(store.get().queued).toBe(true);
    answers = [
      () =>
        new Response(JSON.stringify({ error_code: 'STALE_WRITE', current_review_version: 2 }), {
          status: 409,
        }),
    ];
    await tryNow();
    expect(store.get().conflict?.current_review_version).toBe(2);
    expect(store.get().queued).toBe(false);
    expect(store.get().typed).toEqual({ 'seller.name': 'Acme Corp' });
    expect(outbox.entries()).toEqual([]);
  });

  it('waits for the result of the one before it', async () => {
    const { store, deciding, save } = opened();
    await save();
    act(() => store.dispatch({ kind: 'typed', path: 'seller.name', text: 'Acme Incorporated' }));
    expect(await save()).toBe('queued');
    expect(await act(() => deciding().decide({ kind: 'approval' }))).toBe('queued');
    expect(outbox.entries()).toHaveLength(1);
  });

  it('can be taken back: what was typed for it is unsaved again', async () => {
    const { store, deciding, save } = opened();
    await save();
    await act(() => outbox.cancel(keys[0] ?? ''));
    expect(store.get()).toMatchObject({
      queued: false,
      waiting: false,
      typed: { 'seller.name': 'Acme Corp' },
    });
    expect(deciding().told?.text).toContain('may have arrived');
    expect(outbox.entries()).toEqual([]);
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
    expect(deciding().told?.tone).toBe('waiting');

    await act(async () => {
      store.dispatch({ kind: 'pushed', push: pushed(keys[0]) });
      await vi.waitFor(() => expect(outbox.entries()).toEqual([]));
    });
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
    expect(await save()).toBe('accepted');
    expect(deciding().told).toEqual({ tone: 'good', text: 'Saved as v1' });
    await vi.waitFor(() => expect(outbox.entries()).toEqual([]));
  });

  it('still waits when the push is about the decision of somebody else', async () => {
    const { store, deciding, save } = opened();
    await save();
    act(() => store.dispatch({ kind: 'pushed', push: pushed('theirs') }));
    expect(deciding().told?.tone).toBe('waiting');
    expect(store.get().queued).toBe(true);
  });
});
