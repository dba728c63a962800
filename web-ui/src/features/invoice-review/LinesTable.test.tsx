// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Finding } from '@/api/types';
import { Catalogue } from '@/terms/catalogue';
import { shown, TestService } from '@/ui/testing';
import { snapshot } from '@/work/testing';
import { FormStore, FormStoreContext } from './form-store';
import { LinesTable } from './LinesTable';
import { ReviewFactsContext, useFactsOf } from './review-facts';
import { openForm } from './review-form';

const term = (path: string) => ({ path, name: path, business_term: 'BT-0', group: '', type: 'text' });
const COLUMNS = ['item_name', 'quantity', 'net_price', 'net_amount'];

const finding = (message: string, ...terms: string[]): Finding => ({
  rule: 'BR-LINE',
  severity: 'error',
  message,
  terms: terms.map((path) => `lines.${path}`),
});

const INVOICE = {
  ...snapshot(1, {
    'lines.l1.item_name': 'Nougat',
    'lines.l1.quantity': '20',
    'lines.l1.net_price': '4.55',
    'lines.l1.net_amount': '90.00',
    'lines.l2.item_name': 'Biscuits',
  }),
  rows: { lines: ['l1', 'l2'] },
  findings: [
    finding('20 × 4.55 is 91.00', 'l1.quantity', 'l1.net_price', 'l1.net_amount'),
    finding('It has no origin', 'l1.origin'),
    finding('It has no quantity', 'l2.quantity'),
  ],
};

const store = new FormStore(openForm(INVOICE, 'anna'), () => 'text');

function Form() {
  const facts = useFactsOf(INVOICE, {
    catalogue: new Catalogue([...COLUMNS, 'origin'].map((name) => term(`lines.KEY.${name}`))),
    editable: true,
    showAll: false,
    onFocusTerm: () => undefined,
  });
  return (
    <FormStoreContext value={store}>
      <ReviewFactsContext value={facts}>
        <LinesTable />
      </ReviewFactsContext>
    </FormStoreContext>
  );
}

beforeEach(() => {
  new TestService();
});
afterEach(() => vi.unstubAllGlobals());

/** What a screen reader says after the field's own value. */
function described(page: HTMLElement, path: string): string {
  const ids = page.querySelector(`[data-term="lines.${path}"]`)?.getAttribute('aria-describedby') ?? '';
  return ids
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? `nothing is called ${id}`)
    .join(' ')
    .trim();
}

it('says each finding of a line once, below the line, and every field that it is about points to it', async () => {
  const page = await shown(<Form />);
  const findings = (line: string) =>
    [...page.querySelectorAll(`[data-testid="finding-lines.${line}"]`)].map(({ textContent }) => textContent);
  expect(findings('l1')).toEqual(['BR-LINE 20 × 4.55 is 91.00', 'BR-LINE It has no origin']);
  expect(findings('l2')).toEqual(['BR-LINE It has no quantity']);
  expect(page.textContent.split('It has no origin')).toHaveLength(2);
  const row = page.querySelector('[data-testid="finding-lines.l1"]')?.closest('tr');
  expect(row?.previousElementSibling?.querySelector('[data-term="lines.l1.item_name"]')).not.toBeNull();

  for (const path of ['l1.quantity', 'l1.net_price', 'l1.net_amount']) {
    expect(described(page, path)).toBe('BR-LINE 20 × 4.55 is 91.00');
    expect(page.querySelector(`[data-term="lines.${path}"]`)?.getAttribute('data-worst')).toBe('error');
  }
  expect(described(page, 'l1.item_name')).toBe('');
  expect(described(page, 'l1.origin')).toBe('BR-LINE It has no origin');
  expect(described(page, 'l2.quantity')).toBe('BR-LINE It has no quantity');

  act(() => store.dispatch({ kind: 'typed', path: 'lines.l1.quantity', text: '19' }));
  const dimmed = [...page.querySelectorAll('[data-before-change]')].map(({ textContent }) => textContent);
  expect(dimmed, 'of before the change').toEqual(['BR-LINE 20 × 4.55 is 91.00']);
});
