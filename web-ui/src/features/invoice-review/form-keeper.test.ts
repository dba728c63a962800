import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FRESH, type Entry } from '@/work/entry';
import { formLock, Outbox } from '@/work/outbox';
import { MemoryShelf, type Draft } from '@/work/shelf';
import { BrowserTabs } from '@/work/tabs';
import { draft, entry, snapshot } from '@/work/testing';
import type { Kept } from '@/work/work';
import { FormKeeper } from './form-keeper';
import { FormStore } from './form-store';
import { openForm, type ReviewAction } from './review-form';

/** Forms in several pages of one browser. */
let shelf: MemoryShelf;
let name: string;
let open: { keeper: FormKeeper; outbox: Outbox }[];

beforeEach(() => {
  shelf = new MemoryShelf();
  name = `test-${crypto.randomUUID()}`;
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map(({ keeper }) => keeper.close()));
  open.forEach(({ outbox }) => outbox.stop());
});

async function form({ user = 'anna', version = 5, before = null as string | null, formId = '' } = {}) {
  const tabs = new BrowserTabs(name);
  const outbox = new Outbox({
    user,
    shelf,
    tabs,
    send: () => new Promise(() => undefined),
    arrivedAs: () => Promise.resolve(null),
    maySend: () => true,
  });
  const store = new FormStore(openForm(snapshot(version), user), () => 'text');
  const keeper = new FormKeeper(
    store,
    { shelf, tabs, outbox },
    { before, now: () => 2_000, ...(formId === '' ? {} : { formId }) },
  );
  open.push({ keeper, outbox });
  await keeper.open();
  return { store, keeper, outbox, tabs };
}

const typed = (text: string, path = 'seller.name'): ReviewAction => ({ kind: 'typed', path, text });
/** What an action says about a piece of kept work. */
function both(work: Kept | undefined): { work: Kept; edits: Kept } {
  if (work === undefined) {
    throw new Error('Nothing is kept');
  }
  return { work, edits: work };
}
const drafts = () => shelf.drafts('anna', 'i1');
const texts = async () =>
  (await drafts()).map(({ work, kept }) => [work?.typed ?? null, ...kept.map((piece) => piece.typed)]);

describe('what is typed', () => {
  it('is kept by itself, with the version that it was typed on and when', async () => {
    const { store } = await form();
    store.dispatch(typed('Acme Corp'));
    store.dispatch({ kind: 'noted', note: 'as agreed' });
    await vi.waitFor(async () => expect(await drafts()).toHaveLength(1), { timeout: 400 });
    expect((await drafts())[0]).toMatchObject({
      user: 'anna',
      invoice_id: 'i1',
      work: {
        typed: { 'seller.name': 'Acme Corp' },
        note: 'as agreed',
        at: 2_000,
        on: { review_version: 5 },
      },
    });
  });

  it('is kept in time while somebody types on and on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { store } = await form();
      for (const text of ['A', 'Ac', 'Acm', 'Acme', 'Acme C']) {
        store.dispatch(typed(text));
        await vi.advanceTimersByTimeAsync(100);
      }
      expect(await texts()).not.toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is forgotten once it is typed back, undone or saved', async () => {
    const { store, keeper } = await form();
    store.dispatch(typed('Acme Corp'));
    await keeper.flush();
    store.dispatch(typed('Acme'));
    await keeper.flush();
    expect(await drafts()).toEqual([]);
  });

  it('is no draft while it is on its way, but what was typed since is, on what the save will leave behind', async () => {
    const { store, keeper } = await form();
    store.dispatch(typed('Acme Corp'));
    await keeper.flush();
    const { typed: sent, addedRows, removedRows } = store.get();
    store.dispatch({
      kind: 'sent',
      decision: { command_id: 'c1', kind: 'correction', edits: { typed: sent, addedRows, removedRows } },
    });
    await keeper.flush({ putEntry: entry('c1', { form_id: keeper.formId }) });
    expect(await drafts()).toEqual([]);

    store.dispatch({ kind: 'queued', command_id: 'c1' });
    store.dispatch(typed('2026-07-31', 'due_date'));
    await keeper.flush();
    expect(await texts()).toEqual([[{ due_date: '2026-07-31' }]]);
    expect((await drafts())[0]?.work?.on.terms['seller.name']).toBe('Acme Corp');

    store.dispatch({ kind: 'unanswered', command_id: 'c1' });
    await keeper.flush({ dropEntries: ['c1'] });
    expect(await texts()).toEqual([[{ 'seller.name': 'Acme Corp', due_date: '2026-07-31' }]]);
    expect((await drafts())[0]?.pending?.command_id).toBe('c1');
  });
});

