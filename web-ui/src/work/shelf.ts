import type { Entry } from './entry';
import type { Kept, PendingDecision } from './work';

/** The unsaved work of one form. */
export type Draft = {
  readonly draft_id: string;
  readonly user: string;
  readonly invoice_id: string;
  /** The open form that looks after it; whoever finds that form closed may look after it instead. */
  readonly form_id: string;
  readonly work: Kept | null;
  /** What the form itself held aside. */
  readonly kept: readonly Kept[];
  /** What its person threw away last, for as long as that can be had back. */
  readonly discarded: Kept | null;
  /** A decision that was given up and may have arrived all the same. */
  readonly pending: PendingDecision | null;
  readonly at: number;
};

/** All of it or nothing. */
export type Changes = {
  readonly putDraft?: Draft;
  readonly dropDrafts?: readonly string[];
  readonly putEntry?: Entry;
  readonly dropEntries?: readonly string[];
};

/** What is said when work is not kept beyond this tab, and why. */
export type Trouble = { readonly why: 'missing' | 'blocked' | 'replaced' | 'full' };

/** Where unsaved work and unsent decisions lie. It never fails: where nothing can be kept, it says so in `trouble`. */
export interface Shelf {
  drafts(user: string, invoiceId: string): Promise<Draft[]>;
  /** The invoices with something typed and not saved, in whatever tab. */
  draftedInvoices(user: string): Promise<ReadonlySet<string>>;
  entries(user: string): Promise<Entry[]>;
  write(changes: Changes): Promise<void>;
  /** Reads and writes as one step, whatever other tabs do. Undefined where there is no such draft (any more). */
  amendDraft(draftId: string, change: (draft: Draft) => Draft): Promise<Draft | undefined>;
  amendEntry(commandId: string, change: (entry: Entry) => Entry): Promise<Entry | undefined>;
  readonly trouble: () => Trouble | null;
  /** Hears of another trouble, and that other invoices may have drafts. */
  readonly subscribe: (onChange: () => void) => () => void;
}

const NO_DATABASE: Trouble = { why: 'missing' };

/** Gone with the tab. */
export class MemoryShelf implements Shelf {
  readonly #drafts = new Map<string, Draft>();
  readonly #entries = new Map<string, Entry>();

  drafts(user: string, invoiceId: string): Promise<Draft[]> {
    return Promise.resolve(this.draftsOf(user).filter((draft) => draft.invoice_id === invoiceId));
  }

  draftedInvoices(user: string): Promise<ReadonlySet<string>> {
    return Promise.resolve(invoicesOf(this.draftsOf(user)));
  }

  draftsOf(user: string): Draft[] {
    return [...this.#drafts.values()].filter((draft) => draft.user === user);
  }

  entries(user: string): Promise<Entry[]> {
    return Promise.resolve([...this.#entries.values()].filter((entry) => entry.user === user));
  }

  write({ putDraft, dropDrafts, putEntry, dropEntries }: Changes): Promise<void> {
    dropDrafts?.forEach((id) => this.#drafts.delete(id));
    dropEntries?.forEach((id) => this.#entries.delete(id));
    if (putDraft !== undefined) {
      this.#drafts.set(putDraft.draft_id, putDraft);
    }
    if (putEntry !== undefined) {
      this.#entries.set(putEntry.command_id, putEntry);
    }
    return Promise.resolve();
  }

  amendDraft(draftId: string, change: (draft: Draft) => Draft): Promise<Draft | undefined> {
    return Promise.resolve(amend(this.#drafts, draftId, change));
  }

  amendEntry(commandId: string, change: (entry: Entry) => Entry): Promise<Entry | undefined> {
    return Promise.resolve(amend(this.#entries, commandId, change));
  }

  readonly trouble = (): Trouble => NO_DATABASE;

  readonly subscribe = () => () => undefined;
}

function amend<T>(all: Map<string, T>, id: string, change: (one: T) => T): T | undefined {
  const before = all.get(id);
  if (before === undefined) {
    return undefined;
  }
  const after = change(before);
  all.set(id, after);
  return after;
}

/** What was thrown away is in a draft only for as long as it can be had back. */
export function holdsWork({ work, kept }: Draft): boolean {
  return work !== null || kept.length > 0;
}

export function invoicesOf(drafts: readonly Draft[]): ReadonlySet<string> {
  return new Set(drafts.filter(holdsWork).map((draft) => draft.invoice_id));
}
