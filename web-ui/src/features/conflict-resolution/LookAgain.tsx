import type { Problem } from '@/api/types';
import { showClock, showInstant } from '@/terms/dates';
import { verbOf } from '@/ui/words';
import classes from './conflict.module.css';
import type { Words } from './words';

/** What others decided since the version that I wanted to decide on. */
export function LookAgain({ problem, words }: { problem: Problem | null; words: Words }) {
  const since = problem?.changed_since ?? [];
  if (since.length === 0) {
    return null;
  }
  return (
    <ul className={classes['since']} aria-label="Changed since">
      {since.map((entry) => (
        <li key={entry.review_version}>
          <span className={classes['version']}>v{entry.review_version}</span>
          <span>
            <b>{entry.actor}</b> {verbOf(entry.event)}{' '}
            <span title={showInstant(entry.at)}>at {showClock(entry.at)}</span>
            {(entry.changes ?? []).map((change) => (
              <span key={change.term} className={classes['change']}>
                {words.nameOf(change.term)}: {words.show(change.term, change.before)} →{' '}
                {words.show(change.term, change.after)}
              </span>
            ))}
          </span>
        </li>
      ))}
      {problem?.changed_since_truncated === true && <li>Older changes are in the history.</li>}
    </ul>
  );
}
