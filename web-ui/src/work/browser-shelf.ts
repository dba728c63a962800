import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { Entry } from './entry';
import { MemoryShelf, type Changes, type Draft, type Shelf, type Trouble } from './shelf';

export interface WorkSchema extends DBSchema {
  drafts: { key: string; value: Draft; indexes: { by_invoice: [user: string, invoiceId: string] } };
  outbox: { key: string; value: Entry; indexes: { by_user: string } };
}

type Database = IDBPDatabase<WorkSchema>;

type Upgrade = (
  database: Database,
  transaction: IDBPTransaction<WorkSchema, StoreNames<WorkSchema>[], 'versionchange'>,
) => void;

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
];

/** A browser that does not answer by then is not waited for; it may still come. */
const OPENING_LIMIT_MS = 3_000;

interface BrowserShelfOptions {
  name?: string;
  steps?: readonly Upgrade[];
}

/** In the browser's own database, shared by all tabs. What it cannot take stays in this tab, and `trouble` says so. */
export class BrowserShelf implements Shelf {
  readonly #name: string;
  readonly #steps: readonly Upgrade[];
  readonly #spare = new MemoryShelf();
  readonly #listeners = new Set<() => void>();
  #opening: Promise<Database> | null = null;
  #trouble: Trouble | null = null;

  constructor({ name = 'countersign', steps = STEPS }: BrowserShelfOptions = {}) {
    this.#name = name;
    this.#steps = steps;
  }

  readonly trouble = (): Trouble | null => this.#trouble;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  async drafts(user: string, invoiceId: string): Promise<Draft[]> {
    const stored = await this.#try((database) =>
      database.getAllFromIndex('drafts', 'by_invoice', [user, invoiceId]),
    );
    return united(stored, await this.#spare.drafts(user, invoiceId), (draft) => draft.draft_id);
  }

  async entries(user: string): Promise<Entry[]> {
    const stored = await this.#try((database) => database.getAllFromIndex('outbox', 'by_user', user));
    return united(stored, await this.#spare.entries(user), (entry) => entry.command_id);
  }

  async write(changes: Changes): Promise<void> {
    const written = await this.#try((database) => writeTo(database, changes));
    if (written === undefined) {
      await this.#spare.write(changes);
      // A full disk takes nothing more, but lets go of what is done with.
      const { dropDrafts = [], dropEntries = [] } = changes;
      await this.#attempt((database) => writeTo(database, { dropDrafts, dropEntries })).catch(
        () => undefined,
      );
    } else {
      await this.#spare.write({
        dropDrafts: [
          ...(changes.dropDrafts ?? []),
          ...(changes.putDraft === undefined ? [] : [changes.putDraft.draft_id]),
        ],
        dropEntries: [
          ...(changes.dropEntries ?? []),
          ...(changes.putEntry === undefined ? [] : [changes.putEntry.command_id]),
        ],
      });
    }
  }

  async amendDraft(draftId: string, change: (draft: Draft) => Draft): Promise<Draft | undefined> {
    return (
      (await this.#spare.amendDraft(draftId, change)) ??
      (await this.#try((database) => amendIn(database, 'drafts', draftId, change)))?.value
    );
  }

  async amendEntry(commandId: string, change: (entry: Entry) => Entry): Promise<Entry | undefined> {
    return (
      (await this.#spare.amendEntry(commandId, change)) ??
      (await this.#try((database) => amendIn(database, 'outbox', commandId, change)))?.value
    );
  }

  /** Undefined where the browser's database did not do it. */
  async #try<T>(operation: (database: Database) => Promise<T>): Promise<T | undefined> {
    try {
      const done = await this.#attempt(operation);
      this.#tell(null);
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
          this.#steps.slice(from).forEach((step) => step(database, transaction)),
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
      this.#listeners.forEach((listener) => listener());
    }
  }
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
  const requests = [
    ...(changes.dropDrafts ?? []).map((id) => drafts.delete(id)),
    ...(changes.dropEntries ?? []).map((id) => outbox.delete(id)),
    ...(changes.putDraft === undefined ? [] : [drafts.put(changes.putDraft)]),
    ...(changes.putEntry === undefined ? [] : [outbox.put(changes.putEntry)]),
  ];
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

function united<T>(stored: readonly T[] | undefined, spare: readonly T[], idOf: (one: T) => string): T[] {
  return [...new Map([...(stored ?? []), ...spare].map((one) => [idOf(one), one])).values()];
}
