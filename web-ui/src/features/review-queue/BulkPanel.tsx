import { Button, CloseButton, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { NoAnswerError, ProblemError, sayError } from '@/api/problem';
import type { QueueRow } from '@/api/types';
import { count } from '@/ui/words';
import { isOpen } from '@/terms/status';
import { approveTogether, type Outcome } from './approve-together';
import classes from './BulkPanel.module.css';
import { Amount } from './QueueTable';
import { changedMeanwhile, movedOn, type Tick, type Ticks } from './ticks';
import { useTicks } from './use-ticks';

interface BulkPanelProps {
  user: string;
  onLookAgain: (invoiceId: string) => void;
  onClose: () => void;
}

type Done = { row: QueueRow; outcome: Outcome };

/** What will be approved, each on the version that was ticked, and what became of each. */
export function BulkPanel({ user, onLookAgain, onClose }: BulkPanelProps) {
  const { store, ticks, unsettled } = useTicks(user);
  const panel = useRef<HTMLElement>(null);
  const [reason, setReason] = useState('');
  const [sending, setSending] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<ReadonlyMap<string, Done>>(new Map());
  const busy = sending.size > 0;
  const ticked = [...ticks.values()];
  const ready = ticked.filter(
    (tick) =>
      unsettled.has(tick.seen.invoice_id) ||
      (!movedOn(tick) && isOpen(tick.seen.status) && !wasRefused(tick, done)),
  );
  const withErrors = ready.filter(({ seen }) => seen.error_findings > 0 && !unsettled.has(seen.invoice_id));
  const reasonMissing = withErrors.length > 0 && reason.trim() === '';

  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, []);

  const approve = async () => {
    const rows = new Map(ready.map(({ seen }) => [seen.invoice_id, seen]));
    const items = ready.map((tick) => store.itemFor(tick, tick.seen.error_findings > 0 ? reason.trim() : ''));
    store.sent(items);
    // The button that was pressed goes away; the keys of the panel must not go with it.
    panel.current?.focus();
    setSending(new Set(rows.keys()));
    await approveTogether(items, (invoiceId, outcome) => {
      const row = rows.get(invoiceId);
      if (row !== undefined) {
        setDone((all) => new Map(all).set(invoiceId, { row, outcome }));
      }
      settle(store, invoiceId, outcome);
    });
    setSending(new Set());
  };

  const finished = [...done].filter(([id]) => !sending.has(id)).map(([, one]) => one);
  const approved = finished.filter(({ outcome }) => outcome.kind === 'approved');
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <section
      ref={panel}
      className={classes['panel']}
      role="dialog"
      aria-labelledby="bulk-title"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !busy) {
          onClose();
        }
      }}
      data-testid="bulk-panel"
    >
      <header className={classes['head']}>
        <h2 id="bulk-title">
          {ready.length > 0 || finished.length === 0
            ? `Approve ${count(ready.length, 'invoice')}`
            : 'Approved together'}
        </h2>
        <CloseButton size="sm" aria-label="Close" disabled={busy} onClick={onClose} />
      </header>
      <p className={classes['said']} role="status" data-testid="bulk-said">
        {busy ? `Approving ${sending.size} …` : sayDone(finished)}
      </p>
      <ul className={classes['list']}>
        {approved.map(({ row, outcome }) => (
          <Item key={row.invoice_id} row={row} version={row.review_version} outcome={outcome} />
        ))}
        {ticked.map((tick) => {
          const id = tick.seen.invoice_id;
          const outcome = done.get(id)?.outcome ?? (unsettled.has(id) ? UNANSWERED : undefined);
          return (
            <Item
              key={id}
              row={tick.seen}
              version={tick.seen.review_version}
              outcome={outcome}
              sending={sending.has(id)}
              onLookAgain={
                changedMeanwhile(tick, unsettled)
                  ? () => {
                      setDone((all) => new Map([...all].filter(([other]) => other !== id)));
                      onLookAgain(id);
                    }
                  : undefined
              }
              onUntick={busy ? undefined : () => store.drop(id)}
            />
          );
        })}
      </ul>
      {ticked.length === 0 && approved.length === 0 && (
        <p className={classes['none']}>Nothing is ticked any more.</p>
      )}
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && ready.length > 0 && !reasonMissing) {
            void approve();
          }
        }}
      >
        {withErrors.length > 0 && (
          <Textarea
            label={`Reason for the ${count(withErrors.length, 'invoice')} with error findings`}
            size="xs"
            rows={2}
            required
            value={reason}
            disabled={busy}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid="bulk-reason"
          />
        )}
        <div className={classes['answers']}>
          {ready.length > 0 && (
            <Button type="submit" loading={busy} disabled={reasonMissing} data-testid="bulk-confirm">
              Approve {ready.length}
            </Button>
          )}
          <Button variant="default" disabled={busy} onClick={onClose} data-testid="bulk-close">
            {ready.length > 0 ? 'Not now' : 'Close'}
          </Button>
        </div>
      </form>
    </section>
  );
}

