import type { WireChange } from '@/api/types';
import { rowNameOf, rowOf } from '@/terms/paths';
import { NO_EDITS, type Edits } from '@/work/work';
import type { Terms } from './conflicts';
import type { MyWork } from './copy-my-work';

/** Some text from the clipboard: none of our work, work that is not taken and why, or work. */
export type Read = { kind: 'other' } | { kind: 'refused'; why: string } | { kind: 'work'; work: MyWork };

type KnowsTerm = (path: string) => boolean;

const KEY = /^[a-z0-9]{1,16}$/;
const MOST_LETTERS = 1_000_000;

/** Taken as strictly as a decision: all of it or nothing. */
export function readWork(text: string, invoiceId: string, knowsTerm: KnowsTerm): Read {
  const found = parse(text);
  if (found === null) {
    return { kind: 'other' };
  }
  const { invoice_id: id, invoice_number: number, review_version: version, changes, note } = found;
  const refused = (why: string): Read => ({ kind: 'refused', why });
  if (typeof id !== 'string' || typeof version !== 'number' || !Number.isInteger(version) || version < 0) {
    return refused('The copied work does not say which invoice and version it was made on.');
  }
  if (id !== invoiceId) {
    const name = typeof number === 'string' ? number : id;
    return refused(`The copied work is for invoice ${name}, not for this one.`);
  }
  if (!isRecord(changes) || (note !== undefined && typeof note !== 'string')) {
    return refused('The copied work is damaged: its changes cannot be read.');
  }
  const wrong = Object.entries(changes).find(([path, value]) => !isChange(path, value, knowsTerm));
  if (wrong !== undefined) {
    return refused(`The copied work is damaged: “${wrong[0]}” is no term, or its value is none.`);
  }
  return {
    kind: 'work',
    work: {
      invoice_id: id,
      invoice_number: typeof number === 'string' ? number : null,
      review_version: version,
      changes: changes as Record<string, WireChange>,
      note: note ?? '',
    },
  };
}

function parse(text: string): Record<string, unknown> | null {
  // The text for people comes first; the object begins a line.
  const from = text.search(/^\{/m);
  if (from < 0 || text.length > MOST_LETTERS) {
    return null;
  }
  try {
    const found: unknown = JSON.parse(text.slice(from));
    return isRecord(found) && 'invoice_id' in found && 'changes' in found ? found : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isChange(path: string, value: unknown, knowsTerm: KnowsTerm): boolean {
  const row = rowOf(path);
  if (row !== null && !KEY.test(row.key)) {
    return false;
  }
  if (row?.term === null) {
    return (
      value === null ||
      (isRecord(value) &&
        Object.keys(value).length > 0 &&
        Object.entries(value).every(([term, text]) => knowsTerm(`${path}.${term}`) && isText(text)))
    );
  }
  return knowsTerm(path) && isText(value);
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

/** The work as edits of the version that it was made on; a path names a row that this version does not have. */
export function editsOf(
  { changes }: Pick<MyWork, 'changes'>,
  on: Terms,
  freshKey: () => string,
): { edits: Edits } | { missing: string } {
  const rows = new Set(Object.keys(on).flatMap((path) => rowNameOf(path) ?? []));
  const typed: Record<string, string> = {};
  const addedRows: string[] = [];
  const removedRows: string[] = [];
  for (const [path, value] of Object.entries(changes)) {
    const row = rowNameOf(path);
    if (value !== null && typeof value === 'object') {
      const added = `${path.slice(0, path.indexOf('.'))}.${freshKey()}`;
      addedRows.push(added);
      for (const [term, text] of Object.entries(value)) {
        typed[`${added}.${term}`] = text ?? '';
      }
    } else if (row !== null && !rows.has(row)) {
      return { missing: path };
    } else if (row === path) {
      removedRows.push(path);
    } else {
      typed[path] = value ?? '';
    }
  }
  return { edits: { ...NO_EDITS, typed, addedRows, removedRows } };
}
