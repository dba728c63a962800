import { describe, expect, it } from 'vitest';
import { templateOf } from '@/terms/paths';
import { asText, type MyWork } from './copy-my-work';
import { editsOf, readWork } from './paste-work';

const TERMS = new Set(['due_date', 'seller.name', 'lines.KEY.item_name', 'lines.KEY.quantity']);
const knows = (path: string) => TERMS.has(templateOf(path));

const WORK: MyWork = {
  invoice_id: 'i1',
  invoice_number: 'F-1',
  review_version: 5,
  changes: {
    due_date: '2026-07-31',
    'seller.name': null,
    'lines.l1.quantity': '24',
    'lines.l2': null,
    'lines.n1': { item_name: 'Delivery', quantity: '1' },
  },
  note: 'per delivery note',
};
const read = (text: string, invoiceId = 'i1') => readWork(text, invoiceId, knows);
const damaged = (change: object) => read(JSON.stringify({ ...WORK, ...change }));

describe('copied work', () => {
  it('comes back as it was copied', () => {
    expect(read(asText(WORK, (path) => path))).toEqual({ kind: 'work', work: WORK });
  });

  it('reads for people first', () => {
    expect(
      asText(WORK, (path) => path)
        .split('\n')
        .slice(0, 9),
    ).toEqual([
      'Invoice F-1, my changes on v5',
      'due_date: 2026-07-31',
      'seller.name: (cleared)',
      'lines.l1.quantity: 24',
      'lines.l2: (removed)',
      'lines.n1 (added)',
      '  lines.n1.item_name: Delivery',
      '  lines.n1.quantity: 1',
      'Note: per delivery note',
    ]);
  });

  it.each(['Acme Corp', '', '{', '{"a": 1}', '[1]', 'text\n{ "changes": {} }'])(
    'leaves other text alone: %s',
    (text) => {
      expect(read(text).kind).toBe('other');
    },
  );

  it('names the other invoice that it belongs to', () => {
    expect(read(JSON.stringify(WORK), 'i2')).toEqual({
      kind: 'refused',
      why: 'The copied work is for invoice F-1, not for this one.',
    });
  });

  it.each([
    ['an unknown term', { changes: { total: '1' } }],
    ['a value that is none', { changes: { due_date: 5 } }],
    ['a key that is none', { changes: { 'lines.A b.quantity': '1' } }],
    ['an unknown term in an added line', { changes: { 'lines.n1': { price: '1' } } }],
    ['an added line without terms', { changes: { 'lines.n1': {} } }],
    ['a value for a whole line', { changes: { 'lines.n1': 'x' } }],
    ['no version', { review_version: '5' }],
    ['a note that is none', { note: 5 }],
    ['a list of changes', { changes: [] }],
  ])('takes nothing of damaged work: %s', (_what, change) => {
    expect(damaged(change).kind).toBe('refused');
  });

  it('becomes edits, with fresh keys for added lines', () => {
    const on = { 'lines.l1.quantity': '20', 'lines.l2.quantity': '5' };
    expect(editsOf(WORK, on, () => 'f1')).toEqual({
      edits: {
        typed: {
          due_date: '2026-07-31',
          'seller.name': '',
          'lines.l1.quantity': '24',
          'lines.f1.item_name': 'Delivery',
          'lines.f1.quantity': '1',
        },
        addedRows: ['lines.f1'],
        removedRows: ['lines.l2'],
      },
    });
  });

  it('names a line that its version does not have', () => {
    expect(editsOf(WORK, { 'lines.l1.quantity': '20' }, () => 'f1')).toEqual({ missing: 'lines.l2' });
  });
});
