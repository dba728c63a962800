import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import type { HistoryEntry } from '@/api/types';
import { showAge, showInstant } from '@/terms/dates';
import { EventFacts } from '@/ui/EventFacts';
import { ErrorFace, Face } from '@/ui/Face';
import { Loading } from '@/ui/Loading';
import { useNow } from '@/ui/use-now';
import { participleOf } from '@/ui/words';
import { useHistory } from './history';
import classes from './HistoryPanel.module.css';
import { placeOf, writePlace } from './place';
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
      <p className={classes['more']}>
        <HistoryLink invoiceId={invoiceId} version={version} testId="time-travel">
          Time travel and comparison
        </HistoryLink>
      </p>
      {history.isPending && <Loading what="Loading the history" rows={5} height={36} />}
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
          <Entry key={entry.review_version} invoiceId={invoiceId} entry={entry} nameOf={nameOf} show={show}>
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

type EntryProps = Pick<HistoryPanelProps, 'invoiceId' | 'nameOf' | 'show'> & {
  entry: HistoryEntry;
  children: ReactNode;
};

function Entry({ invoiceId, entry, nameOf, show, children }: EntryProps) {
  const now = useNow(60_000);
  // The first event holds every value as received; those stand on the tab of that name.
  const changes = entry.event === 'InvoiceReceived' ? [] : entry.changes;
  return (
    <li className={classes['entry']} data-testid="history-entry">
      <HistoryLink
        invoiceId={invoiceId}
        version={entry.review_version}
        testId={`travel-${entry.review_version}`}
      >
        v{entry.review_version}
      </HistoryLink>
      <div>
        <p>
          <b>{entry.actor}</b> {participleOf(entry.event)}{' '}
          <time dateTime={entry.at} title={showInstant(entry.at)}>
            {showAge(entry.at, now)}
          </time>
        </p>
        <EventFacts event={entry} changes={changes} nameOf={nameOf} show={show} />
        {children}
      </div>
    </li>
  );
}

interface HistoryLinkProps {
  invoiceId: string;
  version: number;
  testId: string;
  children: ReactNode;
}

/** To the invoice as it was at that version; the way back to the queue stays known. */
function HistoryLink({ invoiceId, version, testId, children }: HistoryLinkProps) {
  const { state } = useLocation() as { state: unknown };
  return (
    <Link
      to={`/invoices/${invoiceId}/history?${writePlace(placeOf(version)).toString()}`}
      state={state}
      title={`The invoice as it was at v${version}`}
      data-testid={testId}
    >
      {children}
    </Link>
  );
}
