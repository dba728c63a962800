import type { ApprovalItem } from '@/api/decisions-together';
import type { QueueRow, TermChange } from '@/api/types';
import { isOpen } from '@/terms/status';

/** An invoice that was ticked, as it was seen then and as it is known now. */
export type Tick = {
  seen: QueueRow;
  now: QueueRow;
  /** What changed in between, once that was looked at. */
  looked: Looked | null;
};

export type Looked = {
  from: number;
  to: number;
  by: string;
  changes: TermChange[];
};

export type TickState = {
  ticks: ReadonlyMap<string, Tick>;
  /** Approvals that were sent and not answered yet: what changes in those invoices may be my own doing. */
  unsettled: ReadonlyMap<string, ApprovalItem>;
};

/** Its version moved on since it was ticked. */
export function movedOn({ seen, now }: Tick): boolean {
  return now.review_version > seen.review_version;
}

/** Somebody else's doing, as far as one can tell: an approval of mine without an answer may be it. */
export function changedMeanwhile(tick: Tick, unsettled: TickState['unsettled']): boolean {
  return movedOn(tick) && !unsettled.has(tick.seen.invoice_id);
}

/**
 * What is ticked in the queue. It outlives paging, filters, pushes and a look into an invoice; each tick is for the
 * version that was on screen.
 */
export class Ticks {
  #state: TickState = { ticks: new Map(), unsettled: new Map() };
  /** Where a range begins. */
  #anchor: string | null = null;
  readonly #listeners = new Set<() => void>();

  readonly state = (): TickState => this.#state;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  toggle(row: QueueRow): void {
    this.#anchor = row.invoice_id;
    this.#set([row], !this.#state.ticks.has(row.invoice_id));
  }

  /** From the last one that was ticked or unticked by itself up to this one. */
  range(rows: readonly QueueRow[], to: QueueRow): void {
    const from = rows.findIndex(({ invoice_id }) => invoice_id === this.#anchor);
    const at = rows.findIndex(({ invoice_id }) => invoice_id === to.invoice_id);
    if (from < 0 || at < 0) {
      this.toggle(to);
      return;
    }
    this.#set(
      rows.slice(Math.min(from, at), Math.max(from, at) + 1),
      this.#anchor !== null && this.#state.ticks.has(this.#anchor),
    );
  }

  all(rows: readonly QueueRow[], on: boolean): void {
    this.#set(rows, on);
  }

  clear(): void {
    this.#anchor = null;
    this.#become({ ticks: new Map(), unsettled: new Map() });
  }

  drop(invoiceId: string): void {
    const ticks = new Map(this.#state.ticks);
    const unsettled = new Map(this.#state.unsettled);
    ticks.delete(invoiceId);
    unsettled.delete(invoiceId);
    this.#become({ ticks, unsettled });
  }

  /** Newer rows, from a push or a page; what was seen stays what it was. */
  learn(rows: readonly QueueRow[]): void {
    const ticks = new Map(this.#state.ticks);
    let news = false;
    for (const row of rows) {
      const tick = ticks.get(row.invoice_id);
      if (tick !== undefined && row.review_version > tick.now.review_version) {
        ticks.set(row.invoice_id, { ...tick, now: row });
        news = true;
      }
    }
    if (news) {
      this.#become({ ...this.#state, ticks });
    }
  }

  /** The server knows a newer version than any push told of. */
  learnVersion(invoiceId: string, version: number): void {
    const now = this.#state.ticks.get(invoiceId)?.now;
    if (now !== undefined && version > now.review_version) {
      this.learn([{ ...now, review_version: version }]);
    }
  }

  /** Ticks it anew, on the version that was looked at. */
  lookedAgain(invoiceId: string, row: QueueRow, looked: Looked): void {
    const ticks = new Map(this.#state.ticks);
    const tick = ticks.get(invoiceId);
    if (tick !== undefined) {
      const now = tick.now.review_version > row.review_version ? tick.now : row;
      ticks.set(invoiceId, { seen: row, now, looked });
      this.#become({ ...this.#state, ticks });
    }
  }

  /** What changed was read. */
  settle(invoiceId: string): void {
    const ticks = new Map(this.#state.ticks);
    const tick = ticks.get(invoiceId);
    if (tick !== undefined) {
      ticks.set(invoiceId, { ...tick, looked: null });
      this.#become({ ...this.#state, ticks });
    }
  }

  /** The same approval goes out under the same name until its answer comes. */
  itemFor({ seen: { invoice_id, review_version } }: Tick, reason: string): ApprovalItem {
    return (
      this.#state.unsettled.get(invoice_id) ?? {
        command_id: crypto.randomUUID(),
        invoice_id,
        kind: 'approval',
        expected_review_version: review_version,
        ...(reason === '' ? {} : { reason }),
      }
    );
  }

  sent(items: readonly ApprovalItem[]): void {
    const unsettled = new Map(this.#state.unsettled);
    items.forEach((item) => unsettled.set(item.invoice_id, item));
    this.#become({ ...this.#state, unsettled });
  }

  answered(invoiceId: string): void {
    const unsettled = new Map(this.#state.unsettled);
    unsettled.delete(invoiceId);
    this.#become({ ...this.#state, unsettled });
  }

  #set(rows: readonly QueueRow[], on: boolean): void {
    const ticks = new Map(this.#state.ticks);
    for (const row of rows) {
      if (!on) {
        ticks.delete(row.invoice_id);
      } else if (isOpen(row.status) && !ticks.has(row.invoice_id)) {
        ticks.set(row.invoice_id, { seen: row, now: row, looked: null });
      }
    }
    this.#become({ ...this.#state, ticks });
  }

  #become(state: TickState): void {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}
