import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AuditEvent, RejectedDecision } from '@/api/types';
import { useCatalogue } from '@/terms/catalogue';
import { showInstant } from '@/terms/dates';
import { templateOf } from '@/terms/paths';
import { showValue } from '@/terms/value';
import { Avatar } from '@/ui/Avatar';
import { EventFacts, RefusedFacts, type TermWords } from '@/ui/EventFacts';
import { participleOf } from '@/ui/words';
import classes from './AuditSearch.module.css';
import { matchingFirst, type SearchFilter } from './search-filter';

const MOST_CHANGES = 4;

/** Rows are of many invoices, so that nobody knows the order of each one's lines. */
function useTermWords(): TermWords {
  const catalogue = useCatalogue();
  return {
    nameOf: (path) => catalogue.nameByKey(path),
    show: (path, value) => showValue(catalogue.typeOf(path), value),
  };
}

export function EventRow({ event, filter }: { event: AuditEvent; filter: SearchFilter }) {
  const words = useTermWords();
  const { comment } = event;
  const version = event.review_version ?? null;
  const asked = filter.term === '' && filter.value === '' ? 0 : 1;
  return (
    <Row
      at={event.at}
      actor={event.actor}
      what={participleOf(event.event)}
      to={
        event.invoice_id == null
          ? null
          : version === null
            ? `/invoices/${event.invoice_id}?side=comments${comment == null ? '' : `&comment=${comment.number}`}`
            : `/invoices/${event.invoice_id}/history?version=${version}`
      }
      invoice={event.invoice_number}
      version={version}
    >
      <EventFacts
        event={event}
        changes={matchingFirst(event.changes, filter, (path, asked) => covers(asked, path))}
        most={event.event === 'InvoiceReceived' ? asked : MOST_CHANGES}
        {...words}
      />
    </Row>
  );
}

export function RefusedRow({ decision }: { decision: RejectedDecision }) {
  const words = useTermWords();
  const { current_review_version: version, times } = decision;
  return (
    <Row
      at={decision.at}
      actor={decision.actor}
      what={times > 1 ? `refused ${times} times` : 'refused'}
      to={`/invoices/${decision.invoice_id}/history?version=${version}`}
      invoice={decision.invoice_number}
      version={version}
    >
      <RefusedFacts attempt={decision} {...words} />
    </Row>
  );
}

interface RowProps {
  at: string;
  actor: string;
  what: string;
  /** Null for an event of no invoice, which only somebody at the database can have added. */
  to: string | null;
  invoice: string | null | undefined;
  version: number | null;
  children: ReactNode;
}

function Row({ at, actor, what, to, invoice, version, children }: RowProps) {
  return (
    <li className={classes['row']} data-testid="search-row">
      <time dateTime={at} title={at}>
        {showInstant(at)}
      </time>
      <span className={classes['who']}>
        <Avatar user={actor} /> <b>{actor}</b>
      </span>
      <span>{what}</span>
      {to === null ? (
        <span>no invoice</span>
      ) : (
        <Link to={to} className={classes['invoice'] ?? ''} data-row>
          {invoice ?? 'no number'}
          {version !== null && <span className={classes['version']}> v{version}</span>}
        </Link>
      )}
      <div className={classes['facts']}>{children}</div>
    </li>
  );
}

/** A field that was asked for by its name stands for itself in every row. */
function covers(asked: string, path: string): boolean {
  return path === asked || templateOf(path) === templateOf(asked) || path.startsWith(`${asked}.`);
}
