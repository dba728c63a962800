import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BrowserShelf, STEPS } from './browser-shelf';
import type { Draft } from './shelf';
import { BrowserTabs } from './tabs';
import { draft, entry } from './testing';

afterEach(() => vi.restoreAllMocks());

/** The disk is full. */
const noRoom = () =>
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('Full', 'QuotaExceededError');
  });

beforeEach(() => {
  vi.unstubAllGlobals();
  vi.stubGlobal('indexedDB', new IDBFactory());
});

describe('the shelf', () => {
  it('keeps drafts and decisions for the next page', async () => {
    await new BrowserShelf().write({ putDraft: draft('d1'), putEntry: entry('c1') });
    const next = new BrowserShelf();
    expect(await next.drafts('anna', 'i1')).toEqual([draft('d1')]);
    expect(await next.entries('anna')).toEqual([entry('c1')]);
    expect(next.trouble()).toBeNull();
  });

  it('shows nobody the work of somebody else, and no work of another invoice', async () => {
    const shelf = new BrowserShelf();
    await shelf.write({ putDraft: draft('d1'), putEntry: entry('c1') });
    expect(await shelf.drafts('ben', 'i1')).toEqual([]);
    expect(await shelf.entries('ben')).toEqual([]);
    expect(await shelf.drafts('anna', 'i2')).toEqual([]);
  });

  it('drops and puts in one step', async () => {
    const shelf = new BrowserShelf();
    await shelf.write({ putDraft: draft('d1') });
    await shelf.write({ dropDrafts: ['d1'], putDraft: draft('d2'), putEntry: entry('c1') });
    expect((await shelf.drafts('anna', 'i1')).map(({ draft_id: id }) => id)).toEqual(['d2']);
    await shelf.write({ dropEntries: ['c1'] });
    expect(await shelf.entries('anna')).toEqual([]);
  });

  it('gives a draft to one of two tabs that want it at the same time', async () => {
    await new BrowserShelf().write({ putDraft: draft('d1', { form_id: 'dead' }) });
    const take = (formId: string) =>
      new BrowserShelf().amendDraft('d1', (now) =>
        now.form_id === 'dead' ? { ...now, form_id: formId } : now,
      );
    const [one, other] = await Promise.all([take('one'), take('other')]);
    expect(one?.form_id).toBe(other?.form_id);
  });

  it('has nothing to amend where another tab dropped it', async () => {
    expect(await new BrowserShelf().amendEntry('c1', (now) => now)).toBeUndefined();
  });
});

describe('a newer schema', () => {
  const newer = [
    ...STEPS,
    (database: { createObjectStore: (name: never) => unknown }) =>
      void database.createObjectStore('something' as never),
  ];

  it('keeps what the older one held', async () => {
    await new BrowserShelf().write({ putDraft: draft('d1'), putEntry: entry('c1') });
    const next = new BrowserShelf({ steps: newer });
    expect(await next.drafts('anna', 'i1')).toEqual([draft('d1')]);
    expect(await next.entries('anna')).toEqual([entry('c1')]);
  });

  it('reads what a form held aside when that was one piece of work', async () => {
    const { discarded, ...now } = draft('d1');
    expect(discarded).toBeNull();
    const then = { ...now, kept: now.work } as unknown as Draft;
    const nothing = { ...now, draft_id: 'd2', kept: null } as unknown as Draft;
    const old = new BrowserShelf({ steps: STEPS.slice(0, 1) });
    await old.write({ putDraft: then });
    await old.write({ putDraft: nothing });
    expect(await new BrowserShelf().drafts('anna', 'i1')).toEqual([
      draft('d1', { kept: now.work === null ? [] : [now.work] }),
      draft('d1', { draft_id: 'd2' }),
    ]);
  });

  it('is not held up by a tab with the older one, which says so and goes on in its own memory', async () => {
    const old = new BrowserShelf();
    await old.write({ putDraft: draft('d1') });
    const heard = vi.fn();
    old.subscribe(heard);

    const next = new BrowserShelf({ steps: newer });
    await next.write({ putDraft: draft('d2') });
    expect(next.trouble()).toBeNull();
    expect(old.trouble()).toEqual({ why: 'replaced' });
    expect(heard).toHaveBeenCalled();

    await old.write({ putDraft: draft('d3') });
    expect((await old.drafts('anna', 'i1')).map(({ draft_id: id }) => id)).toEqual(['d3']);
    expect(old.trouble()).toEqual({ why: 'replaced' });
    expect((await next.drafts('anna', 'i1')).map(({ draft_id: id }) => id)).toEqual(['d1', 'd2']);
  });
});

