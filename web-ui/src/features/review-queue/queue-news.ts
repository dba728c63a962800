import type { QueuePush, QueueRow, Status } from '@/api/types';

/** What pushes did to the rows on screen. Values change in place; order waits until it is asked for. */
export type QueueNews = {
  rows: QueueRow[];
  /** Rows to flash, by the version that they flash for. */
  flashed: Readonly<Record<string, number>>;
  /** Invoices that would come, go or move if the page were asked for again. */
  waiting: ReadonlySet<string>;
  /** More changed at once than a push can tell. */
  more: boolean;
};

export function freshNews(rows: QueueRow[]): QueueNews {
  return { rows, flashed: {}, waiting: new Set(), more: false };
}

const SORTED_BY: Readonly<Record<string, keyof QueueRow>> = {
  due_date: 'due_date',
  changed_at: 'changed_at',
  amount_due: 'amount_due',
  seller_name: 'seller_name',
  invoice_number: 'invoice_number',
};

export function takePush(news: QueueNews, push: QueuePush, status: Status | null, sort: string): QueueNews {
  const rows = [...news.rows];
  const flashed = { ...news.flashed };
  const waiting = new Set(news.waiting);
  const key = SORTED_BY[sort.replace(/^-/, '')] ?? 'changed_at';
  for (const told of push.invoices) {
    const at = rows.findIndex((row) => row.invoice_id === told.invoice_id);
    const before = rows[at];
    const fits = status === null || told.status === status;
    if (before === undefined) {
      if (fits) {
        waiting.add(told.invoice_id);
      }
      continue;
    }
    if (told.review_version < before.review_version) {
      continue;
    }
    rows[at] = { ...before, ...told };
    flashed[told.invoice_id] = told.review_version;
    if (!fits || before[key] !== rows[at][key]) {
      waiting.add(told.invoice_id);
    }
  }
  return { rows, flashed, waiting, more: news.more || push.truncated === true };
}
