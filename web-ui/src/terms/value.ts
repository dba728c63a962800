import { isDate, showDate } from './dates';
import { parseDecimal, showDecimal } from './decimal';

const NUMERIC: ReadonlySet<string> = new Set(['amount', 'unit_price', 'quantity', 'percentage']);

export function isNumeric(type: string): boolean {
  return NUMERIC.has(type);
}

/** White space of any script and what has no width, at the ends: the server cuts the same. */
const UNSEEN_ENDS = /^[\s\u0085\u200b\u2060]+|[\s\u0085\u200b\u2060]+$/gu;

/** An empty field is a cleared term; the server knows only null for it. */
export function valueOf(typed: string | null | undefined): string | null {
  const trimmed = typed?.replace(UNSEEN_ENDS, '') ?? '';
  return trimmed === '' ? null : trimmed;
}

/** By meaning, not by letters: 100.0 is 100.00, and an empty field is no value. */
export function sameValue(
  type: string,
  one: string | null | undefined,
  other: string | null | undefined,
): boolean {
  const a = valueOf(one);
  const b = valueOf(other);
  if (a === b || a === null || b === null) {
    return a === b;
  }
  if (!isNumeric(type)) {
    return false;
  }
  const x = parseDecimal(a);
  const y = parseDecimal(b);
  return x !== null && y !== null && x.eq(y);
}

/** What to say beside a field whose text the server would refuse; null where it is fine. */
export function hintFor(type: string, typed: string): string | null {
  const value = valueOf(typed);
  if (value === null) {
    return null;
  }
  if (isNumeric(type) && parseDecimal(value) === null) {
    return 'Write digits with a point, such as 1234.50';
  }
  if (type === 'date' && !isDate(value)) {
    return 'Write the date as 2026-07-16';
  }
  return null;
}

export function showValue(type: string, value: string | null | undefined): string {
  if (value === null || value === undefined || value === '') {
    return '–';
  }
  if (type === 'date') {
    return showDate(value);
  }
  return type === 'amount' || type === 'unit_price' ? showDecimal(value) : value;
}
