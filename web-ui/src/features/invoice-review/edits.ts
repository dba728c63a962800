import type { Invoice, TermChange } from '@/api/types';
import { toWire, type Changes } from '@/terms/changes';
import {
  nameOfRow,
  ROW_GROUPS,
  rowNameOf,
  rowOf,
  rowsOf,
  rowsOfInvoice,
  type RowGroup,
  type Rows,
} from '@/terms/paths';
import { sameValue, valueOf } from '@/terms/value';
import type { Edits, Snapshot } from '@/work/work';

/** One version of an invoice, and what a person edited on it: what that changes, and what becomes of the version. */

export type TypeOf = (path: string) => string;

export function snapshotOf(invoice: Invoice): Snapshot {
  return { ...invoice, rows: rowsOfInvoice(invoice) };
}

export function valueIn(snapshot: Snapshot, path: string): string | null {
  return snapshot.terms[path] ?? null;
}

/** My unsaved changes by meaning: what is typed back to its old value is none. */
export function changesOf(edits: Edits, base: Snapshot, typeOf: TypeOf): Changes {
  const changes: Record<string, string | null> = {};
  for (const row of edits.removedRows) {
    changes[row] = null;
  }
  for (const [path, text] of Object.entries(edits.typed)) {
    if (!isInRemovedRow(edits, path) && !sameValue(typeOf(path), text, valueIn(base, path))) {
      changes[path] = valueOf(text);
    }
  }
  return changes;
}

export function wireChangesOf(edits: Edits, base: Snapshot, typeOf: TypeOf) {
  const added = new Set(edits.addedRows);
  return toWire(changesOf(edits, base, typeOf), added);
}

/** An added or removed line is one change, however many terms it has. */
export function countChanges(edits: Edits, base: Snapshot, typeOf: TypeOf): number {
  return Object.keys(wireChangesOf(edits, base, typeOf)).length;
}

/** Terms whose values differ between two versions; a whole row that came or went is told by its own path. */
export function difference(
  from: Snapshot,
  to: Snapshot,
  typeOf: TypeOf,
): { path: string; before: string | null; after: string | null }[] {
  const found = new Map<string, { path: string; before: string | null; after: string | null }>();
  for (const path of new Set([...Object.keys(from.terms), ...Object.keys(to.terms)])) {
    const before = valueIn(from, path);
    const after = valueIn(to, path);
    if (sameValue(typeOf(path), before, after)) {
      continue;
    }
    const row = rowOf(path);
    if (row !== null && hasRow(from, row.group, row.key) !== hasRow(to, row.group, row.key)) {
      const whole = nameOfRow(row);
      found.set(whole, { path: whole, before: null, after: null });
    } else {
      found.set(path, { path, before, after });
    }
  }
  return [...found.values()];
}

/** What it takes to make `base` what it was: a row that is gone comes back under the key that it had. */
export function editsBack(base: Snapshot, changes: readonly TermChange[]): Edits {
  const then: Record<string, string | null> = { ...base.terms };
  for (const { term, after } of changes) {
    then[term] = after ?? null;
  }
  const had = rowsOf(Object.keys(then).filter((path) => then[path] !== null));
  const typed: Record<string, string> = {};
  const addedRows = new Set<string>();
  const removedRows = new Set<string>();
  for (const { term, after } of changes) {
    const row = rowOf(term);
    const name = row === null ? null : nameOfRow(row);
    if (row !== null && name !== null && !(had[row.group]?.includes(row.key) ?? false)) {
      removedRows.add(name);
      continue;
    }
    if (row !== null && name !== null && !hasRow(base, row.group, row.key)) {
      addedRows.add(name);
    }
    typed[term] = after ?? '';
  }
  return { typed, addedRows: [...addedRows], removedRows: [...removedRows] };
}

/** A line that was added and left empty is not sent, and so it is not saved either. */
export function withoutEmptyRows(edits: Edits): Edits {
  const filled = (row: string) =>
    Object.entries(edits.typed).some(([path, text]) => path.startsWith(`${row}.`) && valueOf(text) !== null);
  return { ...edits, addedRows: edits.addedRows.filter(filled) };
}

/** The saved form at once, without waiting for the read side; findings follow with the next fetch. */
export function applyEdits(base: Snapshot, edits: Edits, typeOf: TypeOf): Snapshot {
  const gone = new Set(edits.removedRows);
  const stays = (path: string): boolean => {
    const row = rowOf(path);
    return row === null || !gone.has(nameOfRow(row));
  };
  const terms = Object.fromEntries(
    Object.entries({ ...base.terms, ...changesOf(edits, base, typeOf) }).flatMap(([path, value]) =>
      value !== null && stays(path) ? [[path, value] as const] : [],
    ),
  );
  const rows: Rows = { ...base.rows };
  for (const group of ROW_GROUPS) {
    const added = edits.addedRows.flatMap((path) =>
      rowOf(path)?.group === group ? [rowOf(path)?.key ?? ''] : [],
    );
    const stay = (base.rows[group] ?? []).filter((key) => !gone.has(`${group}.${key}`));
    rows[group] = [...stay, ...added];
  }
  return { ...base, terms, rows };
}

function isInRemovedRow(edits: Edits, path: string): boolean {
  return edits.removedRows.some((row) => path.startsWith(`${row}.`));
}

export function hasRow(snapshot: Snapshot, group: RowGroup, key: string): boolean {
  return snapshot.rows[group]?.includes(key) ?? false;
}

/** More edits on top of the first: the later word on a term counts. */
export function editsOver(first: Edits, then: Edits): Edits {
  const withdrawn = then.removedRows.filter((row) => first.addedRows.includes(row));
  const stays = (row: string) => !withdrawn.includes(row);
  const typed = Object.entries(first.typed).filter(([path]) => stays(rowNameOf(path) ?? path));
  return {
    typed: { ...Object.fromEntries(typed), ...then.typed },
    addedRows: [...new Set([...first.addedRows, ...then.addedRows])].filter(stays),
    removedRows: [...new Set([...first.removedRows, ...then.removedRows])].filter(stays),
  };
}
