import Big from 'big.js';

/** As the contract writes decimals. No exponent, no grouping, a point. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

export function parseDecimal(text: string | null | undefined): Big | null {
  const trimmed = text?.trim() ?? '';
  return DECIMAL.test(trimmed) ? new Big(trimmed) : null;
}

export function sum(values: Iterable<Big>): Big {
  let total = new Big(0);
  for (const value of values) {
    total = total.plus(value);
  }
  return total;
}

const grouped = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 20 });

/** For reading. The formatter takes the exact string, so no digit goes through a binary float. */
export function showDecimal(text: string | null | undefined): string {
  const decimal = parseDecimal(text);
  return decimal === null ? (text ?? '') : grouped.format(decimal.toFixed() as unknown as number);
}
