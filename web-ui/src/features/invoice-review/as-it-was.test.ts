import { describe, expect, it } from 'vitest';
import { snapshot } from '@/work/testing';
import { formAsItWas } from './as-it-was';
import { isRemoved, rowsShown } from './review-form';

const invoice = (terms: Record<string, string>, version = 3) => snapshot(version, terms);

describe('the form as it was', () => {
  it('has no marks without a step', () => {
    expect(formAsItWas(invoice({ due_date: '2026-01-05' }, 0), null).marks).toEqual({});
  });

  it('marks what the step changed, and what it cleared', () => {
    const { marks } = formAsItWas(invoice({ due_date: '2026-01-05' }), {
      actor: 'ben',
      changes: [
        { term: 'due_date', before: '2026-01-04', after: '2026-01-05' },
        { term: 'note', before: 'Net 30', after: null },
      ],
    });
    expect(marks['due_date']).toMatchObject({ before: '2026-01-04', after: '2026-01-05', actor: 'ben' });
    expect(marks['note']).toMatchObject({ before: 'Net 30', after: null, review_version: 3 });
  });

  it('marks a row that came as one, and the terms of a row that was there one by one', () => {
    const { marks } = formAsItWas(
      invoice({
        'lines.l1.item_name': 'Paper',
        'lines.l1.quantity': '2',
        'lines.l2.item_name': 'Ink',
        'lines.l2.quantity': '1',
      }),
      {
        actor: 'ben',
        changes: [
          { term: 'lines.l1.quantity', before: null, after: '2' },
          { term: 'lines.l2.item_name', before: null, after: 'Ink' },
          { term: 'lines.l2.quantity', before: null, after: '1' },
        ],
      },
    );
    expect(Object.keys(marks).sort()).toEqual(['lines.l1.quantity', 'lines.l2']);
  });

  it('shows a removed row with what it held', () => {
    const form = formAsItWas(invoice({ 'lines.l1.item_name': 'Paper' }), {
      actor: 'ben',
      changes: [
        { term: 'lines.l2.item_name', before: 'Ink', after: null },
        { term: 'lines.l2.quantity', before: '1', after: null },
      ],
    });
    expect(rowsShown(form, 'lines')).toEqual(['l1', 'l2']);
    expect(isRemoved(form, 'lines.l2')).toBe(true);
    expect(form.base.terms).toMatchObject({ 'lines.l2.item_name': 'Ink', 'lines.l2.quantity': '1' });
    expect(form.marks).toEqual({});
  });
});
