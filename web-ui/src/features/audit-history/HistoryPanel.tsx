import { Button, Skeleton } from '@mantine/core';
import type { HistoryEntry } from '@/api/types';
import { showAge, showInstant } from '@/terms/dates';
import { verbOf } from '@/terms/news';
import { ErrorFace, Face } from '@/ui/Face';
import { useNow } from '@/ui/use-now';
import { useHistory } from './history';
import classes from './HistoryPanel.module.css';

interface HistoryPanelProps {
  invoiceId: string;
  version: number;
  nameOf: (path: string) => string;
  show: (path: string, value: string | null | undefined) => string;
}

/** Everything that was accepted, newest first, straight from the event store. */
export function HistoryPanel({ invoiceId, version, nameOf, show }: HistoryPanelProps) {
  const history = useHistory(invoiceId, version);
  const entries = history.data?.pages.flatMap((page) => page.items).reverse() ?? [];
  return (
    <div className={classes['panel']} data-testid="history-panel">
      {history.isPending && (
        <div className={classes['loading']} aria-busy="true" aria-label="Loading the history">
          {Array.from({ length: 5 }, (_, row) => (
            <Skeleton key={row} height={36} animate={false} />
          ))}
        </div>
      )}
      {history.isError && <ErrorFace error={history.error} onRetry={() => void history.refetch()} />}
      {history.isSuccess && entries.length === 0 && <Face title="No events yet" />}
      {history.hasNextPage && (
        <Button
          variant="subtle"
          fullWidth
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Load newer events
        </Button>
      )}
      <ol className={classes['list']}>
        {entries.map((entry) => (
          <Entry key={entry.review_version} entry={entry} nameOf={nameOf} show={show} />
        ))}
      </ol>
    </div>
  );
}

type EntryProps = Pick<HistoryPanelProps, 'nameOf' | 'show'> & { entry: HistoryEntry };

function Entry({ entry, nameOf, show }: EntryProps) {
  const now = useNow(60_000);
  // The first event holds every value as received; those stand on the tab of that name.
  const changes = entry.event === 'InvoiceReceived' ? [] : entry.changes;
  return (
    <li className={classes['entry']} data-testid="history-entry">
      <span className={classes['version']}>v{entry.review_version}</span>
      <div>
        <p>
          <b>{entry.actor}</b> {verbOf(entry.event)}{' '}
          <time dateTime={entry.at} title={showInstant(entry.at)}>
            {showAge(entry.at, now)}
          </time>
        </p>
        {changes.length > 0 && (
          <ul>
            {changes.map((change) => (
              <li key={change.term}>
                {nameOf(change.term)} <s>{show(change.term, change.before)}</s> →{' '}
                {show(change.term, change.after)}
              </li>
            ))}
          </ul>
        )}
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
      </div>
    </li>
  );
}
