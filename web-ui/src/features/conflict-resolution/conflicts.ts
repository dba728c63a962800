import { parseDecimal } from '@/terms/decimal';
import { nameOfRow, rowOf, type RowPath } from '@/terms/paths';
import type { Changes } from '@/terms/changes';
import { sameValue } from '@/terms/value';

/**
 * Which of the changes that I want to make on a stale version clash with what others changed meanwhile. The server has
 * the same function; the cases in the contract's test resources hold both to the same answers.
 */
type Conflicts = { conflicting: string[]; mergeable: string[] };

export type Terms = Readonly<Record<string, string | null>>;

export type TypeOf = (path: string) => string;

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
export const FED_TOTALS: ReadonlySet<string> = new Set([
  'totals.line_net_amount',
  'totals.amount_without_vat',
  'totals.vat_amount',
  'totals.vat_amount_in_accounting_currency',
  'totals.amount_with_vat',
  'totals.amount_due',
]);

/** `told` are terms that a push names already, while the version that holds their values is still on its way. */
export function detectConflicts(
  base: Terms,
  current: Terms,
  wanted: Changes,
  typeOf: TypeOf,
  told: readonly string[] = [],
): Conflicts {
  const states = [stateOf(base), stateOf(current)] as const;
  const theirs = new Touched([...changedBetween(base, current, typeOf), ...told], states);
  const conflicting: string[] = [];
  const mergeable: string[] = [];
  for (const [path, value] of Object.entries(wanted)) {
    const clashes =
      !isAlreadySo(states[1], path, value, typeOf) &&
      (isRow(path) ? termsOfRow(path, states) : [path]).some((mine) => theirs.clashesWith(mine));
    (clashes ? conflicting : mergeable).push(path);
  }
  return { conflicting, mergeable };
}

export function changedBetween(base: Terms, current: Terms, typeOf: TypeOf): string[] {
  return [...new Set([...Object.keys(base), ...Object.keys(current)])].filter(
    (path) => !sameValue(typeOf(path), base[path], current[path]),
  );
}

/** One version's terms, and which of them make up each row: `lines.l3` -> its paths. */
export type State = { terms: Terms; rows: ReadonlyMap<string, readonly string[]> };

export function stateOf(terms: Terms): State {
  const rows = new Map<string, string[]>();
  for (const path of Object.keys(terms)) {
    const row = rowOf(path);
    if (row !== null && row.term !== null) {
      const name = nameOfRow(row);
      const paths = rows.get(name);
      if (paths === undefined) {
        rows.set(name, [path]);
      } else {
        paths.push(path);
      }
    }
  }
  return { terms, rows };
}

function isRow(path: string): boolean {
  return rowOf(path)?.term === null;
}

/** A line that came or went bears on each of its terms, in any version that has it. */
function termsOfRow(path: string, states: readonly State[]): string[] {
  return states.flatMap(({ rows }) => rows.get(path) ?? []);
}

/** The others did it already. */
export function isAlreadySo(current: State, path: string, value: string | null, typeOf: TypeOf): boolean {
  return isRow(path) ? !current.rows.has(path) : sameValue(typeOf(path), current.terms[path], value);
}

/** What others touched, ordered by what it can clash with, so that each change of mine is looked up once. */
export class Touched {
  readonly #paths = new Set<string>();
  readonly #lines = new Set<string>();
  readonly #lineFigures: RatedRows;
  readonly #vatFigures: RatedRows;
  #account = false;
  #totals = false;

  constructor(touched: readonly string[], states: readonly State[]) {
    this.#lineFigures = new RatedRows(states);
    this.#vatFigures = new RatedRows(states);
    for (const path of touched) {
      this.#add(path);
      termsOfRow(path, states).forEach((term) => this.#add(term));
    }
  }

  #add(path: string): void {
    const row = rowOf(path);
    this.#paths.add(path);
    this.#account ||= PAYMENT_ACCOUNT.has(path);
    this.#totals ||= FED_TOTALS.has(path);
    if (row?.group === 'lines') {
      this.#lines.add(nameOfRow(row));
    }
    if (isLineFigure(row)) {
      this.#lineFigures.add(nameOfRow(row));
    } else if (isVatFigure(row)) {
      this.#vatFigures.add(nameOfRow(row));
    }
  }

  clashesWith(mine: string): boolean {
    return this.bondsOf(mine).length > 0;
  }

  /** What ties a term of mine to what others touched; changes that share a bond are one question. */
  bondsOf(mine: string): Bond[] {
    const bonds: Bond[] = [];
    const row = rowOf(mine);
    const name = row === null ? mine : nameOfRow(row);
    if (this.#paths.has(mine)) {
      bonds.push(`term ${mine}`);
    }
    if (this.#account && PAYMENT_ACCOUNT.has(mine)) {
      bonds.push('account');
    }
    if (this.#lines.has(name) || (isVatFigure(row) && this.#vatFigures.has(name))) {
      bonds.push(`row ${name}`);
    }
    if (this.#goesWithFigures(mine, row)) {
      bonds.push('figures');
    }
    return bonds;
  }

  /**
   * Every line feeds the totals, and the VAT row of its own category and rate; totals go with each other and with every
   * VAT row; two VAT rows, and two lines, are each their own.
   */
  #goesWithFigures(mine: string, row: RowPath | null): boolean {
    if (isLineFigure(row)) {
      return this.#totals || this.#vatFigures.goWith(nameOfRow(row));
    }
    if (isVatFigure(row)) {
      return this.#totals || this.#lineFigures.goWith(nameOfRow(row));
    }
    return FED_TOTALS.has(mine) && (this.#totals || !this.#vatFigures.isEmpty || !this.#lineFigures.isEmpty);
  }
}

/** `term <path>`: the very same term; `row <row>`: the same line or VAT row. */
export type Bond = `term ${string}` | `row ${string}` | 'account' | 'figures';

export function isLineFigure(row: RowPath | null): row is RowPath {
  return row?.group === 'lines' && (row.term === null || LINE_FIGURES.has(row.term));
}

export function isVatFigure(row: RowPath | null): row is RowPath {
  return row?.group === 'vat_breakdown' && (row.term === null || VAT_FIGURES.has(row.term));
}

/** Rows by their VAT category and rate in each version, before or after the change. */
class RatedRows {
  readonly #names = new Set<string>();
  readonly #rates: readonly { state: State; rates: Set<string>; someAbsent: boolean }[];

  constructor(states: readonly State[]) {
    this.#rates = states.map((state) => ({ state, rates: new Set(), someAbsent: false }));
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  add(name: string): void {
    if (this.#names.has(name)) {
      return;
    }
    this.#names.add(name);
    for (const known of this.#rates) {
      if (known.state.rows.has(name)) {
        known.rates.add(rateOf(known.state.terms, name));
      } else {
        known.someAbsent = true;
      }
    }
  }

  /** Whether one of these is of the row's category and rate; a row that is not there may be of any. */
  goWith(name: string): boolean {
    return (
      !this.isEmpty &&
      this.#rates.some(
        ({ state, rates, someAbsent }) =>
          someAbsent || !state.rows.has(name) || rates.has(rateOf(state.terms, name)),
      )
    );
  }
}

function rateOf(terms: Terms, row: string): string {
  const isLine = row.startsWith('lines.');
  const category = terms[`${row}.${isLine ? 'vat_category_code' : 'category_code'}`] ?? null;
  const rate = terms[`${row}.${isLine ? 'vat_rate' : 'rate'}`] ?? null;
  return JSON.stringify([category, parseDecimal(rate)?.toString() ?? rate]);
}
