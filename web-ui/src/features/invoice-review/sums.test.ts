import { describe, expect, it } from 'vitest';
import type { RowGroup } from '@/terms/paths';
import { disagreements, money, sumOfLines, type Values } from './sums';

function values(terms: Record<string, string>, rows: Partial<Record<RowGroup, string[]>> = {}): Values {
  return { at: (path) => terms[path] ?? null, rows: (group) => rows[group] ?? [] };
}

describe('sums that follow the typing', () => {
  it('adds exactly, where binary floats would not', () => {
    const lines = values({ 'lines.a.net_amount': '0.1', 'lines.b.net_amount': '0.2' }, { lines: ['a', 'b'] });
    expect(money(sumOfLines(lines))).toBe('0.30');
  });

  it('keeps every digit of large amounts', () => {
    const lines = values({ 'lines.a.net_amount': '12345678901234567.89' }, { lines: ['a'] });
    expect(money(sumOfLines(lines))).toBe('12,345,678,901,234,567.89');
  });

  it('says when the lines do not add up to what the document says', () => {
    const found = disagreements(
      values({ 'lines.a.net_amount': '273.00', 'totals.line_net_amount': '273.10' }, { lines: ['a'] }),
    );
    expect(found).toEqual({ 'totals.line_net_amount': 'lines add up to 273.00' });
  });

  it('knows price base quantities, allowances and charges of a line', () => {
    const line = {
      'lines.a.quantity': '20',
      'lines.a.net_price': '4.55',
      'lines.a.price_base_quantity': '1',
      'lines.a.allowance_amount': '1.00',
    };
    expect(disagreements(values({ ...line, 'lines.a.net_amount': '90.00' }, { lines: ['a'] }))).toEqual({});
    expect(disagreements(values({ ...line, 'lines.a.net_amount': '91.00' }, { lines: ['a'] }))).toEqual({
      'lines.a.net_amount': 'quantity × price is 90.00',
    });
  });

  it('compares a VAT row with the lines of its own category and rate', () => {
    const found = disagreements(
      values(
        {
          'lines.a.net_amount': '100.00',
          'lines.a.vat_category_code': 'S',
          'lines.a.vat_rate': '20',
          'lines.b.net_amount': '50.00',
          'lines.b.vat_category_code': 'S',
          'lines.b.vat_rate': '5.5',
          'vat_breakdown.x.category_code': 'S',
          'vat_breakdown.x.rate': '20.00',
          'vat_breakdown.x.taxable_amount': '150.00',
          'vat_breakdown.x.tax_amount': '30.00',
        },
        { lines: ['a', 'b'], vat_breakdown: ['x'] },
      ),
    );
    expect(found).toEqual({ 'vat_breakdown.x.taxable_amount': 'its lines come to 100.00' });
  });

  it('says nothing about amounts that are not stated', () => {
    expect(disagreements(values({ 'lines.a.net_amount': '1.00' }, { lines: ['a'] }))).toEqual({});
  });
});
