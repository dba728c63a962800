import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { templateOf } from '@/terms/paths';
import { detectConflicts, type Terms } from './conflicts';

type Case = {
  name: string;
  base: Terms;
  current: Terms;
  wanted: Record<string, string | null>;
  conflicting: string[];
  mergeable: string[];
};

// From web-ui, where the tests run.
const shared = resolve('../command-side/contract/src/test/resources/conflict-cases.json');
const cases = JSON.parse(readFileSync(shared, 'utf8')) as Case[];

const AMOUNT = /(amount|quantity|price|rate|percentage)$/;
const typeOf = (path: string) => (AMOUNT.test(templateOf(path)) ? 'amount' : 'text');

describe('the answers that the server gives too', () => {
  test.each(cases)('$name', ({ base, current, wanted, conflicting, mergeable }) => {
    expect(detectConflicts(base, current, wanted, typeOf)).toEqual({ conflicting, mergeable });
  });
});

describe('terms that a push names before their values are here', () => {
  const base = {
    due_date: '2026-07-16',
    'seller.name': 'Acme',
    'lines.l1.item_name': 'Nougat',
    'lines.l1.net_amount': '90.00',
    'totals.line_net_amount': '90.00',
  };
  const touches = (wanted: Record<string, string | null>, ...told: string[]) =>
    detectConflicts(base, base, wanted, typeOf, told).conflicting;

  it('touches the same term, and what goes together with it', () => {
    expect(touches({ due_date: '2026-07-31', 'seller.name': 'Beta' }, 'due_date')).toEqual(['due_date']);
    expect(touches({ 'totals.line_net_amount': '91.00' }, 'lines.l1.net_amount')).toEqual([
      'totals.line_net_amount',
    ]);
  });

  it('takes a line that came or went for all of its terms', () => {
    expect(touches({ 'lines.l1.item_name': 'Nougat blanc' }, 'lines.l1')).toEqual(['lines.l1.item_name']);
    expect(touches({ 'totals.line_net_amount': '91.00' }, 'lines.n1')).toEqual(['totals.line_net_amount']);
  });

  it('touches nothing else', () => {
    expect(touches({ due_date: '2026-07-31' }, 'seller.name')).toEqual([]);
  });
});
