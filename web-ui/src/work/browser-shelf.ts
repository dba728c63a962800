import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { Entry } from './entry';
import {
  holdsWork,
  invoicesOf,
  MemoryShelf,
  type Changes,
  type Draft,
  type Shelf,
  type Trouble,
} from './shelf';
import type { Tabs } from './tabs';
import type { Kept } from './work';

export interface WorkSchema extends DBSchema {
  drafts: { key: string; value: Draft; indexes: { by_invoice: [user: string, invoiceId: string] } };
  outbox: { key: string; value: Entry; indexes: { by_user: string } };
}

type Drops = { readonly dropDrafts: readonly string[]; readonly dropEntries: readonly string[] };

type Database = IDBPDatabase<WorkSchema>;

type Upgrade = (
  database: Database,
  transaction: IDBPTransaction<WorkSchema, StoreNames<WorkSchema>[], 'versionchange'>,
) => void | Promise<void>;

/**
 * Each step brings a browser from one version of the schema to the next, whatever lies in it. Steps are only ever added:
 * what a person typed last month must be readable today.
 */
export const STEPS: readonly Upgrade[] = [
  (database) => {
    database
      .createObjectStore('drafts', { keyPath: 'draft_id' })
      .createIndex('by_invoice', ['user', 'invoice_id']);
    database.createObjectStore('outbox', { keyPath: 'command_id' }).createIndex('by_user', 'user');
  },
  // A form held aside one piece of work at most; now it is as many as there are, and what was thrown away.
  async (_database, transaction) => {
    const drafts = transaction.objectStore('drafts');
    for (const draft of await drafts.getAll()) {
      const kept = draft.kept as unknown as Kept | null;
      await drafts.put({ ...draft, kept: kept === null ? [] : [kept], discarded: null });
    }
  },
];

/** A browser that does not answer by then is not waited for; it may still come. */
const OPENING_LIMIT_MS = 3_000;

interface BrowserShelfOptions {
  name?: string;
  steps?: readonly Upgrade[];
  /** Through which it tells the other tabs that invoices got or lost drafts. */
  tabs?: Pick<Tabs, 'announce' | 'hear'>;
}

const DRAFTS = 'drafts';

/** In the browser's own database, shared by all tabs. What it cannot take stays in this tab, and `trouble` says so. */
export class BrowserShelf implements Shelf {
  readonly #name: string;
  readonly #steps: readonly Upgrade[];
  readonly #spare = new MemoryShelf();
  readonly #tabs: BrowserShelfOptions['tabs'];
  readonly #listeners = new Set<() => void>();
  /** Of the drafts that this tab wrote: whether they hold work. */
  readonly #holds = new Map<string, boolean>();
  /** By what could not be put: what it replaces, which stays in the database until then and is no longer shown here. */
  readonly #owed = new Map<string, Drops>();
  #opening: Promise<Database> | null = null;
  #trouble: Trouble | null = null;

  constructor({ name = 'countersign', steps = STEPS, tabs }: BrowserShelfOptions = {}) {
    this.#name = name;
    this.#steps = steps;
    this.#tabs = tabs;
    tabs?.hear((topic) => {
      if (topic === DRAFTS) {
        this.#tellAll();
      }
    });
  }

