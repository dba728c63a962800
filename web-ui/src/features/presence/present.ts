import type { Live } from '@/api/live';
import type { Editors } from '@/api/presence';
import type { Presence } from '@/api/types';

/** Longer without the socket, and nobody can say who is still here. */
const GONE_MS = 15_000;

/** Somebody who has the invoice open, all of their tabs taken together. */
export type PersonHere = {
  user: string;
  /** What they edit; empty while they only look. */
  terms: readonly string[];
};

export type Here = {
  others: readonly PersonHere[];
  /** I have the same invoice open in another tab. */
  meElsewhere: boolean;
};

const NOBODY: Here = { others: [], meElsewhere: false };

export function whoIsHere(presence: readonly Presence[], me: string, myTab: string): Here {
  const terms = new Map<string, Set<string>>();
  for (const { user, state, term } of presence) {
    if (user !== me) {
      const theirs = terms.get(user) ?? new Set();
      terms.set(user, theirs);
      if (state === 'editing' && term != null) {
        theirs.add(term);
      }
    }
  }
  return {
    others: [...terms]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([user, theirs]) => ({ user, terms: [...theirs] })),
    meElsewhere: presence.some(({ user, tab_id }) => user === me && tab_id !== myTab),
  };
}

/** Who has one invoice open. Fields ask for themselves, so that a caret that moves renders two fields and not the form. */
export class PeoplePresent implements Editors {
  #here: Here = NOBODY;
  readonly #listeners = new Set<() => void>();
  #gone: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly live: Pick<Live, 'state' | 'subscribe' | 'watchPresence'>,
    private readonly invoiceId: string,
    private readonly me: string,
    private readonly tab: string,
  ) {}

  start(): () => void {
    const stops = [
      this.live.watchPresence(this.invoiceId, (presence) =>
        this.#become(whoIsHere(presence, this.me, this.tab)),
      ),
      this.live.subscribe(this.#checkConnection),
    ];
    this.#checkConnection();
    return () => {
      clearTimeout(this.#gone);
      stops.forEach((stop) => stop());
    };
  }

  readonly here = (): Here => this.#here;

  readonly editorsOf = (path: string): string =>
    this.#here.others
      .filter(({ terms }) => terms.includes(path))
      .map(({ user }) => user)
      .join(', ');

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  readonly #checkConnection = (): void => {
    clearTimeout(this.#gone);
    const state = this.live.state();
    if (state.kind !== 'live') {
      this.#gone = setTimeout(() => this.#become(NOBODY), Math.max(0, state.since + GONE_MS - Date.now()));
    }
  };

  #become(here: Here): void {
    this.#here = here;
    this.#listeners.forEach((listener) => listener());
  }
}
