import type { DecisionKind, Invoice } from '@/api/types';
import type { Rows } from '@/terms/paths';

/** What a person does to an invoice, in the shape in which it is kept until it is saved. */

export type Snapshot = Invoice & { readonly rows: Rows };

export type Edits = {
  readonly typed: Readonly<Record<string, string>>;
  readonly addedRows: readonly string[];
  readonly removedRows: readonly string[];
};

export const NO_EDITS: Edits = { typed: {}, addedRows: [], removedRows: [] };

/** Work that is held aside until its person re-applies or discards it, with the version that it was done on. */
export type Kept = Edits & {
  readonly on: Snapshot;
  readonly note: string;
  /** When its person last touched it (ms), where that is longer ago than this page. */
  readonly at: number | null;
};

/** A decision that was sent and whose fate the form does not know yet. */
export type PendingDecision = {
  readonly command_id: string;
  readonly kind: DecisionKind;
  readonly edits: Edits;
  /** Null where this kind of decision has none. */
  readonly note: string | null;
};