  readonly trouble = (): Trouble | null => this.#trouble;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  async drafts(user: string, invoiceId: string): Promise<Draft[]> {
    const stored = await this.#read((database) =>
      database.getAllFromIndex('drafts', 'by_invoice', [user, invoiceId]),
    );
    return this.#united(stored, await this.#spare.drafts(user, invoiceId), (draft) => draft.draft_id);
  }

  async draftedInvoices(user: string): Promise<ReadonlySet<string>> {
    const stored = await this.#read((database) =>
      database.getAllFromIndex('drafts', 'by_invoice', IDBKeyRange.bound([user], [user, []])),
    );
    return invoicesOf(this.#united(stored, this.#spare.draftsOf(user), (draft) => draft.draft_id));
  }

  async entries(user: string): Promise<Entry[]> {
    const stored = await this.#read((database) => database.getAllFromIndex('outbox', 'by_user', user));
    return this.#united(stored, await this.#spare.entries(user), (entry) => entry.command_id);
  }

  async write(changes: Changes): Promise<void> {
    const all = this.#withOwed(changes);
    const puts = all.putDraft !== undefined || all.putEntry !== undefined;
    const written = await this.#try((database) => writeTo(database, all), puts ? null : this.#full());
    if (written === undefined) {
      await this.#spare.write(all);
      await this.#dropLater(all);
    } else {
      await this.#spare.write({
        dropDrafts: [...(all.dropDrafts ?? []), ...idsOf(all.putDraft?.draft_id)],
        dropEntries: [...(all.dropEntries ?? []), ...idsOf(all.putEntry?.command_id)],
      });
    }
    if (this.#movedDrafts(all)) {
      this.#tabs?.announce(DRAFTS);
      this.#tellAll();
    }
  }

  /** Typing on in the same draft is no news to anybody. */
  #movedDrafts({ putDraft, dropDrafts = [] }: Changes): boolean {
    dropDrafts.forEach((id) => this.#holds.delete(id));
    if (putDraft === undefined) {
      return dropDrafts.length > 0;
    }
    const before = this.#holds.get(putDraft.draft_id);
    this.#holds.set(putDraft.draft_id, holdsWork(putDraft));
    return before !== holdsWork(putDraft) || dropDrafts.length > 0;
  }

  async amendDraft(draftId: string, change: (draft: Draft) => Draft): Promise<Draft | undefined> {
    return (
      (await this.#spare.amendDraft(draftId, change)) ??
      (await this.#try((database) => amendIn(database, 'drafts', draftId, change)))?.value
    );
  }

  async amendEntry(commandId: string, change: (entry: Entry) => Entry): Promise<Entry | undefined> {
    const inTab = await this.#spare.amendEntry(commandId, change);
    if (inTab !== undefined) {
      return inTab;
    }
    const amended = await this.#try((database) => amendIn(database, 'outbox', commandId, change));
    return amended === undefined ? this.#amendInTab(commandId, change) : amended.value;
  }

  /** What became of a decision has to be known, or it would be sent again and again. */
  async #amendInTab(commandId: string, change: (entry: Entry) => Entry): Promise<Entry | undefined> {
    const stored = await this.#read((database) => database.get('outbox', commandId));
    if (stored === undefined) {
      return undefined;
    }
    await this.#spare.write({ putEntry: stored });
    return this.#spare.amendEntry(commandId, change);
  }

  /** A full disk takes nothing more, but lets go of what is done with. What was replaced is not: not before its replacement is safe. */
  async #dropLater(changes: Changes): Promise<void> {
    const { putDraft, putEntry, dropDrafts = [], dropEntries = [] } = changes;
    if (putDraft === undefined && putEntry === undefined) {
      await this.#attempt((database) => writeTo(database, changes)).catch(() => undefined);
    } else {
      const drops = { dropDrafts, dropEntries };
      idsOf(putDraft?.draft_id, putEntry?.command_id).forEach((id) => this.#owed.set(id, drops));
    }
  }

  /** What was put or is dropped now takes along the drops that waited for it. */
  #withOwed(changes: Changes): Changes {
    const { putDraft, putEntry, dropDrafts = [], dropEntries = [] } = changes;
    const touched = [...idsOf(putDraft?.draft_id, putEntry?.command_id), ...dropDrafts, ...dropEntries];
    const due = touched.flatMap((id) => this.#owed.get(id) ?? []);
    touched.forEach((id) => this.#owed.delete(id));
    return due.length === 0
      ? changes
      : {
          ...changes,
          dropDrafts: [...dropDrafts, ...due.flatMap((drops) => drops.dropDrafts)],
          dropEntries: [...dropEntries, ...due.flatMap((drops) => drops.dropEntries)],
        };
  }

  #united<T>(stored: readonly T[] | undefined, spare: readonly T[], idOf: (one: T) => string): T[] {
    const gone = new Set(
      [...this.#owed.values()].flatMap((drops) => [...drops.dropDrafts, ...drops.dropEntries]),
    );
    const left = (stored ?? []).filter((one) => !gone.has(idOf(one)));
    return [...new Map([...left, ...spare].map((one) => [idOf(one), one])).values()];
  }

  /** A database that can be read may be full all the same. */
  async #read<T>(operation: (database: Database) => Promise<T>): Promise<T | undefined> {
    return this.#try(operation, this.#full());
  }

  #full(): Trouble | null {
    return this.#trouble?.why === 'full' ? this.#trouble : null;
  }

  /** Undefined where the browser's database did not do it. */
  async #try<T>(
    operation: (database: Database) => Promise<T>,
    troubleAfter: Trouble | null = null,
  ): Promise<T | undefined> {
    try {
      const done = await this.#attempt(operation);
      this.#tell(troubleAfter);
      return done;
    } catch (error) {
      this.#tell(troubleOf(error));
      return undefined;
    }
  }

  async #attempt<T>(operation: (database: Database) => Promise<T>): Promise<T> {
    return operation(await this.#open());
  }

  #open(): Promise<Database> {
    this.#opening ??= this.#openNow();
    return this.#opening;
  }

  async #openNow(): Promise<Database> {
    let limit: ReturnType<typeof setTimeout> | undefined;
    try {
      // Asked for here, so that a browser without it is a failure like any other.
      if (typeof indexedDB === 'undefined') {
        throw new DOMException('No IndexedDB', 'NotSupportedError');
      }
      const opened = openDB<WorkSchema>(this.#name, this.#steps.length, {
        upgrade: (database, from, _to, transaction) =>
          void upgraded(this.#steps.slice(from), database, transaction),
        // A tab with a newer page waits for this one: what it keeps is worth more than what this one still would.
        blocking: (_current, newer, event) => {
          (event.target as IDBDatabase).close();
          this.#opening = null;
          if (newer !== null) {
            this.#tell({ why: 'replaced' });
          }
        },
        terminated: () => {
          this.#opening = null;
        },
      });
      const late = new Promise<never>((_, reject) => {
        limit = setTimeout(
          () => reject(new DOMException('Not opened in time', 'TimeoutError')),
          OPENING_LIMIT_MS,
        );
      });
      // A late success is taken up by the next use.
      opened.then(
        (database) => {
          this.#opening = Promise.resolve(database);
        },
        () => {
          this.#opening = null;
        },
      );
      return await Promise.race([opened, late]);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'TimeoutError')) {
        this.#opening = null;
      }
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  #tell(trouble: Trouble | null): void {
    if (this.#trouble?.why !== trouble?.why) {
      this.#trouble = trouble;
      this.#tellAll();
    }
  }

  #tellAll(): void {
    this.#listeners.forEach((listener) => listener());
  }
}

