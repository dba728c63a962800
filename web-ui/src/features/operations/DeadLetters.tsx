import { Button, Skeleton } from '@mantine/core';
import { useRef, useState } from 'react';
import type { DeadLetter } from '@/api/operations';
import { sayError } from '@/api/problem';
import { showInstant } from '@/terms/dates';
import { More } from '@/ui/More';
import { ErrorFace } from '@/ui/Face';
import { count } from '@/ui/words';
import { Ask } from './Ask';
import classes from './operations.module.css';
import { useDeadLetters, useDrop, useRetry } from './processors';

/** Events that a view cannot take in. Each holds up its own invoice and no other. */
export function DeadLetters({ name, number }: { name: string; number: number }) {
  const pages = useDeadLetters(name, number);
  if (pages.isPending) {
    return (
      <div aria-busy="true" aria-label="Loading the dead letters">
        <Skeleton height={36} mt={8} animate={false} />
      </div>
    );
  }
  if (pages.data === undefined) {
    return <ErrorFace error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  const letters = pages.data.pages.flatMap(({ items }) => items);
  return (
    <>
      <ul className={classes['letters']} aria-label={`Dead letters of ${name}`}>
        {letters.map((letter) => (
          <Letter key={letter.id} name={name} letter={letter} />
        ))}
      </ul>
      {letters.length === 0 && <p className={classes['dim']}>There are none any more.</p>}
      {pages.isError && (
        <p className={classes['bad']} role="alert">
          This may be old. {sayError(pages.error)}
        </p>
      )}
      <More of={pages} />
    </>
  );
}

function Letter({ name, letter }: { name: string; letter: DeadLetter }) {
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const retry = useRetry(name);
  const drop = useDrop(name);
  const busy = retry.isPending || drop.isPending;
  const failed = retry.error ?? drop.error;
  const close = () => {
    setAsking(false);
    opener.current?.focus();
  };
  return (
    <li data-testid="dead-letter" data-invoice-id={letter.invoice_id}>
      <div className={classes['letter']}>
        <div>
          {letter.event_type}, version {letter.version} of invoice {letter.invoice_id}
        </div>
        <div className={classes['bad']}>{letter.message}</div>
        <div className={classes['dim']}>
          {letter.cause} · since {showInstant(letter.since)} ·{' '}
          {letter.waiting === 0 ? 'nothing waits behind it' : `${count(letter.waiting, 'event')} behind it`} ·
          tried {count(letter.tries, 'time')}
        </div>
        <div role="status">
          {retry.data?.state === 'parked' && (
            <span className={classes['bad']} data-testid="still-parked">
              Tried again: it still cannot be taken in.
            </span>
          )}
          {failed !== null && <span className={classes['bad']}>{sayError(failed)}</span>}
        </div>
      </div>
      <Button
        variant="default"
        size="compact-sm"
        disabled={busy}
        onClick={() => retry.mutate(letter.id)}
        data-testid="retry"
      >
        Retry
      </Button>
      <Button
        ref={opener}
        variant="default"
        size="compact-sm"
        disabled={busy}
        aria-expanded={asking}
        onClick={() => setAsking(!asking)}
        data-testid="drop"
      >
        Drop …
      </Button>
      {asking && (
        <Ask
          testId="drop-ask"
          action="Drop this event"
          onNo={close}
          onYes={() => {
            close();
            drop.mutate(letter.id);
          }}
        >
          This view passes over the event for good, and what waits behind it goes on. The event stays in the
          history; that you dropped it is recorded.
        </Ask>
      )}
    </li>
  );
}
