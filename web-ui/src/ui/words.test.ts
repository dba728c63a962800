import { describe, expect, it } from 'vitest';
import { EVENTS, participleOf, verbOf, wishOf } from './words';

describe('the words for what happens to an invoice', () => {
  it('are the same in a sentence and in a list', () => {
    expect(EVENTS.map((event) => [verbOf(event), participleOf(event)])).toEqual([
      ['received it', 'received'],
      ['corrected it', 'corrected'],
      ['approved it', 'approved'],
      ['rejected it', 'rejected'],
      ['put it on hold', 'put on hold'],
      ['reopened it', 'reopened'],
      ['commented on it', 'commented'],
    ]);
  });

  it('never tell an event that came later for one that is known', () => {
    expect(verbOf('InvoiceArchived')).toBe('InvoiceArchived');
    expect(participleOf('InvoiceArchived')).toBe('InvoiceArchived');
    expect(wishOf('archiving')).toBe('archiving');
  });

  it('say what somebody wanted', () => {
    expect(`wanted ${wishOf('hold')}`).toBe('wanted to put it on hold');
    expect(`wanted ${wishOf('correction')}`).toBe('wanted to correct it');
  });
});
