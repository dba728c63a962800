import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { templateOf } from '@/terms/paths';
import { completeMySide, detectConflicts, type Terms } from './conflicts';

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

describe('completing my side of the payment account', () => {
  const base = { 'payment.account_identifier': 'DE02', 'payment.account_name': 'Acme' };

  it('takes the account number back with the account name', () => {
    expect(completeMySide(base, ['payment.account_name'], { 'payment.account_name': 'Acme SARL' })).toEqual({
      'payment.account_identifier': 'DE02',
      'payment.service_provider_identifier': '',
    });
  });

  it('leaves the account alone where nobody else touched it', () => {
    expect(completeMySide(base, ['due_date'], { 'payment.account_name': 'Acme SARL' })).toEqual({});
  });
});
