import { Fragment, Suspense, type Ref } from 'react';
import { Link } from 'react-router';
import type { QueueRow } from '@/api/types';
import { daysUntil, isDate, showAge, showDate, showInstant } from '@/terms/dates';
import { showDecimal } from '@/terms/decimal';
import { count } from '@/ui/words';
import { isOpen } from '@/terms/status';
import { StatusBadge } from '@/ui/StatusBadge';
import { useNow } from '@/ui/use-now';
import { LookedAgain } from './LookedAgain';
import classes from './QueueTable.module.css';
import type { QueueWalk } from './queue-walk';
import { changedMeanwhile, type TickState } from './ticks';
import { Who } from './Who';

/** What somebody who may approve does with the boxes. */
export interface Ticking extends TickState {
  onTick: (row: QueueRow, asRange: boolean) => void;
  onTickAll: (on: boolean) => void;
  onLookAgain: (invoiceId: string) => void;
  onSettle: (invoiceId: string) => void;
  /** Being looked up. */
  looking: string | null;
}

interface QueueTableProps {
  ref: Ref<HTMLTableElement>;
  rows: readonly QueueRow[];
  flashed: Readonly<Record<string, number>>;
  cursor: string | null;
  onCursor: (invoiceId: string) => void;
  onOpen: (invoiceId: string) => void;
  walk: QueueWalk;
  me: string;
  presenceKnown: boolean;
  /** The invoices on which I have unsaved work. */
  drafted: ReadonlySet<string>;
  /** Null for who may not approve. */
  ticking: Ticking | null;
}

