import { Button, Progress } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Processor } from '@/api/operations';
import { sayError } from '@/api/problem';
import { count, showCount } from '@/ui/words';
import { Ask } from './Ask';
import { DeadLetters } from './DeadLetters';
import { Drops } from './Drops';
import classes from './operations.module.css';
import { useCancelRebuild, useLastRebuild, useLooks, useRebuild } from './processors';
import { percentOf, sayLag, sayPast, sayRate, sayRebuild, toneOfLag } from './words';

/** One processor, as it was found then: how far it is, what it could not take in, and its view made anew. */
export function ProcessorPanel({ processor, at }: { processor: Processor; at: number }) {
  const { name, position, head, dead_letters, rebuild } = processor;
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const rebuilding = useRebuild(name);
  const cancelling = useCancelRebuild(name);
  const looks = useLooks(position, at);
  const failed = rebuilding.error ?? cancelling.error;
  const close = () => {
    setAsking(false);
    opener.current?.focus();
  };
  return (
    <section className={classes['panel']} aria-labelledby={name} data-testid={`processor-${name}`}>
      <header className={classes['panelHead']}>
        <h2 id={name}>{name}</h2>
        <span className={classes['number']}>
          {showCount(position)} of {showCount(head)}
        </span>
        <span className={`${classes['lag'] ?? ''} ${classes[toneOfLag(processor)] ?? ''}`} data-testid="lag">
          {sayLag(processor)}
        </span>
        <span className={`${classes['number'] ?? ''} ${classes['dim'] ?? ''}`} data-testid="rate">
          {sayRate(looks)}
        </span>
        <span
          className={dead_letters === 0 ? classes['dim'] : classes['bad']}
          data-testid="dead-letter-count"
        >
          {dead_letters === 0 ? 'no dead letters' : count(dead_letters, 'dead letter')}
        </span>
        <span className={classes['space']} />
        <Button
          ref={opener}
          variant="default"
          size="compact-sm"
          disabled={rebuild !== null}
          loading={rebuilding.isPending}
          aria-expanded={asking}
          onClick={() => setAsking(!asking)}
          data-testid="rebuild"
        >
          Rebuild …
        </Button>
      </header>
      {asking && rebuild === null && (
        <Ask
          testId="rebuild-ask"
          action="Rebuild now"
          onNo={close}
          onYes={() => {
            close();
            cancelling.reset();
            rebuilding.mutate(undefined);
          }}
        >
          Makes {name} anew from all events. People go on working with the present one until the new one takes
          its place.
        </Ask>
      )}
      {failed !== null && (
        <p className={classes['bad']} role="alert">
          {sayError(failed)}
        </p>
      )}
      {rebuild !== null && (
        <div className={classes['progress']} data-testid="rebuild-progress" data-state={rebuild.state}>
          <Progress
            className={classes['bar'] ?? ''}
            value={percentOf(rebuild)}
            aria-label={`Rebuild of ${name}`}
          />
          <span>{sayRebuild(rebuild)}</span>
          <span className={classes['dim']}>for {rebuild.requested_by}</span>
          <span className={classes['space']} />
          <Button
            variant="default"
            size="compact-sm"
            disabled={rebuild.switched || rebuild.state === 'cancelling'}
            loading={cancelling.isPending}
            onClick={() => {
              rebuilding.reset();
              cancelling.mutate(undefined);
            }}
            data-testid="rebuild-cancel"
          >
            Cancel
          </Button>
        </div>
      )}
      <Past name={name} running={rebuild !== null} />
      {dead_letters > 0 && <DeadLetters name={name} number={dead_letters} />}
      <Drops name={name} deadLetters={dead_letters} />
    </section>
  );
}

/** What became of the last rebuild. */
function Past({ name, running }: { name: string; running: boolean }) {
  const last = useLastRebuild(name, running);
  if (last.isError) {
    return (
      <p className={classes['bad']} role="alert">
        Earlier rebuilds did not load. {sayError(last.error)}
      </p>
    );
  }
  if (running || last.data === null || last.data === undefined || last.data.state === 'running') {
    return null;
  }
  const { tone, text } = sayPast(last.data);
  const { differences } = last.data;
  return (
    <div role="status" data-testid="rebuild-past" data-state={last.data.state}>
      <p className={tone === 'bad' ? classes['bad'] : classes['dim']}>{text}</p>
      {differences.length > 0 && (
        <details>
          <summary>Which</summary>
          <ul className={classes['differences']}>
            {differences.map(({ invoice_id, review_version, member }, at) => (
              <li key={at}>
                invoice {invoice_id}
                {review_version !== null && `, version ${review_version}`}: {member}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
