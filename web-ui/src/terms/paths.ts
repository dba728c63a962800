import type { Invoice } from '@/api/types';

/** Rows of these groups repeat; their second path segment is the stable key. */
export const ROW_GROUPS = [
  'lines',
  'vat_breakdown',
  'allowances',
  'charges',
  'preceding_invoices',
  'supporting_documents',
] as const;

export type RowGroup = (typeof ROW_GROUPS)[number];

export type RowPath = { group: RowGroup; key: string; term: string | null };

function isRowGroup(name: string): name is RowGroup {
  return (ROW_GROUPS as readonly string[]).includes(name);
}

/** The row that a path belongs to, null for a term that stands alone. `lines.l4` names the row itself. */
export function rowOf(path: string): RowPath | null {
  const [group, key, ...rest] = path.split('.');
  if (group === undefined || key === undefined || !isRowGroup(group)) {
    return null;
  }
  return { group, key, term: rest.length === 0 ? null : rest.join('.') };
}

/** A row's own path, `lines.l4`. */
export function nameOfRow({ group, key }: Pick<RowPath, 'group' | 'key'>): string {
  return `${group}.${key}`;
}

/** lines.l3.net_amount -> lines.l3; null for a term that stands alone. */
export function rowNameOf(path: string): string | null {
  const row = rowOf(path);
  return row === null ? null : nameOfRow(row);
}

/** lines.l3.net_amount -> lines.KEY.net_amount, as the catalogue names it. */
export function templateOf(path: string): string {
  const row = rowOf(path);
  return row?.term == null ? path : `${row.group}.KEY.${row.term}`;
}

export type Rows = Partial<Record<RowGroup, readonly string[]>>;

/** Keys of each group's rows, in the order in which the paths name them first. */
export function rowsOf(paths: Iterable<string>): Rows {
  const rows = new Map<RowGroup, Set<string>>();
  for (const path of paths) {
    const row = rowOf(path);
    if (row !== null) {
      const keys = rows.get(row.group) ?? new Set();
      rows.set(row.group, keys.add(row.key));
    }
  }
  return Object.fromEntries(Array.from(rows, ([group, keys]) => [group, [...keys]]));
}

/** By which rows a term is called: one that went with a change has its place in those before it. */
export function rowsCalling(path: string, after: Rows, before: Rows): Rows {
  const row = rowOf(path);
  return row === null || (after[row.group]?.includes(row.key) ?? false) ? after : before;
}

/** The groups whose rows the server tells in order, beside their terms. */
const ORDERED_GROUPS = ['lines', 'vat_breakdown', 'allowances', 'charges'] as const;

export function rowsOfInvoice(invoice: Pick<Invoice, 'terms' | (typeof ORDERED_GROUPS)[number]>): Rows {
  const rows: Rows = rowsOf(Object.keys(invoice.terms));
  for (const group of ORDERED_GROUPS) {
    // The arrays hold the document's order; the flattened terms may come in any.
    const keys = invoice[group].flatMap((row) => row['key'] ?? []);
    if (keys.length > 0) {
      rows[group] = keys;
    }
  }
  return rows;
}

const KEY_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Unique without asking anybody: two people may add a line at the same time. */
export function freshKey(): string {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return `n${Array.from(random, (byte) => KEY_LETTERS.charAt(byte % KEY_LETTERS.length)).join('')}`;
}

/** Beside the given row, in the same group. */
export function freshRow(row: string): string {
  return `${row.slice(0, row.indexOf('.'))}.${freshKey()}`;
}
