import { Button, CloseButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { ProblemError, sayError } from '@/api/problem';
import { useCatalogue } from '@/terms/catalogue';
import { showInstant, showMoment } from '@/terms/dates';
import { listOf } from '@/ui/words';
import { useNow } from '@/ui/use-now';
import { inOrder, isHeldUp, isLeftOver, type Entry } from '@/work/entry';
import { useEntries, useOrphans, useWorkPlace } from '@/work/WorkContext';
import classes from './OutboxPanel.module.css';

const KINDS: Record<Entry['decision']['kind'], string> = {
  correction: 'Correction',
  approval: 'Approval',
  rejection: 'Rejection',
  hold: 'Hold',
  reopening: 'Reopening',
};

const REGRET_MS = 10_000;

/** What this person decided and the server has not judged yet, or judged while nobody looked. */
export function OutboxPanel({ onClose }: { onClose: () => void }) {
  const entries = useEntries();
  const { outbox } = useWorkPlace();
  const [discarded, setDiscarded] = useState<Entry | null>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  useEffect(() => {
    if (discarded === null) {
      return undefined;
    }
    const timer = setTimeout(() => setDiscarded(null), REGRET_MS);
    return () => clearTimeout(timer);
  }, [discarded]);
  const told = [...entries.filter((entry) => isHeldUp(entry, entries)), ...useOrphans()];
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <section
      ref={panel}
      className={classes['panel']}
      aria-labelledby="outbox-title"
      tabIndex={-1}
      data-testid="outbox-panel"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          onClose();
        }
      }}
    >
      <div className={classes['head']}>
        <h2 id="outbox-title">Saves that wait</h2>
        <CloseButton size="sm" aria-label="Close" onClick={onClose} />
      </div>
      {told.length === 0 && (
        <p data-testid="outbox-empty">Nothing waits. Everything you saved has arrived.</p>
      )}
      <ul className={classes['list']}>
        {inOrder(told).map((entry) => (
          <Row
            key={entry.command_id}
            entry={entry}
            onOpen={onClose}
            onDiscard={() => {
              setDiscarded(entry);
              void outbox.write({ dropEntries: [entry.command_id] });
            }}
          />
        ))}
      </ul>
      {discarded !== null && (
        <p className={classes['regret']} role="status">
          Discarded.{' '}
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => {
              void outbox.write({ putEntry: discarded });
              setDiscarded(null);
            }}
            data-testid="outbox-undo"
          >
            Undo
          </Button>
        </p>
      )}
    </section>
  );
}

function Row({ entry, onOpen, onDiscard }: { entry: Entry; onOpen: () => void; onDiscard: () => void }) {
  const { outbox } = useWorkPlace();
  const now = useNow(1_000);
  const since = new Date(entry.since).toISOString();
  return (
    <li data-testid="outbox-row" data-invoice-id={entry.invoice_id} data-state={entry.delivery.at}>
      <p className={classes['what']}>
        <strong>{entry.invoice_number ?? 'no number'}</strong> <What entry={entry} />{' '}
        <span className={classes['since']} title={showInstant(since)}>
          since {showMoment(since)}
        </span>
      </p>
      <p className={classes['why']} data-testid="outbox-why">
        {sayDelivery(entry, now)}
      </p>
      <div className={classes['buttons']}>
        {isLeftOver(entry) ? (
          <>
            <Button
              component={Link}
              to={`/invoices/${entry.invoice_id}`}
              size="compact-sm"
              onClick={onOpen}
              data-testid="outbox-open"
            >
              Open
            </Button>
            <Button variant="default" size="compact-sm" onClick={onDiscard} data-testid="outbox-discard">
              Discard
            </Button>
          </>
        ) : (
          <>
            <Button
              size="compact-sm"
              onClick={() => void outbox.tryNow(entry.command_id)}
              data-testid="try-now"
            >
              Try now
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              disabled={entry.delivery.at === 'cancelling'}
              onClick={() => void outbox.cancel(entry.command_id)}
              data-testid="cancel-save"
            >
              Cancel
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function What({ entry: { decision, on } }: { entry: Entry }) {
  const catalogue = useCatalogue();
  return decision.kind === 'correction'
    ? listOf(Object.keys(decision.body.changes).map((path) => catalogue.nameOf(path, on.rows)))
    : KINDS[decision.kind];
}

function sayDelivery({ delivery }: Entry, now: number): string {
  switch (delivery.at) {
    case 'waiting': {
      const seconds = Math.ceil((delivery.next_try_at - now) / 1_000);
      const next = delivery.needs_sign_in
        ? 'It is sent once you have signed in again.'
        : seconds > 0
          ? `Next try in ${seconds} s.`
          : 'Trying …';
      return `${delivery.why ?? 'Waits for the save before it'}. ${next}`;
    }
    case 'cancelling':
      return 'Asking whether it arrived before you cancelled …';
    case 'cancelled':
      return delivery.may_have_arrived
        ? 'Cancelled, but it may have arrived before that. Open it to see; your changes are kept.'
        : 'Cancelled before it was sent. Your changes are kept.';
    case 'refused':
      return delivery.problem.error_code === 'STALE_WRITE'
        ? 'Needs you: somebody else was faster. Open it to merge; your changes are kept.'
        : `Needs you: ${sayError(new ProblemError(delivery.problem))} Your changes are kept.`;
    case 'accepted':
      return `Saved as v${delivery.review_version}.`;
  }
}
