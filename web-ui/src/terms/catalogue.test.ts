// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { Catalogue } from './catalogue';
import { rowsCalling } from './paths';

const term = (path: string) => ({ path, business_term: 'BT-0', name: path, type: 'text', group: '' });
const catalogue = new Catalogue(
  [
    'invoice_number',
    'due_date',
    'lines.KEY.quantity',
    'lines.KEY.item_name',
    'seller.name',
    'totals.amount_due',
  ].map(term),
);

describe('terms in order', () => {
  it('stand as on the form: by section, rows one after the other', () => {
    const rows = { lines: ['l2', 'l1'] };
    expect(
      catalogue.inOrder(
        [
          'totals.amount_due',
          'lines.l1.item_name',
          'lines.l2.item_name',
          'lines.l1.quantity',
          'seller.name',
          'due_date',
        ],
        rows,
      ),
    ).toEqual([
      'due_date',
      'seller.name',
      'lines.l2.item_name',
      'lines.l1.quantity',
      'lines.l1.item_name',
      'totals.amount_due',
    ]);
  });
});

describe('the name of a row', () => {
  it('is that of its place now, of one that went the place that it had', () => {
    const [before, after] = [{ lines: ['l1', 'l2', 'l3'] }, { lines: ['l1', 'l3'] }];
    const nameOf = (path: string) => catalogue.nameOf(path, rowsCalling(path, after, before));
    expect([nameOf('lines.l3.quantity'), nameOf('lines.l2.quantity')]).toEqual([
      'Line 2 quantity',
      'Line 2 quantity',
    ]);
  });
});
