import type { WireChange, WireChanges } from '@/api/types';
import { nameOfRow, rowOf } from './paths';

/**
 * One person's unsaved changes, flat: a term's path to its new value, null to clear it. A row's own path
 * (`lines.l4`) with null removes that row. Flat, so that two people's changes compare term by term.
 */
export type Changes = Readonly<Record<string, string | null>>;

/** As the server takes them: the terms of a line that it does not know yet travel as one object. */
export function toWire(changes: Changes, addedRows: ReadonlySet<string>): WireChanges {
  const wire: Record<string, WireChange> = {};
  for (const [path, value] of Object.entries(changes)) {
    const row = rowOf(path);
    if (row?.term == null || !addedRows.has(nameOfRow(row))) {
      wire[path] = value;
      continue;
    }
    if (value !== null) {
      const name = nameOfRow(row);
      const added = wire[name];
      wire[name] = { ...(typeof added === 'object' ? added : {}), [row.term]: value };
    }
  }
  return wire;
}
