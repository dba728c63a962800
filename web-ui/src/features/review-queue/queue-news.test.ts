import { describe, expect, it } from 'vitest';
import type { QueueRow } from '@/api/types';
import { freshNews, takePush } from './queue-news';

function row(id: string, part: Partial<QueueRow> = {}): QueueRow {
  return {
    invoice_id: id,
    review_version: 0,
    status: 'received',
    invoice_number: id,
    seller_name: 'Acme',
    buyer_name: null,
    issue_date: null,
    due_date: '2026-07-16',
    currency: 'EUR',
    amount_due: '10.00',
    error_findings: 0,
    changed_at: '2026-11-21T10:42:00Z',
    changed_by: 'ben',
    ...part,
  };
}

const told = (...invoices: QueueRow[]) => ({ type: 'queue_changed' as const, invoices });
const shown = () => freshNews([row('a'), row('b')]);

describe('a push to the queue', () => {
  it('changes values in place and flashes the row', () => {
    const news = takePush(
      shown(),
      told(row('b', { review_version: 1, seller_name: 'Beta' })),
      null,
      'due_date',
    );
    expect(news.rows.map(({ seller_name }) => seller_name)).toEqual(['Acme', 'Beta']);
    expect(news.flashed).toEqual({ b: 1 });
    expect(news.waiting.size).toBe(0);
  });

  it('leaves the order alone and counts who would move', () => {
    const news = takePush(
      shown(),
      told(row('b', { review_version: 1, due_date: '2026-01-01' })),
      null,
      'due_date',
    );
    expect(news.rows.map(({ invoice_id }) => invoice_id)).toEqual(['a', 'b']);
    expect([...news.waiting]).toEqual(['b']);
  });

  it('keeps a row that left the filter until the refresh', () => {
    const news = takePush(
      shown(),
      told(row('a', { review_version: 1, status: 'approved' })),
      'received',
      'due_date',
    );
    expect(news.rows[0]?.status).toBe('approved');
    expect([...news.waiting]).toEqual(['a']);
  });

  it('counts newcomers that fit the filter only', () => {
    const push = told(row('c'), row('d', { status: 'approved' }));
    expect([...takePush(shown(), push, 'received', 'due_date').waiting]).toEqual(['c']);
  });

  it('ignores what is older than what it shows', () => {
    const newer = takePush(
      shown(),
      told(row('a', { review_version: 2, seller_name: 'New' })),
      null,
      'due_date',
    );
    expect(
      takePush(newer, told(row('a', { review_version: 1, seller_name: 'Old' })), null, 'due_date').rows[0]
        ?.seller_name,
    ).toBe('New');
  });
});