describe('what a closed form left', () => {
  it('is offered, and stays kept until it is re-applied and saved', async () => {
    await shelf.write({ putDraft: draft('d1') });
    const { store, keeper } = await form();
    const [work] = store.get().kept;
    expect(work).toMatchObject({ typed: { 'seller.name': 'Acme Corp' }, at: 1_000 });
    expect(await texts(), 'taken over in one step').toEqual([[null, { 'seller.name': 'Acme Corp' }]]);
    store.dispatch({ kind: 'reapplied', ...both(work) });
    await keeper.flush();
    expect(await texts()).toEqual([[{ 'seller.name': 'Acme Corp' }]]);
  });

  it('is gone once it is discarded by hand, and back when that is undone', async () => {
    await shelf.write({ putDraft: draft('d1') });
    const { store, keeper } = await form();
    store.dispatch({ kind: 'kept_discarded', ...both(store.get().kept[0]) });
    await keeper.flush();
    expect(await texts(), 'for as long as that can be undone').toEqual([[null]]);
    store.dispatch({ kind: 'discard_undone' });
    await keeper.flush();
    expect(await texts()).toEqual([[null, { 'seller.name': 'Acme Corp' }]]);
  });

  it('is gone for good once the moment for that is over', async () => {
    await shelf.write({ putDraft: draft('d1') });
    const { store, keeper } = await form();
    store.dispatch({ kind: 'kept_discarded', ...both(store.get().kept[0]) });
    store.dispatch({ kind: 'discard_forgotten' });
    await keeper.flush();
    expect(await drafts()).toEqual([]);
  });

  it('can be had back where it was discarded on leaving, for an hour', async () => {
    const leaving = await form();
    leaving.store.dispatch(typed('Acme Corp'));
    leaving.store.dispatch({ kind: 'abandoned' });
    await leaving.keeper.close();
    const [left] = await drafts();

    const back = await form();
    expect(back.store.get().kept).toEqual([]);
    expect(back.store.get().discarded).toMatchObject({
      from: 'before',
      work: { typed: { 'seller.name': 'Acme Corp' } },
    });
    back.store.dispatch({ kind: 'discard_undone' });
    expect(back.store.get().kept).toMatchObject([{ typed: { 'seller.name': 'Acme Corp' } }]);
    await back.keeper.close();

    shelf = new MemoryShelf();
    await shelf.write({ putDraft: { ...draft('d1'), ...left, at: 2_000 - 3_600_000 } });
    expect((await form()).store.get().discarded, 'an hour later').toBeNull();
    expect(await drafts()).toEqual([]);
  });

  it('is not offered to anybody else', async () => {
    await shelf.write({ putDraft: draft('d1') });
    expect((await form({ user: 'ben' })).store.get().kept).toEqual([]);
    expect(await drafts()).toHaveLength(1);
  });

  it('survives form after form that only looks at it', async () => {
    await shelf.write({ putDraft: draft('d1') });
    for (let page = 0; page < 3; page++) {
      const { keeper, store } = await form();
      expect(store.get().kept[0]?.at).toBe(1_000);
      await keeper.close();
    }
    expect(await texts()).toEqual([[null, { 'seller.name': 'Acme Corp' }]]);
  });

  it('is offered by one of two forms that open at once', async () => {
    await shelf.write({ putDraft: draft('d1') });
    const both = await Promise.all([form(), form()]);
    expect(both.filter(({ store }) => store.get().kept.length > 0)).toHaveLength(1);
  });

  it('is left alone while its own form is open', async () => {
    const one = await form();
    one.store.dispatch(typed('Acme Corp'));
    await one.keeper.flush();
    const other = await form();
    expect(other.store.get().kept).toEqual([]);
    other.store.dispatch(typed('Acme Inc'));
    await other.keeper.flush();
    expect(await drafts()).toHaveLength(2);

    await one.keeper.close();
    await other.keeper.close();
    const next = await form({ before: other.keeper.formId });
    expect(next.store.get().kept[0]?.typed, 'its own before a newer one').toEqual({
      'seller.name': 'Acme Inc',
    });
  });

  it('is offered piece by piece', async () => {
    const work = (text: string) => ({ ...draft('x').work, typed: { 'seller.name': text } }) as Draft['work'];
    await shelf.write({ putDraft: draft('d1', { work: work('One'), at: 1 }) });
    await shelf.write({ putDraft: draft('d2', { work: work('Two'), at: 2 }) });
    const { store } = await form();
    expect(store.get().kept[0]?.typed).toEqual({ 'seller.name': 'Two' });
    store.dispatch({ kind: 'kept_discarded', ...both(store.get().kept[0]) });
    await vi.waitFor(() => expect(store.get().kept[0]?.typed).toEqual({ 'seller.name': 'One' }));
  });

  it('stands there again as it stood where a decision was given up that may have arrived', async () => {
    const { pending } = entry('c1');
    await shelf.write({ putDraft: draft('d1', { pending }) });
    const { store } = await form({ version: 6 });
    expect(store.get()).toMatchObject({ kept: [], waiting: false, queued: false, known: 6 });
    expect(store.get().base.review_version).toBe(5);
    store.dispatch({
      kind: 'history_told',
      entries: [{ ...HISTORY, review_version: 6, command_id: 'c1' }],
    });
    expect(store.get().typed, 'it had arrived').toEqual({});
    expect(store.get().base.review_version).toBe(6);
  });
});

