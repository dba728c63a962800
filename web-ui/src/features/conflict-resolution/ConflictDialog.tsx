import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Problem } from '@/api/types';
import { showClock, showInstant } from '@/terms/dates';
import { verbOf } from '@/terms/news';
import { CopyMyWork } from './CopyMyWork';
import type { MyWork } from './copy-my-work';
import classes from './conflict.module.css';

interface ConflictDialogProps {
  problem: Problem;
  work: MyWork;
  nameOf: (path: string) => string;
  show: (path: string, value: string | null | undefined) => string;
  refreshing: boolean;
  onRefresh: () => void;
  onClose: () => void;
}

/** A decision made on a stale version was refused. Nothing is lost: this says what happened and what to do next. */
export function ConflictDialog({
  problem,
  work,
  nameOf,
  show,
  refreshing,
  onRefresh,
  onClose,
}: ConflictDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // Beside the form, not over it: what was typed stays in sight.
    dialog.current
      ?.querySelector<HTMLElement>('[data-testid="refresh-latest"]')
      ?.focus({ preventScroll: true });
  }, []);
  const since = problem.changed_since ?? [];
  const who = since.map((entry) => `${entry.actor} ${showClock(entry.at)}`);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <dialog
      ref={dialog}
      open
      className={classes['dialog']}
      aria-labelledby="conflict-title"
      aria-describedby="conflict-message"
      data-testid="conflict-dialog"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          onClose();
        }
      }}
    >
      <header className={classes['dialogHead']}>
        <h2 id="conflict-title">Your session is out of date</h2>
        <span data-testid="conflict-versions">
          you edited v{problem.expected_review_version ?? work.review_version}, current is v
          {problem.current_review_version ?? '?'}
          {who.length > 0 && ` (${who.join(', ')})`}
        </span>
      </header>
      <p id="conflict-message" data-testid="conflict-message">
        Another session made changes, so nothing was saved. What you typed is still here: refresh, then
        re-apply it.
      </p>
      {since.length > 0 && (
        <ul className={classes['since']} aria-label="Changed since">
          {since.map((entry) => (
            <li key={entry.review_version}>
              <span className={classes['version']}>v{entry.review_version}</span>
              <span>
                <b>{entry.actor}</b> {verbOf(entry.event)}{' '}
                <span title={showInstant(entry.at)}>at {showClock(entry.at)}</span>
                {(entry.changes ?? []).map((change) => (
                  <span key={change.term} className={classes['change']}>
                    {nameOf(change.term)}: {show(change.term, change.before)} →{' '}
                    {show(change.term, change.after)}
                  </span>
                ))}
              </span>
            </li>
          ))}
          {problem.changed_since_truncated === true && <li>Older changes are in the history.</li>}
        </ul>
      )}
      <TermList
        name="You and others changed"
        terms={problem.conflicting_terms}
        nameOf={nameOf}
        testId="conflicting-terms"
      />
      <TermList
        name="Only you changed"
        terms={problem.mergeable_terms}
        nameOf={nameOf}
        testId="mergeable-terms"
      />
      <footer className={classes['buttons']}>
        <Button onClick={onRefresh} loading={refreshing} data-testid="refresh-latest">
          Refresh to get latest
        </Button>
        <CopyMyWork work={work} nameOf={nameOf} />
        <Button variant="subtle" onClick={onClose} data-testid="conflict-close">
          Back to my draft
        </Button>
      </footer>
    </dialog>
  );
}

interface TermListProps {
  name: string;
  terms: readonly string[] | undefined;
  nameOf: (path: string) => string;
  testId: string;
}

function TermList({ name, terms, nameOf, testId }: TermListProps) {
  return terms === undefined || terms.length === 0 ? null : (
    <p className={classes['terms']} data-testid={testId}>
      <span>
        {name} ({terms.length})
      </span>{' '}
      {terms.map(nameOf).join(', ')}
    </p>
  );
}
