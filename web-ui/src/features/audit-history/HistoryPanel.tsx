import { Button, Skeleton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { HistoryEntry } from '@/api/types';
import { showAge, showInstant } from '@/terms/dates';
import { listOf, verbOf } from '@/ui/words';
import { ErrorFace, Face } from '@/ui/Face';
import { useNow } from '@/ui/use-now';
import { useHistory } from './history';
import classes from './HistoryPanel.module.css';
import { Restore, type Restoring } from './Restore';

interface HistoryPanelProps {
  invoiceId: string;
  version: number;
  nameOf: (path: string) => string;
  show: (path: string, value: string | null | undefined) => string;
  /** Null where this person corrects nothing. */
  restoring: Restoring | null;
}

/** Everything that was accepted, newest first, straight from the event store. */
export function HistoryPanel({ invoiceId, version, nameOf, show, restoring }: HistoryPanelProps) {
  const [restored, setRestored] = useState<number | null>(null);
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
          <Entry key={entry.review_version} entry={entry} nameOf={nameOf} show={show}>
            {restoring !== null && entry.review_version < restoring.version && (
              <Restore
                invoiceId={invoiceId}
                target={entry.review_version}
                open={restored === entry.review_version}
                restoring={restoring}
                nameOf={nameOf}
                show={show}
                onOpen={(open) => setRestored(open ? entry.review_version : null)}
              />
            )}
          </Entry>
        ))}
      </ol>
    </div>
  );
}

type EntryProps = Pick<HistoryPanelProps, 'nameOf' | 'show'> & { entry: HistoryEntry; children: ReactNode };

function Entry({ entry, nameOf, show, children }: EntryProps) {
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
        {children}
      </div>
    </li>
  );
}