const HISTORY = {
  event: 'InvoiceCorrected',
  actor: 'anna',
  at: '2026-11-21T10:42:00Z',
  changes: [],
  forced: false,
  hash: '',
  previous_hash: '',
} as unknown as Extract<ReviewAction, { kind: 'history_told' }>['entries'][number];

describe('a decision whose form is gone', () => {
  const over = (delivery: Entry['delivery']) => shelf.write({ putEntry: entry('c1', { delivery }) });

  it('stands in the next form as if it had been made there', async () => {
    await over(FRESH);
    const { store, outbox, keeper } = await form({ version: 6 });
    expect(store.get()).toMatchObject({
      queued: true,
      known: 6,
      typed: { 'seller.name': 'Acme Corp' },
      pending: { command_id: 'c1' },
    });
    expect(store.get().base.review_version, 'stands where it was made').toBe(5);
    expect(outbox.find('c1')?.form_id).toBe(keeper.formId);
    expect(await drafts(), 'what is on its way is no draft').toEqual([]);
  });

  it('raises no alarm when its push comes', async () => {
    await over(FRESH);
    const { store } = await form();
    store.dispatch({
      kind: 'pushed',
      push: {
        type: 'invoice_changed',
        invoice_id: 'i1',
        review_version: 6,
        event: 'InvoiceCorrected',
        actor: 'anna',
        at: '2026-11-21T10:42:00Z',
        command_id: 'c1',
      },
    });
    expect(store.get()).toMatchObject({ news: [], typed: {}, queued: false });
    expect(store.get().base.review_version).toBe(6);
  });

  it('does not overwrite what is typed while it is taken over', async () => {
    const { store, outbox, tabs } = await form();
    const isFree = tabs.isFree.bind(tabs);
    tabs.isFree = (...lock) => {
      store.dispatch(typed('Acme Inc'));
      return isFree(...lock);
    };
    await outbox.write({ putEntry: entry('c1') });
    await vi.waitFor(() => expect(store.get().queued).toBe(true));
    expect(store.get().typed).toEqual({ 'seller.name': 'Acme Corp' });
    expect(store.get().kept).toMatchObject([{ typed: { 'seller.name': 'Acme Inc' } }]);
  });

  it('is left to the next form where this one sends something meanwhile', async () => {
    const { store, outbox, tabs, keeper } = await form();
    const isFree = tabs.isFree.bind(tabs);
    tabs.isFree = (...lock) => {
      store.dispatch({ kind: 'sent', decision: { ...entry('c2').pending, kind: 'hold' } });
      return isFree(...lock);
    };
    await outbox.write({ putEntry: entry('c1') });
    await keeper.look();
    expect(store.get().pending?.command_id).toBe('c2');
    expect(outbox.find('c1')?.form_id).toBe('gone');
  });

  it('is left to its form while that is open', async () => {
    const tabs = new BrowserTabs(name);
    const close = tabs.hold(formLock('gone'));
    await over(FRESH);
    expect((await form()).store.get().pending).toBeNull();
    close();
  });

  it('is held aside where the form holds other work and it was refused meanwhile', async () => {
    const { store, outbox } = await form();
    store.dispatch(typed('Acme Inc'));
    await outbox.write({
      putEntry: entry('c1', { delivery: { at: 'refused', problem: { status: 409 } } }),
    });
    await vi.waitFor(() => expect(store.get().kept[0]?.typed).toEqual({ 'seller.name': 'Acme Corp' }));
    await vi.waitFor(() => expect(outbox.entries()).toEqual([]));
    expect(store.get().typed).toEqual({ 'seller.name': 'Acme Inc' });
  });
});
