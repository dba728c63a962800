import type { Live } from '@/api/live';
import type { Claim } from '@/api/types';
import { stands } from '@/api/claim';

export type TakenOver = { by: string; at: number };

export type ClaimState = {
  claim: Claim | null;
  /** Somebody took it from me while I had the invoice open. */
  takenOver: TakenOver | null;
};

interface InvoiceClaimOptions {
  live: Pick<Live, 'state' | 'watchClaim'>;
  invoiceId: string;
  me: string;
  fetchClaim: () => Promise<Claim | null>;
}

/** Who has claimed the open invoice. A claim is a courtesy: nothing on the screen waits for it. */
export class InvoiceClaim {
  #state: ClaimState = { claim: null, takenOver: null };
  readonly #listeners = new Set<() => void>();
  #learned = 0;
  #asked = 0;

  constructor(private readonly options: InvoiceClaimOptions) {}

  start(): () => void {
    const { live, invoiceId } = this.options;
    const stop = live.watchClaim(
      invoiceId,
      (push) => this.learn(push.claim ?? null),
      () => this.#ask(),
    );
    if (live.state().kind !== 'live') {
      this.#ask();
    }
    return stop;
  }

  readonly state = (): ClaimState => this.#state;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  learn(claim: Claim | null): void {
    this.#learned += 1;
    const { me } = this.options;
    const before = this.#state.claim;
    const lost = before?.claimed_by === me && stands(before) && claim !== null && claim.claimed_by !== me;
    const takenOver = lost
      ? { by: claim.claimed_by, at: Date.now() }
      : claim?.claimed_by === me
        ? null
        : this.#state.takenOver;
    this.#become({ claim, takenOver });
  }

  acknowledge(): void {
    this.#become({ ...this.#state, takenOver: null });
  }

  #ask(): void {
    const before = this.#learned;
    const asked = ++this.#asked;
    this.options.fetchClaim().then(
      (claim) => {
        // A push that came meanwhile knows better, and so does whoever was asked later.
        if (this.#learned === before && this.#asked === asked) {
          this.learn(claim);
        }
      },
      // Whoever needs to know is told when the claim is asked for.
      () => undefined,
    );
  }

  #become(state: ClaimState): void {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}
