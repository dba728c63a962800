import { sayError } from '@/api/problem';
import { showInstant } from '@/terms/dates';
import { More } from '@/ui/More';
import { count } from '@/ui/words';
import classes from './operations.module.css';
import { useDrops } from './processors';

/** What operators had this view pass over. It is on record for good, so that whoever comes next can find out. */
export function Drops({ name, deadLetters }: { name: string; deadLetters: number }) {
  const pages = useDrops(name, deadLetters);
  const drops = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (pages.isError && drops.length === 0) {
    return (
      <p className={classes['bad']} role="alert">
        What was dropped did not load. {sayError(pages.error)}
      </p>
    );
  }
  if (drops.length === 0) {
    return null;
  }
  return (
    <details className={classes['drops']} data-testid="drops">
      <summary>
        {count(drops.length, 'event')}
        {pages.hasNextPage && ' and more'} dropped for good
      </summary>
      <ul className={classes['letters']} aria-label={`Events dropped from ${name}`}>
        {drops.map((drop) => (
          <li key={`${drop.invoice_id} ${drop.version}`} data-testid="drop-record">
            <div className={classes['letter']}>
              <div>
                {drop.event_type}, version {drop.version} of invoice {drop.invoice_id}
              </div>
              <div>
                dropped by {drop.dropped_by}, {showInstant(drop.dropped_at)}
              </div>
              <div className={classes['dim']}>
                {drop.message} {drop.cause} · in the way since {showInstant(drop.since)}
              </div>
            </div>
          </li>
        ))}
      </ul>
      <More of={pages} />
    </details>
  );
}