/** All of the steps or none: with one that fails, opening fails, and nothing that lies in it is touched. */
async function upgraded(
  steps: readonly Upgrade[],
  ...[database, transaction]: Parameters<Upgrade>
): Promise<void> {
  const done = transaction.done.catch(() => undefined);
  try {
    for (const step of steps) {
      await step(database, transaction);
    }
  } catch {
    transaction.abort();
  }
  await done;
}

function troubleOf(error: unknown): Trouble {
  const name = error instanceof DOMException || error instanceof Error ? error.name : '';
  switch (name) {
    case 'VersionError':
      return { why: 'replaced' };
    case 'QuotaExceededError':
      return { why: 'full' };
    case 'TimeoutError':
      return { why: 'blocked' };
    default:
      return { why: 'missing' };
  }
}

async function writeTo(database: Database, changes: Changes): Promise<true> {
  // Beyond a crash of the browser, and of the machine for what the person was told is going to be sent.
  const durability = changes.putEntry === undefined ? 'relaxed' : 'strict';
  const transaction = database.transaction(['drafts', 'outbox'], 'readwrite', { durability });
  const drafts = transaction.objectStore('drafts');
  const outbox = transaction.objectStore('outbox');
  const requests: Promise<unknown>[] = [];
  try {
    requests.push(
      ...(changes.putDraft === undefined ? [] : [drafts.put(changes.putDraft)]),
      ...(changes.putEntry === undefined ? [] : [outbox.put(changes.putEntry)]),
      ...(changes.dropDrafts ?? []).map((id) => drafts.delete(id)),
      ...(changes.dropEntries ?? []).map((id) => outbox.delete(id)),
    );
  } catch (error) {
    transaction.abort();
    await transaction.done.catch(() => undefined);
    throw error;
  }
  // Without waiting for the requests: a page that is about to go does not live to hear of them.
  transaction.commit();
  await Promise.all([...requests, transaction.done]);
  return true;
}

async function amendIn<S extends 'drafts' | 'outbox', T extends WorkSchema[S]['value']>(
  database: Database,
  store: S,
  id: string,
  change: (value: T) => T,
): Promise<{ value: T | undefined }> {
  const transaction = database.transaction(store, 'readwrite');
  const before = (await transaction.store.get(id)) as T | undefined;
  const after = before === undefined ? undefined : change(before);
  if (after !== undefined && after !== before) {
    await transaction.store.put(after);
  }
  await transaction.done;
  return { value: after };
}

function idsOf(...ids: (string | undefined)[]): string[] {
  return ids.filter((id) => id !== undefined);
}
