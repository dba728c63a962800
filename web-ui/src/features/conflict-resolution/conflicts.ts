import { parseDecimal } from '@/terms/decimal';
import { rowOf, templateOf, type RowPath } from '@/terms/paths';
import type { Changes } from '@/terms/changes';
import { sameValue } from '@/terms/value';

/**
 * Which of the changes that I want to make on a stale version clash with what others changed meanwhile. The server has
 * the same function; the cases in the contract's test resources hold both to the same answers.
 */
export type Conflicts = { conflicting: string[]; mergeable: string[] };

export type Terms = Readonly<Record<string, string | null>>;

type TypeOf = (path: string) => string;

/** One person's account number must not end under another's account name. */
export const PAYMENT_ACCOUNT: ReadonlySet<string> = new Set([
  'payment.account_identifier',
  'payment.account_name',
  'payment.service_provider_identifier',
]);

/** The figures of a line, of the VAT breakdown and of the totals that follow from one another; texts do not. */
const LINE_FIGURES: ReadonlySet<string> = new Set([
  'quantity',
  'net_amount',
  'net_price',
  'price_base_quantity',
  'price_discount',
  'gross_price',
  'allowance_amount',
  'charge_amount',
  'vat_category_code',
  'vat_rate',
]);
const VAT_FIGURES: ReadonlySet<string> = new Set(['taxable_amount', 'tax_amount', 'category_code', 'rate']);
const FED_TOTALS: ReadonlySet<string> = new Set([
  'totals.line_net_amount',
  'totals.amount_without_vat',
  'totals.vat_amount',
  'totals.vat_amount_in_accounting_currency',
  'totals.amount_with_vat',
  'totals.amount_due',
]);

export function detectConflicts(base: Terms, current: Terms, wanted: Changes, typeOf: TypeOf): Conflicts {
  const theirs = pathsOf(base, current).filter((path) => !sameValue(typeOf(path), base[path], current[path]));
  const conflicting: string[] = [];
  const mergeable: string[] = [];
  for (const [path, value] of Object.entries(wanted)) {
    const clashes =
      !isAlreadySo(current, path, value, typeOf) &&
      termsAt(path, base, current).some((mine) =>
        theirs.some((their) => clash(mine, their, [base, current])),
      );
    (clashes ? conflicting : mergeable).push(path);
  }
  return { conflicting, mergeable };
}

function pathsOf(...states: readonly Terms[]): string[] {
  return [...new Set(states.flatMap((terms) => Object.keys(terms)))];
}

/** A removed line bears on each of its terms. */
function termsAt(path: string, base: Terms, current: Terms): string[] {
  return rowOf(path)?.term === null
    ? pathsOf(base, current).filter((term) => term.startsWith(`${path}.`))
    : [path];
}

function isAlreadySo(current: Terms, path: string, value: string | null, typeOf: TypeOf): boolean {
  return rowOf(path)?.term === null ? !hasRow(current, path) : sameValue(typeOf(path), current[path], value);
}

function hasRow(terms: Terms, row: string): boolean {
  return Object.keys(terms).some((path) => path.startsWith(`${row}.`));
}

function clash(one: string, other: string, states: readonly Terms[]): boolean {
  if (one === other || (PAYMENT_ACCOUNT.has(one) && PAYMENT_ACCOUNT.has(other))) {
    return true;
  }
  const a = rowOf(one);
  const b = rowOf(other);
  const sameRow = a !== null && b !== null && a.group === b.group && a.key === b.key;
  if (sameRow && a.group === 'lines') {
    return true;
  }
  if (!isFigure(one) || !isFigure(other)) {
    return false;
  }
  if (isLine(a) && isLine(b)) {
    return false;
  }
  if (isLine(a)) {
    return feeds(a, b, states);
  }
  if (isLine(b)) {
    return feeds(b, a, states);
  }
  // Totals go with each other and with every VAT row; two VAT rows are each their own.
  const bothVat = a !== null && b !== null;
  return sameRow || !bothVat;
}

function isLine(row: RowPath | null): row is RowPath & { group: 'lines' } {
  return row?.group === 'lines';
}

function isFigure(path: string): boolean {
  const row = rowOf(path);
  switch (row?.group) {
    case 'lines':
      return LINE_FIGURES.has(row.term ?? '');
    case 'vat_breakdown':
      return VAT_FIGURES.has(row.term ?? '');
    default:
      return FED_TOTALS.has(templateOf(path));
  }
}

/** Every line feeds the totals, and the VAT row of its own category and rate, before or after the change. */
function feeds(line: RowPath, fed: RowPath | null, states: readonly Terms[]): boolean {
  if (fed === null) {
    return true;
  }
  const from = `lines.${line.key}`;
  const to = `vat_breakdown.${fed.key}`;
  return states.some(
    (terms) =>
      !hasRow(terms, from) ||
      !hasRow(terms, to) ||
      (text(terms, `${from}.vat_category_code`) === text(terms, `${to}.category_code`) &&
        sameRate(text(terms, `${from}.vat_rate`), text(terms, `${to}.rate`))),
  );
}

function text(terms: Terms, path: string): string | null {
  return terms[path] ?? null;
}

function sameRate(one: string | null, other: string | null): boolean {
  const a = parseDecimal(one);
  const b = parseDecimal(other);
  return a !== null && b !== null ? a.eq(b) : one === other;
}

/**
 * Putting my work back where others changed the payment account too: the account is one side's or the other's, never
 * half of each. These are the values that complete my side of it.
 */
export function completeMySide(
  base: Terms,
  conflicting: readonly string[],
  mine: Changes,
): Record<string, string> {
  if (!conflicting.some((path) => PAYMENT_ACCOUNT.has(path))) {
    return {};
  }
  return Object.fromEntries(
    [...PAYMENT_ACCOUNT].filter((path) => !(path in mine)).map((path) => [path, base[path] ?? '']),
  );
}
