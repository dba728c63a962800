import { useReason } from '@/api/reason-codes';
import type { AuditEvent, RefusedAttempt, RejectedDecision, TermChange } from '@/api/types';
import classes from './EventFacts.module.css';
import { count, listOf, wishOf } from './words';

export type TermWords = {
  nameOf: (path: string) => string;
  show: (path: string, value: string | null | undefined) => string;
};

/** An event of one invoice's history, or of any invoice's. */
type Told = Pick<
  AuditEvent,
  | 'event'
  | 'unreadable'
  | 'review_version'
  | 'forced'
  | 'force'
  | 'comment'
  | 'reason_code'
  | 'note'
  | 'reason'
>;

type EventFactsProps = TermWords & {
  event: Told;
  changes: readonly TermChange[];
  /** So many changes stand there by themselves. A receipt holds every term of the document; its invoice shows them. */
  most?: number;
};

/** What an event says beside who and when: over what it was forced, what it changed, and why. */
export function EventFacts({ event, changes, nameOf, show, most }: EventFactsProps) {
  const { comment, force } = event;
  return (
    <>
      {event.unreadable && (
        <p className={classes['altered']}>What was stored here was altered and cannot be read any more.</p>
      )}
      {event.forced && (
        <p className={classes['fact']} data-testid={`forced-${event.review_version}`}>
          <span className={classes['forced']}>forced</span>{' '}
          {force != null && (
            <>
              made on v{force.made_on},{' '}
              {force.overrode.length === 0
                ? 'overrode nothing'
                : `overrode ${listOf(force.overrode.map(nameOf))}`}
              <span className={classes['note']}> “{force.reason}”</span>
            </>
          )}
        </p>
      )}
      <ChangeList
        changes={changes}
        nameOf={nameOf}
        show={show}
        most={most ?? (event.event === 'InvoiceReceived' ? 0 : MOST_CHANGES)}
      />
      {comment != null && (
        <p className={classes['fact']}>
          {comment.term != null && <>on {nameOf(comment.term)} </>}
          <span className={classes['note']}>“{comment.text}”</span>
        </p>
      )}
      {event.reason_code != null && <Reason code={event.reason_code} />}
      {[...new Set([event.note, event.reason])].map(
        (text) =>
          text != null &&
          text !== '' && (
            <p key={text} className={`${classes['fact']} ${classes['note']}`}>
              “{text}”
            </p>
          ),
      )}
    </>
  );
}

function Reason({ code }: { code: string }) {
  return <p className={classes['fact']}>{useReason(code)}</p>;
}

type RefusedFactsProps = TermWords & {
  attempt: Pick<RejectedDecision, 'kind' | 'expected_review_version' | 'current_review_version'> &
    Pick<RefusedAttempt['attempt'], 'wanted'>;
};

/** "wanted Due date 15 Jul on v2 (current was v3)". */
export function RefusedFacts({ attempt, nameOf, show }: RefusedFactsProps) {
  const wanted = Object.entries(attempt.wanted);
  return (
    <p className={classes['fact']}>
      wanted {(attempt.kind !== 'correction' || wanted.length === 0) && wishOf(attempt.kind)}
      {wanted.map(([path, value], i) => (
        <span key={path}>
          {i > 0 && ', '}
          {nameOf(path)} {value === null ? <em>cleared</em> : show(path, value)}
        </span>
      ))}{' '}
      on v{attempt.expected_review_version} (current was v{attempt.current_review_version})
    </p>
  );
}

const MOST_CHANGES = 12;

type ChangeListProps = TermWords & {
  changes: readonly TermChange[];
  /** The rest is folded away. */
  most: number;
  /** Before the term of each. */
  testId?: string;
};

export function ChangeList({ changes, nameOf, show, most, testId = 'change' }: ChangeListProps) {
  const list = (listed: readonly TermChange[]) =>
    listed.length > 0 && (
      <ul className={classes['changes']}>
        {listed.map(({ term, before, after }) => (
          <li key={term} data-testid={`${testId}-${term}`}>
            {nameOf(term)} <s>{show(term, before)}</s> →{' '}
            {after == null ? <em>cleared</em> : show(term, after)}
          </li>
        ))}
      </ul>
    );
  const further = changes.slice(most);
  return (
    <>
      {list(changes.slice(0, most))}
      {further.length > 0 && (
        <details className={classes['many']}>
          <summary>
            {most === 0 ? count(further.length, 'term') : `and ${count(further.length, 'more term')}`}
          </summary>
          {list(further)}
        </details>
      )}
    </>
  );
}
