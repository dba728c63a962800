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
    incomplete: false,
    presence: [],
    changed_at: '2026-11-21T10:42:00Z',
    changed_by: 'ben',
    ...part,
  };
}

const told = (...invoices: QueueRow[]) => ({ type: 'queue_changed' as const, invoices });
const ASKED = Date.parse('2026-11-21T10:40:00Z');
const shown = () => freshNews([row('a'), row('b')], ASKED);
const all = { status: null, q: '', sort: 'due_date', claimedBy: null };
const received = { ...all, status: 'received' as const };

describe('a push to the queue', () => {
  it('changes values in place and flashes the row', () => {
    const news = takePush(shown(), told(row('b', { review_version: 1, seller_name: 'Beta' })), all);
    expect(news.rows.map(({ seller_name }) => seller_name)).toEqual(['Acme', 'Beta']);
    expect(news.flashed).toEqual({ b: 1 });
    expect(news.waiting.size).toBe(0);
  });

  it('leaves the order alone and counts who would move', () => {
    const news = takePush(shown(), told(row('b', { review_version: 1, due_date: '2026-01-01' })), all);
    expect(news.rows.map(({ invoice_id }) => invoice_id)).toEqual(['a', 'b']);
    expect([...news.waiting]).toEqual(['b']);
  });

  it('keeps a row that left the filter until the refresh', () => {
    const news = takePush(shown(), told(row('a', { review_version: 1, status: 'approved' })), received);
    expect(news.rows[0]?.status).toBe('approved');
    expect([...news.waiting]).toEqual(['a']);
  });

  it('counts newcomers that fit the filter only', () => {
    const push = told(row('c'), row('d', { status: 'approved' }));
    expect([...takePush(shown(), push, received).waiting]).toEqual(['c']);
  });

  it('ignores what is older than what it shows', () => {
    const newer = takePush(shown(), told(row('a', { review_version: 2, seller_name: 'New' })), all);
    expect(
      takePush(newer, told(row('a', { review_version: 1, seller_name: 'Old' })), all).rows[0]?.seller_name,
    ).toBe('New');
  });

  it('shows who is there and whose it is without counting it as a change', () => {
    const news = takePush(
      shown(),
      told(
        row('b', {
          claim: { claimed_by: 'ben', expires_at: '2026-11-21T10:57:00Z' },
          presence: [{ user: 'carol', state: 'viewing' }],
        }),
      ),
      all,
    );
    expect(news.rows[1]?.claim?.claimed_by).toBe('ben');
    expect(news.rows[1]?.presence).toEqual([{ user: 'carol', state: 'viewing' }]);
    expect(news.flashed).toEqual({});
    expect(news.waiting.size).toBe(0);
  });

  it('does not count who opens an invoice on another page', () => {
    const opened = row('c', {
      changed_at: '2026-11-20T09:00:00Z',
      presence: [{ user: 'carol', state: 'viewing' }],
    });
    expect(takePush(shown(), told(opened), all).waiting.size).toBe(0);
  });

  it('counts what I claimed elsewhere where only mine are shown, and keeps what I gave away until the refresh', () => {
    const mine = { ...all, claimedBy: 'anna' };
    const claim = { claimed_by: 'anna', expires_at: '2026-11-21T10:57:00Z' };
    const claimed = row('c', { changed_at: '2026-11-20T09:00:00Z', claim });
    expect([...takePush(shown(), told(claimed), mine).waiting]).toEqual(['c']);
    expect(takePush(shown(), told(row('a')), mine).rows).toHaveLength(2);
  });

  it('offers only what is looked for, found as the server finds it', () => {
    const cafes = { ...all, q: ' CAFE  du ' };
    const push = told(row('c', { seller_name: 'Café du Port' }), row('d', { seller_name: 'Acme' }));
    expect([...takePush(shown(), push, cafes).waiting]).toEqual(['c']);
  });
});
