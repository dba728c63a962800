import { describe, expect, it } from 'vitest';
import {
  matchingFirst,
  NO_FILTER,
  questionOf,
  readFilter,
  writeFilter,
  type SearchFilter,
} from './search-filter';

const EVERYTHING: SearchFilter = {
  refused: false,
  actor: 'ben',
  event: 'InvoiceCorrected',
  term: 'lines.KEY.quantity',
  value: '24 & more',
  invoice_id: '0193f2a0-7b1c-7e0a-9c55-0d6f5e1b2a11',
  from: '2026-11-21T09:42:00Z',
  to: '2026-11-22T00:00:00Z',
  forced: true,
};

const throughAddress = (filter: SearchFilter) =>
  readFilter(new URLSearchParams(new URLSearchParams(writeFilter(filter)).toString()));

describe('a search', () => {
  it('stands in the address whole', () => {
    expect(throughAddress(EVERYTHING)).toEqual(EVERYTHING);
    expect(throughAddress(NO_FILTER)).toEqual(NO_FILTER);
  });

  it('leaves out what it does not ask for', () => {
    expect(writeFilter({ ...NO_FILTER, actor: '  ', value: ' 16 Jul ' })).toEqual({ value: '16 Jul' });
  });

  it('for refused decisions asks for nothing that only events have', () => {
    const refused = { ...EVERYTHING, refused: true };
    expect(questionOf(refused)).toEqual({
      actor: 'ben',
      invoice_id: EVERYTHING.invoice_id,
      from: EVERYTHING.from,
      to: EVERYTHING.to,
    });
    expect(throughAddress(refused)).toEqual({
      ...refused,
      event: '',
      term: '',
      value: '',
      forced: false,
    });
  });

  it('hands on what somebody made of the address: the service says what is wrong with it', () => {
    expect(questionOf(readFilter(new URLSearchParams('from=yesterday&forced=perhaps')))).toEqual({
      from: 'yesterday',
    });
  });
});

describe('the changes of a hit', () => {
  const changes = [
    { term: 'due_date', before: null, after: '2026-07-16' },
    { term: 'seller.name', before: 'Acme', after: null },
    { term: 'buyer.name', before: null, after: 'Librairie du Port' },
  ];
  const order = (asked: Partial<SearchFilter>) =>
    matchingFirst(changes, { ...NO_FILTER, ...asked }, (path, term) => path === term).map(({ term }) => term);

  it('begin with those that were asked for, and lose none', () => {
    expect(order({ term: 'seller.name' })).toEqual(['seller.name', 'due_date', 'buyer.name']);
    expect(order({ value: 'PORT' })).toEqual(['buyer.name', 'due_date', 'seller.name']);
    expect(order({ value: 'acme' })).toEqual(['seller.name', 'due_date', 'buyer.name']);
    expect(order({ term: 'due_date', value: 'acme' })).toEqual(['due_date', 'seller.name', 'buyer.name']);
    expect(order({})).toEqual(['due_date', 'seller.name', 'buyer.name']);
  });
});