describe('a browser that keeps nothing', () => {
  it('says so, and the tab goes on', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const shelf = new BrowserShelf();
    await shelf.write({ putDraft: draft('d1'), putEntry: entry('c1') });
    expect(shelf.trouble()).toEqual({ why: 'missing' });
    expect(await shelf.drafts('anna', 'i1')).toEqual([draft('d1')]);
    expect(await shelf.amendEntry('c1', (now) => ({ ...now, since: 7 }))).toMatchObject({ since: 7 });
  });

  it('because it refuses to open its database, is no failure either', async () => {
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('Not here', 'SecurityError');
      },
    });
    const shelf = new BrowserShelf();
    expect(await shelf.entries('anna')).toEqual([]);
    expect(shelf.trouble()).toEqual({ why: 'missing' });
  });

  it('because it is full, still lets go of what is done with, and has room again later', async () => {
    const shelf = new BrowserShelf();
    await shelf.write({ putDraft: draft('d1'), putEntry: entry('c1') });
    const put = noRoom();
    await shelf.write({ putDraft: draft('d2') });
    await shelf.write({ dropEntries: ['c1'] });
    expect(await shelf.drafts('anna', 'i1')).toEqual([draft('d1'), draft('d2')]);
    expect(await shelf.entries('anna')).toEqual([]);
    expect(shelf.trouble()).toEqual({ why: 'full' });
    expect(await new BrowserShelf().entries('anna')).toEqual([]);

    put.mockRestore();
    await shelf.write({ putDraft: draft('d2') });
    expect(shelf.trouble()).toBeNull();
    expect(await new BrowserShelf().drafts('anna', 'i1')).toEqual([draft('d1'), draft('d2')]);
  });

  it('because it is full, keeps what was replaced until its replacement is safe', async () => {
    const shelf = new BrowserShelf();
    await shelf.write({ putDraft: draft('adopted'), putEntry: entry('refused') });
    const put = noRoom();
    await shelf.write({
      putDraft: draft('mine'),
      dropDrafts: ['adopted'],
      dropEntries: ['refused'],
    });
    expect(await shelf.drafts('anna', 'i1'), 'here it is replaced').toEqual([draft('mine')]);
    expect(await shelf.entries('anna')).toEqual([]);
    const afterCrash = new BrowserShelf();
    expect(await afterCrash.drafts('anna', 'i1')).toEqual([draft('adopted')]);
    expect(await afterCrash.entries('anna')).toEqual([entry('refused')]);

    await shelf.write({ putDraft: draft('mine', { at: 2 }) });
    expect(await afterCrash.drafts('anna', 'i1'), 'still no room').toEqual([draft('adopted')]);

    put.mockRestore();
    await shelf.write({ putDraft: draft('mine', { at: 3 }) });
    expect(await afterCrash.drafts('anna', 'i1')).toEqual([draft('mine', { at: 3 })]);
    expect(await afterCrash.entries('anna')).toEqual([]);
  });

  it('because it is full, lets go of what was replaced once the replacement is done with too', async () => {
    const shelf = new BrowserShelf();
    await shelf.write({ putDraft: draft('mine') });
    noRoom();
    await shelf.write({ putEntry: entry('sent'), dropDrafts: ['mine'] });
    expect(await shelf.drafts('anna', 'i1')).toEqual([]);
    expect(await new BrowserShelf().drafts('anna', 'i1')).toEqual([draft('mine')]);
    await shelf.write({ dropEntries: ['sent'] });
    expect(await new BrowserShelf().drafts('anna', 'i1')).toEqual([]);
  });

  it('because it is full, still knows in this tab what became of a decision', async () => {
    const shelf = new BrowserShelf();
    await shelf.write({ putEntry: entry('c1') });
    const put = noRoom();
    expect(await shelf.amendEntry('c1', (now) => ({ ...now, since: 7 }))).toMatchObject({ since: 7 });
    expect(await shelf.entries('anna')).toMatchObject([{ since: 7 }]);
    expect(await shelf.amendEntry('c2', (now) => now)).toBeUndefined();

    put.mockRestore();
    await shelf.write({ dropEntries: ['c1'] });
    expect(await shelf.entries('anna')).toEqual([]);
  });

  it('because it does not answer, is not waited for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // An old page that does not let go.
    const held = await openDB('countersign', 1);
    const shelf = new BrowserShelf({ steps: [...STEPS, () => undefined] });
    const written = shelf.write({ putDraft: draft('d1') });
    await vi.advanceTimersByTimeAsync(3_000);
    await written;
    expect(shelf.trouble()).toEqual({ why: 'blocked' });
    expect(await shelf.amendDraft('d1', (now) => now)).toEqual(draft('d1'));
    held.close();
    vi.useRealTimers();
  });
});

