import type { HistoryEntry, TermChange } from '@/api/types';
import { count, listOf } from '@/ui/words';
import classes from './HistoryEvent.module.css';

export type TermWords = {
  nameOf: (path: string) => string;
  show: (path: string, value: string | null | undefined) => string;
};

type EventFactsProps = TermWords & { entry: HistoryEntry; changes: readonly TermChange[] };

/** What an event says beside who and when: over what it was forced, what it changed, and why. */
export function EventFacts({ entry, changes, nameOf, show }: EventFactsProps) {
  return (
    <>
      {entry.forced && (
        <p data-testid={`forced-${entry.review_version}`}>
          <span className={classes['forced']}>forced</span>{' '}
          {entry.force != null && (
            <>
              made on v{entry.force.made_on},{' '}
              {entry.force.overrode.length === 0
                ? 'overrode nothing'
                : `overrode ${listOf(entry.force.overrode.map(nameOf))}`}
              <span className={classes['note']}> “{entry.force.reason}”</span>
            </>
          )}
        </p>
      )}
      <ChangeList changes={changes} nameOf={nameOf} show={show} />
      {entry.reason_code != null && <p>{entry.reason_code}</p>}
      {[...new Set([entry.note, entry.reason])].map(
        (text) =>
          text != null &&
          text !== '' && (
            <p key={text} className={classes['note']}>
              “{text}”
            </p>
          ),
      )}
    </>
  );
}

/** More than these are folded away. */
const MOST_CHANGES = 12;

export function ChangeList({ changes, nameOf, show }: TermWords & { changes: readonly TermChange[] }) {
  if (changes.length === 0) {
    return null;
  }
  const list = (
    <ul className={classes['changes']}>
      {changes.map(({ term, before, after }) => (
        <li key={term}>
          {nameOf(term)} <s>{show(term, before)}</s> → {after == null ? <em>cleared</em> : show(term, after)}
        </li>
      ))}
    </ul>
  );
  return changes.length <= MOST_CHANGES ? (
    list
  ) : (
    <details className={classes['many']}>
      <summary>{count(changes.length, 'term')}</summary>
      {list}
    </details>
  );
}