const UNANSWERED: Outcome = { kind: 'unanswered', error: new NoAnswerError('No answer yet') };

function settle(store: Ticks, invoiceId: string, outcome: Outcome): void {
  if (outcome.kind === 'approved') {
    store.drop(invoiceId);
  } else if (outcome.kind === 'refused') {
    store.answered(invoiceId);
    store.learnVersion(invoiceId, outcome.problem.current_review_version ?? 0);
  }
}

/** On the very version that is ticked: sending the same again would be refused again. */
function wasRefused({ seen }: Tick, done: ReadonlyMap<string, Done>): boolean {
  const last = done.get(seen.invoice_id);
  return last?.outcome.kind === 'refused' && last.row.review_version === seen.review_version;
}

function sayDone(done: readonly Done[]): string {
  const of = (kind: Outcome['kind']) => done.filter(({ outcome }) => outcome.kind === kind).length;
  return [
    of('approved') > 0 && `${of('approved')} approved`,
    of('refused') > 0 && `${of('refused')} refused`,
    of('unanswered') > 0 && `${of('unanswered')} without an answer: send again, each counts once`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}

interface ItemProps {
  row: QueueRow;
  version: number;
  outcome: Outcome | undefined;
  sending?: boolean;
  onLookAgain?: (() => void) | undefined;
  onUntick?: (() => void) | undefined;
}

function Item({ row, version, outcome, sending = false, onLookAgain, onUntick }: ItemProps) {
  return (
    <li
      className={classes['item']}
      data-outcome={sending ? 'sending' : (outcome?.kind ?? (onLookAgain && 'changed'))}
      data-testid="bulk-item"
      data-invoice-id={row.invoice_id}
    >
      <Link to={`/invoices/${row.invoice_id}`} className={classes['number']}>
        {row.invoice_number ?? 'no number'}
      </Link>
      <span className={classes['seller']}>{row.seller_name ?? '–'}</span>
      <span className={classes['version']}>v{version}</span>
      <span className={classes['amount']}>
        <Amount row={row} />
      </span>
      <span className={classes['state']}>
        {row.error_findings > 0 && outcome === undefined && (
          <span className={classes['errors']}>{count(row.error_findings, 'error finding')}. </span>
        )}
        {onLookAgain !== undefined && outcome === undefined && 'Changed since you ticked it; not sent. '}
        {!isOpen(row.status) && outcome === undefined && 'Closed meanwhile; not sent. '}
        {!sending && outcome !== undefined && <Told outcome={outcome} />}{' '}
        {onLookAgain !== undefined && (
          <button type="button" onClick={onLookAgain} data-testid="bulk-look-again">
            look again
          </button>
        )}
        {outcome?.kind !== 'approved' && onUntick !== undefined && (
          <button type="button" onClick={onUntick}>
            untick
          </button>
        )}
      </span>
    </li>
  );
}

function Told({ outcome }: { outcome: Outcome }) {
  switch (outcome.kind) {
    case 'approved':
      return <span className={classes['good']}>Approved as v{outcome.version}</span>;
    case 'refused':
      return (
        <span className={classes['errors']}>
          Refused: {outcome.problem.message ?? sayError(new ProblemError(outcome.problem))}
        </span>
      );
    case 'unanswered':
      return (
        <span className={classes['errors']}>
          {outcome.error instanceof NoAnswerError ? 'No answer.' : 'Not approved yet.'}{' '}
          {sayError(outcome.error)}
        </span>
      );
  }
}
