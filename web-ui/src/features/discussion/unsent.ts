import type { Tabs } from '@/work/tabs';

/** A comment that is being written, or whose answer never came. */
export type Unsent = {
  text: string;
  term: string | null;
  /** The name under which it was sent: sent again under the same one it is counted once. */
  sent: string | null;
};

export const NOTHING: Unsent = { text: '', term: null, sent: null };

/** The page of a tab that was just reloaded may take that long to be gone. */
const RELOAD_MS = 1_000;

type Stored = Unsent & { at: number };

/**
 * Where one open page keeps what is written on one invoice: a place of its own in the browser, so that two tabs do not
 * write over each other. Its lock tells the others to leave it alone, and ends with its tab.
 */
export class UnsentSlot {
  readonly #id = crypto.randomUUID();
  readonly #before: string | null;
  readonly #release: () => void;

  constructor(
    private readonly tabs: Tabs,
    private readonly user: string,
    private readonly invoiceId: string,
  ) {
    this.#release = tabs.hold(lockOf(this.#id));
    this.#before = inStore(() => sessionStorage.getItem(this.#placeInTab)) ?? null;
    inStore(() => sessionStorage.setItem(this.#placeInTab, this.#id));
  }

  store(unsent: Unsent): void {
    inStore(() => {
      if (unsent.text === '') {
        localStorage.removeItem(this.#all + this.#id);
      } else {
        localStorage.setItem(this.#all + this.#id, JSON.stringify({ ...unsent, at: Date.now() }));
      }
    });
  }

  /** Offers what a page left that is gone, to one page: what stood in this tab first, then the newest. */
  async find(take: (unsent: Unsent) => boolean): Promise<void> {
    await this.tabs.alone(this.#all, async () => {
      for (const [id, { text, term, sent }] of this.#others()) {
        const free = await this.tabs.isFree(lockOf(id), id === this.#before ? RELOAD_MS : 0);
        if (free && take({ text, term, sent })) {
          inStore(() => localStorage.removeItem(this.#all + id));
          return;
        }
      }
    });
  }

  /** What is left in it is offered to whoever opens the invoice next. */
  close(): void {
    this.#release();
  }

  #others(): [id: string, unsent: Stored][] {
    const found = inStore(() =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(this.#all) && key !== this.#all + this.#id)
        .map((key): [string, Stored] => [
          key.slice(this.#all.length),
          JSON.parse(localStorage.getItem(key) ?? '') as Stored,
        ]),
    );
    const first = (id: string) => Number(id === this.#before);
    return (found ?? []).toSorted(([a, one], [b, other]) => first(b) - first(a) || other.at - one.at);
  }

  get #all(): string {
    return `countersign.comment/${this.user}/${this.invoiceId}/`;
  }

  get #placeInTab(): string {
    return `countersign.comment.${this.invoiceId}`;
  }
}

function lockOf(id: string): string {
  return `comment.${id}`;
}

/** Without a store, or with one that somebody else wrote to, a comment lasts as long as its page. */
function inStore<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}
