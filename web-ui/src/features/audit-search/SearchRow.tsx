import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AuditEvent, RejectedDecision, TermChange } from '@/api/types';
import { useCatalogue, type Catalogue } from '@/terms/catalogue';
import { showInstant } from '@/terms/dates';
import { templateOf } from '@/terms/paths';
import { showValue } from '@/terms/value';
import { Avatar } from '@/ui/Avatar';
import { count, listOf } from '@/ui/words';
import classes from './AuditSearch.module.css';
import { matchingFirst, type SearchFilter } from './search-filter';
import { sayEvent, sayRefused } from './search-words';

const MOST_CHANGES = 4;

export function EventRow({ event, filter }: { event: AuditEvent; filter: SearchFilter }) {
  const catalogue = useCatalogue();
  const { comment, force } = event;
  const version = event.review_version ?? null;
  const asked = filter.term === '' && filter.value === '' ? 0 : 1;
  const nameOf = (path: string) => catalogue.nameByKey(path);
  return (
    <Row
      at={event.at}
      actor={event.actor}
      what={
        <>
          {sayEvent(event.event)} {event.forced && <span className={classes['forced']}>forced</span>}
        </>
      }
      to={
        version === null
          ? `/invoices/${event.invoice_id}?side=comments${comment == null ? '' : `&comment=${comment.number}`}`
          : `/invoices/${event.invoice_id}/history?version=${version}`
      }
      invoice={event.invoice_number}
      version={version}
    >
      <Changes
        changes={matchingFirst(event.changes, filter, (path, asked) => covers(asked, path))}
        catalogue={catalogue}
        // A receipt holds every term of the document; its invoice shows them all.
        most={event.event === 'InvoiceReceived' ? asked : MOST_CHANGES}
      />
      {comment != null && (
        <p>
          {comment.term != null && <>on {nameOf(comment.term)} </>}
          <span className={classes['note']}>“{comment.text}”</span>
        </p>
      )}
      {force != null && (
        <p>
          made on v{force.made_on},{' '}
          {force.overrode.length === 0
            ? 'overrode nothing'
            : `overrode ${listOf(force.overrode.map(nameOf))}`}{' '}
          <span className={classes['note']}>“{force.reason}”</span>
        </p>
      )}
      {event.reason_code != null && <p>{event.reason_code}</p>}
      {[...new Set([event.note, event.reason])].map(
        (text) =>
          text != null &&
          text !== '' && (
            <p key={text} className={classes['note']}>
              “{text}”
            </p>
          ),
      )}
    </Row>
  );
}

export function RefusedRow({ decision }: { decision: RejectedDecision }) {
  const catalogue = useCatalogue();
  const { kind, expected_review_version, current_review_version, times } = decision;
  const wanted = Object.entries(decision.wanted).map(([term, after]) => ({ term, after }));
  return (
    <Row
      at={decision.at}
      actor={decision.actor}
      what={
        <>
          {sayRefused(kind, expected_review_version, current_review_version)}
          {times > 1 && ` (${times} times)`}
        </>
      }
      to={`/invoices/${decision.invoice_id}/history?version=${current_review_version}`}
      invoice={decision.invoice_number}
      version={current_review_version}
    >
      <Changes changes={wanted} catalogue={catalogue} />
    </Row>
  );
}

interface RowProps {
  at: string;
  actor: string;
  what: ReactNode;
  to: string;
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
      <Link to={to} className={classes['invoice'] ?? ''} data-row>
        {invoice ?? 'no number'}
        {version !== null && <span className={classes['version']}> v{version}</span>}
      </Link>
      <div className={classes['changes']}>{children}</div>
    </li>
  );
}

interface ChangesProps {
  /** A wanted change has no value before. */
  changes: readonly (Pick<TermChange, 'term' | 'after'> & { before?: string | null })[];
  catalogue: Catalogue;
  most?: number;
}

function Changes({ changes, catalogue, most = MOST_CHANGES }: ChangesProps) {
  if (changes.length === 0) {
    return null;
  }
  const shown = changes.slice(0, most);
  const show = (path: string, value: string | null | undefined) => showValue(catalogue.typeOf(path), value);
  return (
    <ul>
      {shown.map(({ term, before, after }) => (
        <li key={term}>
          {catalogue.nameByKey(term)} {before !== undefined && before !== null && <s>{show(term, before)}</s>}{' '}
          → {show(term, after)}
        </li>
      ))}
      {changes.length > shown.length && (
        <li className={classes['hint']}>
          {shown.length === 0
            ? count(changes.length, 'term')
            : `and ${count(changes.length - shown.length, 'more term')}`}
        </li>
      )}
    </ul>
  );
}

/** A field that was asked for by its name stands for itself in every row. */
function covers(asked: string, path: string): boolean {
  return path === asked || templateOf(path) === templateOf(asked) || path.startsWith(`${asked}.`);
}
