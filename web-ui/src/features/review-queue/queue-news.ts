import type { Claim, QueuePush, QueueRow } from '@/api/types';
import type { QueueFilter } from './queue-page';

/** What pushes did to the rows on screen. Values change in place; order waits until it is asked for. */
export type QueueNews = {
  rows: QueueRow[];
  /** Rows to flash, by the version that they flash for. */
  flashed: Readonly<Record<string, number>>;
  /** Invoices that would come, go or move if the page were asked for again. */
  waiting: ReadonlySet<string>;
  /** More changed at once than a push can tell. */
  more: boolean;
  /** When the page was asked for, by the server's clock. */
  asOf: number;
};

/** Clocks of two nodes, and an HTTP date that knows no fractions of a second. */
const CLOCKS_MS = 2_000;

export function freshNews(rows: QueueRow[], asOf: number): QueueNews {
  return { rows, flashed: {}, waiting: new Set(), more: false, asOf };
}

const SORTED_BY: Readonly<Record<string, keyof QueueRow>> = {
  due_date: 'due_date',
  changed_at: 'changed_at',
  amount_due: 'amount_due',
  seller_name: 'seller_name',
  invoice_number: 'invoice_number',
};

export function takePush(
  news: QueueNews,
  push: QueuePush,
  { status, q, sort, claimedBy }: QueueFilter,
): QueueNews {
  const rows = [...news.rows];
  const flashed = { ...news.flashed };
  const waiting = new Set(news.waiting);
  const key = SORTED_BY[sort.replace(/^-/, '')] ?? 'changed_at';
  for (const told of push.invoices) {
    const at = rows.findIndex((row) => row.invoice_id === told.invoice_id);
    const before = rows[at];
    const fits =
      (status === null || told.status === status) &&
      (claimedBy === null || told.claim?.claimed_by === claimedBy) &&
      contains(told, q);
    if (before === undefined) {
      // Somebody who opens or claims an invoice on another page changes nothing on this one; a filter by claims is asked just that.
      if (fits && (claimedBy !== null || Date.parse(told.changed_at) > news.asOf - CLOCKS_MS)) {
        waiting.add(told.invoice_id);
      }
      continue;
    }
    if (told.review_version < before.review_version) {
      continue;
    }
    rows[at] = { ...before, ...told };
    if (told.review_version === before.review_version) {
      // Who looks at it and whose it is: shown at once, and no change of the invoice.
      continue;
    }
    flashed[told.invoice_id] = told.review_version;
    if (!fits || before[key] !== rows[at][key]) {
      waiting.add(told.invoice_id);
    }
  }
  return { ...news, rows, flashed, waiting, more: news.more || push.truncated === true };
}

/** Searches like the server: what somebody looks for must not be offered anew because of what they do not look for. */
function contains(row: QueueRow, q: string): boolean {
  const wanted = searched(q);
  if (wanted === '') {
    return true;
  }
  return [row.invoice_number, row.seller_name, row.buyer_name].some(
    (text) => text != null && searched(text).includes(wanted),
  );
}

/** Without case, accents and runs of white space. */
function searched(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** My own claim shows before its push comes round. */
export function takeClaim(news: QueueNews, invoiceId: string, claim: Claim | null): QueueNews {
  return {
    ...news,
    rows: news.rows.map((row) => (row.invoice_id === invoiceId ? { ...row, claim } : row)),
  };
}
