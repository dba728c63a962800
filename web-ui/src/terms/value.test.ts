import { describe, expect, it } from 'vitest';
import { toWire } from './changes';
import { daysUntil, isDate, showAge } from './dates';
import { hintFor, sameValue, showValue } from './value';

describe('values by meaning', () => {
  it.each([
    ['amount', '100.0', '100.00', true],
    ['amount', '100.0', '100.01', false],
    ['quantity', '15.000', '15', true],
    ['text', '100.0', '100.00', false],
    ['text', ' Acme ', 'Acme', true],
    ['text', 'Acme\u200b', '\u0085Acme', true],
    ['text', '\u2060\ufeff', null, true],
    ['text', '', null, true],
    ['amount', 'n/a', 'n/a', true],
  ])('%s: %s and %s', (type, one, other, same) => {
    expect(sameValue(type, one, other)).toBe(same);
  });
});

describe('hints before the server is asked', () => {
  it.each([
    ['amount', '1,50', true],
    ['amount', '1.50', false],
    ['date', '16.07.2026', true],
    ['date', '2026-02-30', true],
    ['date', '2026-07-16', false],
    ['date', '', false],
    ['an unknown type', 'anything', false],
  ])('%s: %s', (type, text, hinted) => {
    expect(hintFor(type, text) !== null).toBe(hinted);
  });
});

describe('showing', () => {
  it('groups amounts without rounding them', () => {
    expect(showValue('amount', '1234567.891')).toBe('1,234,567.891');
    expect(showValue('amount', '5')).toBe('5.00');
    expect(showValue('amount', 'n/a')).toBe('n/a');
  });

  it('tells days and ages', () => {
    expect(isDate('2026-13-01')).toBe(false);
    expect(daysUntil('2026-11-18', new Date(2026, 10, 21, 23))).toBe(-3);
    expect(showAge('2026-11-21T10:00:00Z', Date.parse('2026-11-21T12:00:00Z'))).toBe('2 h ago');
  });
});

describe('changes as the server takes them', () => {
  it('clears, removes and adds', () => {
    expect(
      toWire(
        { due_date: null, 'lines.l4': null, 'lines.n1.item_name': 'Delivery', 'lines.n1.note': null },
        new Set(['lines.n1']),
      ),
    ).toEqual({ due_date: null, 'lines.l4': null, 'lines.n1': { item_name: 'Delivery' } });
  });
});