export function QueueTable(props: QueueTableProps) {
  const { ref, rows, ticking } = props;
  const now = useNow(15_000);
  const open = rows.filter(({ status }) => isOpen(status));
  const ticked = open.filter((row) => ticking?.ticks.has(row.invoice_id));
  return (
    <div className={classes['scroll']}>
      <table ref={ref} className={classes['table']}>
        <thead>
          <tr>
            {ticking !== null && (
              <th scope="col" className={classes['tick']}>
                <input
                  type="checkbox"
                  aria-label="Tick all on this page"
                  disabled={open.length === 0}
                  checked={open.length > 0 && ticked.length === open.length}
                  ref={(box) => {
                    if (box !== null) {
                      box.indeterminate = ticked.length > 0 && ticked.length < open.length;
                    }
                  }}
                  onChange={(event) => ticking.onTickAll(event.currentTarget.checked)}
                  data-testid="tick-all"
                />
              </th>
            )}
            <th scope="col">Number</th>
            <th scope="col">Seller</th>
            <th scope="col">Due</th>
            <th scope="col" className={classes['number']}>
              Amount due
            </th>
            <th scope="col">Findings</th>
            <th scope="col">Status</th>
            <th scope="col" className={classes['who']}>
              Who
            </th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.invoice_id} {...props} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = Omit<QueueTableProps, 'ref' | 'rows'> & { row: QueueRow; now: number };

function Row({
  row,
  now,
  flashed,
  cursor,
  onCursor,
  onOpen,
  walk,
  me,
  presenceKnown,
  ticking,
  drafted,
}: RowProps) {
  const id = row.invoice_id;
  const flash = flashed[id];
  const tick = ticking?.ticks.get(id);
  const changed = tick !== undefined && ticking !== null && changedMeanwhile(tick, ticking.unsettled);
  return (
    <Fragment>
      {/* The link in the first cell is what keyboards and screen readers use; the row only makes it larger for a mouse. */}
      <tr
        // Two names for one animation, so that a second push flashes again.
        data-flash={flash === undefined ? undefined : flash % 2 === 0 ? 'even' : 'odd'}
        data-cursor={cursor === id || undefined}
        data-ticked={tick !== undefined || undefined}
        data-testid="queue-row"
        data-invoice-id={id}
        onFocus={() => onCursor(id)}
        onClick={(event) => {
          // A miss by a few pixels beside the box is no wish to open the invoice.
          const apart = 'a, button, input, [data-column=tick]';
          if (event.target instanceof Element && event.target.closest(apart) === null) {
            onOpen(id);
          }
        }}
      >
        {ticking !== null && (
          <td data-column="tick" className={classes['tick']}>
            <input
              type="checkbox"
              aria-label={`Tick ${row.invoice_number ?? 'no number'}`}
              checked={tick !== undefined}
              disabled={tick === undefined && !isOpen(row.status)}
              onChange={(event) => {
                // React tells of a change by the click that made it.
                const { nativeEvent } = event;
                ticking.onTick(row, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter') {
                  onOpen(id);
                }
              }}
              data-testid="tick"
            />
          </td>
        )}
        <td data-column="number" className={classes['lead']}>
          <Link to={`/invoices/${id}`} state={{ queue: walk }} data-row>
            {row.invoice_number ?? 'no number'}
          </Link>
        </td>
        <td data-column="seller" className={classes['seller']}>
          {row.seller_name ?? '–'}
          {drafted.has(id) && (
            <span
              role="img"
              aria-label="you have unsaved work"
              title="You have unsaved work"
              className={classes['draft']}
              data-testid="row-draft"
            >
              draft
            </span>
          )}
        </td>
        <td data-column="due">
          <Due row={row} now={now} />
        </td>
        <td data-column="amount" className={classes['number']}>
          <Amount row={row} />
        </td>
        <td data-column="findings">
          {row.error_findings > 0 ? (
            <span className={classes['errors']}>{count(row.error_findings, 'error')}</span>
          ) : (
            <span className={classes['dim']}>–</span>
          )}
        </td>
        <td data-column="status">
          <StatusBadge status={row.status} />
          {row.incomplete && (
            <span
              role="img"
              aria-label="something of it cannot be shown"
              title="Something of it cannot be shown. Open it to see whether it is newer; operators are told."
              data-testid="row-incomplete"
            >
              {' !'}
            </span>
          )}
        </td>
        <td data-column="who" className={classes['who']} data-testid="who">
          <Who row={row} me={me} now={now} isKnown={presenceKnown} />
        </td>
        <td
          data-column="changed"
          className={classes['changed']}
          title={`${row.changed_by}, ${showInstant(row.changed_at)}`}
        >
          {showAge(row.changed_at, now)}
          {changed && (
            <span className={classes['movedOn']} data-testid="changed-since-ticked">
              changed since you ticked it{' '}
              <button
                type="button"
                disabled={ticking.looking === id}
                onClick={() => ticking.onLookAgain(id)}
                data-testid="look-again"
              >
                look again
              </button>
            </span>
          )}
        </td>
      </tr>
      {ticking !== null && tick?.looked != null && (
        <tr className={classes['detail']}>
          <td />
          <td colSpan={8}>
            <Suspense fallback={null}>
              <LookedAgain
                looked={tick.looked}
                onSettle={() => ticking.onSettle(id)}
                onUntick={() => ticking.onTick(row, false)}
              />
            </Suspense>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

export function Amount({ row }: { row: QueueRow }) {
  return (
    <>
      {row.amount_due == null ? '–' : showDecimal(row.amount_due)}{' '}
      <span className={classes['currency']}>{row.currency}</span>
    </>
  );
}

function Due({ row, now }: { row: QueueRow; now: number }) {
  if (row.due_date == null || !isDate(row.due_date)) {
    return <span className={classes['dim']}>{row.due_date ?? '–'}</span>;
  }
  const days = daysUntil(row.due_date, new Date(now));
  return days < 0 && isUnsettled(row) ? (
    <span className={classes['overdue']} title={showDate(row.due_date)}>
      overdue {-days} d
    </span>
  ) : (
    <span>{showDate(row.due_date)}</span>
  );
}

function isUnsettled(row: QueueRow): boolean {
  return row.status !== 'approved' && row.status !== 'rejected';
}
