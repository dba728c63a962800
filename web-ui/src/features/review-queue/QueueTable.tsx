import type { Ref } from 'react';
import { Link } from 'react-router';
import type { QueueRow } from '@/api/types';
import { daysUntil, isDate, showAge, showDate, showInstant } from '@/terms/dates';
import { showDecimal } from '@/terms/decimal';
import { count } from '@/terms/news';
import { StatusBadge } from '@/ui/StatusBadge';
import { useNow } from '@/ui/use-now';
import classes from './QueueTable.module.css';

interface QueueTableProps {
  ref: Ref<HTMLTableElement>;
  rows: readonly QueueRow[];
  flashed: Readonly<Record<string, number>>;
  onOpen: (invoiceId: string) => void;
  queue: readonly string[];
}

export function QueueTable({ ref, rows, flashed, onOpen, queue }: QueueTableProps) {
  const now = useNow(30_000);
  return (
    <div className={classes['scroll']}>
      <table ref={ref} className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Seller</th>
            <th scope="col">Due</th>
            <th scope="col" className={classes['number']}>
              Amount due
            </th>
            <th scope="col">Findings</th>
            <th scope="col">Status</th>
            <th scope="col">Who</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const flash = flashed[row.invoice_id];
            return (
              // The link in the first cell is what keyboards and screen readers use; the row only makes it larger for a mouse.

              <tr
                key={row.invoice_id}
                // Two names for one animation, so that a second push flashes again.
                data-flash={flash === undefined ? undefined : flash % 2 === 0 ? 'even' : 'odd'}
                data-testid="queue-row"
                data-invoice-id={row.invoice_id}
                onClick={(event) => {
                  if (!(event.target instanceof HTMLAnchorElement)) {
                    onOpen(row.invoice_id);
                  }
                }}
              >
                <td className={classes['lead']}>
                  <Link to={`/invoices/${row.invoice_id}`} state={{ queue }} data-row>
                    {row.invoice_number ?? 'no number'}
                  </Link>
                </td>
                <td className={classes['seller']}>{row.seller_name ?? '–'}</td>
                <td data-label="Due">
                  <Due row={row} now={now} />
                </td>
                <td data-label="Amount due" className={classes['number']}>
                  {row.amount_due == null ? '–' : showDecimal(row.amount_due)}{' '}
                  <span className={classes['currency']}>{row.currency}</span>
                </td>
                <td data-label="Findings">
                  {row.error_findings > 0 ? (
                    <span className={classes['errors']}>{count(row.error_findings, 'error')}</span>
                  ) : (
                    <span className={classes['dim']}>–</span>
                  )}
                </td>
                <td>
                  <StatusBadge status={row.status} />
                </td>
                <td data-label="Who" className={classes['dim']}>
                  {row.claim != null ? `(${row.claim.claimed_by})` : row.changed_by}
                </td>
                <td data-label="Changed" className={classes['dim']} title={showInstant(row.changed_at)}>
                  {showAge(row.changed_at, now)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Due({ row, now }: { row: QueueRow; now: number }) {
  if (row.due_date == null || !isDate(row.due_date)) {
    return <span className={classes['dim']}>{row.due_date ?? '–'}</span>;
  }
  const days = daysUntil(row.due_date, new Date(now));
  const settled = row.status === 'approved' || row.status === 'rejected';
  return days < 0 && !settled ? (
    <span className={classes['overdue']} title={showDate(row.due_date)}>
      overdue {-days} d
    </span>
  ) : (
    <span>{showDate(row.due_date)}</span>
  );
}
