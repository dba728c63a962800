import type { Mention } from '@/api/types';

/** Which mentions a person has read, in this browser. */
const MOST = 500;

export function idOf({ invoice_id, number }: Pick<Mention, 'invoice_id' | 'number'>): string {
  return `${invoice_id}/${number}`;
}

/** What pushes told and what the list says, once each, newest first: a push may be ahead of the list. */
export function joined(told: readonly Mention[], listed: readonly Mention[]): Mention[] {
  const byId = new Map([...told, ...listed].map((mention) => [idOf(mention), mention]));
  return [...byId.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

function placeOf(user: string): string {
  return `countersign.mentions-read/${user}`;
}

export class ReadMentions {
  #read: ReadonlySet<string>;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly user: string) {
    this.#read = this.#stored();
  }

  readonly get = (): ReadonlySet<string> => this.#read;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    window.addEventListener('storage', this.#elsewhere);
    return () => {
      this.#listeners.delete(onChange);
      if (this.#listeners.size === 0) {
        window.removeEventListener('storage', this.#elsewhere);
      }
    };
  };

  add(ids: readonly string[]): void {
    // The oldest go first: they are far down the list by then.
    const all = [...new Set([...this.#stored(), ...ids])].slice(-MOST);
    try {
      localStorage.setItem(placeOf(this.user), JSON.stringify(all));
    } catch {
      // Without a store they are read for as long as the page stands.
    }
    this.#become(new Set(all));
  }

  #stored(): ReadonlySet<string> {
    try {
      return new Set(JSON.parse(localStorage.getItem(placeOf(this.user)) ?? '[]') as string[]);
    } catch {
      return new Set();
    }
  }

  readonly #elsewhere = (event: StorageEvent): void => {
    if (event.key === placeOf(this.user)) {
      this.#become(this.#stored());
    }
  };

  #become(read: ReadonlySet<string>): void {
    this.#read = read;
    this.#listeners.forEach((listener) => listener());
  }
}
