import type { TabPresence } from '@/api/types';

/** Tabbing through a form is one thing to the others, not twenty. */
const CALM_MS = 400;

export type Doing = { state: 'viewing' } | { state: 'editing'; term: string };

/** Tells what this tab does with an invoice: soon after each change, and again whenever it is renewed. */
export class PresenceReporter {
  #doing: Doing | null = null;
  #told = -Infinity;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly tab: string,
    private readonly tell: (presence: TabPresence) => void,
  ) {}

  show(doing: Doing): void {
    if (this.#doing !== null && termOf(this.#doing) === termOf(doing)) {
      return;
    }
    this.#doing = doing;
    if (this.#waiting === undefined) {
      this.#waiting = setTimeout(this.renew, Math.max(0, this.#told + CALM_MS - Date.now()));
    }
  }

  readonly renew = (): void => {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    if (this.#doing !== null) {
      this.#told = Date.now();
      this.tell({ tab_id: this.tab, ...this.#doing });
    }
  };

  leave(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    if (this.#doing !== null) {
      this.#doing = null;
      this.tell({ tab_id: this.tab, state: 'left' });
    }
  }
}

function termOf(doing: Doing): string | null {
  return doing.state === 'editing' ? doing.term : null;
}