describe('the invoices with drafts', () => {
  const kept = draft('kept', {
    invoice_id: 'i2',
    work: null,
    kept: [draft('x').work].filter((w) => w !== null),
  });

  it('are those of one person on which something is typed or held aside, and nothing else', async () => {
    const shelf = new BrowserShelf();
    await shelf.write({ putDraft: draft('d1') });
    await shelf.write({ putDraft: draft('d2') });
    await shelf.write({ putDraft: kept });
    await shelf.write({ putDraft: draft('thrown away', { invoice_id: 'i3', work: null }) });
    await shelf.write({ putDraft: draft('of ben', { invoice_id: 'i4', user: 'ben' }) });
    await shelf.write({ putDraft: draft('of another', { invoice_id: 'i5', user: 'anna2' }) });
    expect(await new BrowserShelf().draftedInvoices('anna')).toEqual(new Set(['i1', 'i2']));
  });

  it('hold in a browser that keeps nothing too', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const shelf = new BrowserShelf();
    await shelf.write({ putDraft: draft('d1') });
    expect(await shelf.draftedInvoices('anna')).toEqual(new Set(['i1']));
  });

  it('are told to this tab and to the others when one comes or goes, and not at every key', async () => {
    const browser = `test-${crypto.randomUUID()}`;
    const here = new BrowserShelf({ tabs: new BrowserTabs(browser) });
    const elsewhere = new BrowserShelf({ tabs: new BrowserTabs(browser) });
    const [heardHere, heardElsewhere] = [vi.fn(), vi.fn()];
    here.subscribe(heardHere);
    elsewhere.subscribe(heardElsewhere);
    await here.write({ putDraft: draft('d1') });
    await here.write({ putDraft: draft('d1', { at: 2 }) });
    expect(heardHere).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(heardElsewhere).toHaveBeenCalledTimes(1));
    expect(await elsewhere.draftedInvoices('anna')).toEqual(new Set(['i1']));

    await here.write({ dropDrafts: ['d1'] });
    await vi.waitFor(() => expect(heardElsewhere).toHaveBeenCalledTimes(2));
    expect(heardHere).toHaveBeenCalledTimes(2);
    expect(await elsewhere.draftedInvoices('anna')).toEqual(new Set());
  });
});
