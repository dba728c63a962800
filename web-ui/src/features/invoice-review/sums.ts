import Big from 'big.js';
import { parseDecimal, showDecimal, sum } from '@/terms/decimal';
import type { RowGroup } from '@/terms/paths';

/** What the form says at the moment, by path. */
export interface Values {
  at: (path: string) => string | null;
  rows: (group: RowGroup) => readonly string[];
}

/** Rounding by the sender is no disagreement; the norm's rules with their own tolerances are the server's findings. */
const SLACK = new Big('0.02');

/** Where a stated amount disagrees with what it should follow from: its path, and a sentence to show beside it. */
export function disagreements(values: Values): Record<string, string> {
  const found: Record<string, string> = {};
  const number = (path: string) => parseDecimal(values.at(path));
  const orZero = (path: string) => number(path) ?? new Big(0);
  const compare = (path: string, expected: Big | null, because: string) => {
    const stated = number(path);
    if (stated !== null && expected !== null && stated.minus(expected).abs().gt(SLACK)) {
      found[path] = `${because} ${money(expected)}`;
    }
  };
  const column = (group: RowGroup, term: string) => {
    const rows = values.rows(group);
    return rows.length === 0 ? null : sum(rows.map((key) => orZero(`${group}.${key}.${term}`)));
  };

  for (const key of values.rows('lines')) {
    compare(`lines.${key}.net_amount`, expectedNet(key, number), 'quantity × price is');
  }
  for (const key of values.rows('vat_breakdown')) {
    const row = `vat_breakdown.${key}`;
    const base = number(`${row}.taxable_amount`);
    const rate = number(`${row}.rate`);
    compare(
      `${row}.tax_amount`,
      base === null || rate === null ? null : base.times(rate).div(100).round(2),
      'base × rate is',
    );
    compare(`${row}.taxable_amount`, expectedBase(row, values, number), 'its lines come to');
  }

  const lines = column('lines', 'net_amount');
  compare('totals.line_net_amount', lines, 'lines add up to');
  compare('totals.allowance_amount', column('allowances', 'amount'), 'allowances add up to');
  compare('totals.charge_amount', column('charges', 'amount'), 'charges add up to');
  const lineTotal = lines ?? number('totals.line_net_amount');
  compare(
    'totals.amount_without_vat',
    lineTotal?.minus(orZero('totals.allowance_amount')).plus(orZero('totals.charge_amount')) ?? null,
    'computed',
  );
  compare('totals.vat_amount', column('vat_breakdown', 'tax_amount'), 'VAT rows add up to');
  compare(
    'totals.amount_with_vat',
    number('totals.amount_without_vat')?.plus(orZero('totals.vat_amount')) ?? null,
    'computed',
  );
  compare(
    'totals.amount_due',
    number('totals.amount_with_vat')
      ?.minus(orZero('totals.paid_amount'))
      .plus(orZero('totals.rounding_amount')) ?? null,
    'computed',
  );
  return found;
}

/** The sum that stands below the lines, following as one types. */
export function sumOfLines(values: Values): Big {
  return sum(
    values.rows('lines').map((key) => parseDecimal(values.at(`lines.${key}.net_amount`)) ?? new Big(0)),
  );
}

export function money(value: Big): string {
  return showDecimal(value.toFixed(Math.max(2, value.c.length - value.e - 1)));
}

type NumberAt = (path: string) => Big | null;

function expectedNet(key: string, number: NumberAt): Big | null {
  const row = `lines.${key}`;
  const quantity = number(`${row}.quantity`);
  const price = number(`${row}.net_price`);
  const per = number(`${row}.price_base_quantity`) ?? new Big(1);
  if (quantity === null || price === null || per.eq(0)) {
    return null;
  }
  const zero = new Big(0);
  return quantity
    .times(price)
    .div(per)
    .minus(number(`${row}.allowance_amount`) ?? zero)
    .plus(number(`${row}.charge_amount`) ?? zero)
    .round(2);
}

/** What the lines, charges and allowances of one VAT category and rate come to. */
function expectedBase(row: string, values: Values, number: NumberAt): Big | null {
  const category = values.at(`${row}.category_code`);
  const rate = number(`${row}.rate`);
  const belongs = (path: string) => {
    const own = number(`${path}.vat_rate`);
    return values.at(`${path}.vat_category_code`) === category && (own ?? new Big(0)).eq(rate ?? 0);
  };
  const part = (group: RowGroup, term: string) =>
    sum(
      values
        .rows(group)
        .filter((key) => belongs(`${group}.${key}`))
        .map((key) => number(`${group}.${key}.${term}`) ?? new Big(0)),
    );
  const lines = values.rows('lines');
  if (category === null || !lines.some((key) => belongs(`lines.${key}`))) {
    return null;
  }
  return part('lines', 'net_amount').plus(part('charges', 'amount')).minus(part('allowances', 'amount'));
}
