import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { showClock } from '@/terms/dates';
import classes from './ReviewQueue.module.css';
import { numberOf, type Asking } from './use-queue-claims';

interface ClaimAskProps {
  asking: Asking;
  onTakeOver: () => void;
  onLeave: () => void;
}

/** Asked for by a key, so that the answer is one too. */
export function ClaimAsk({ asking: { row, claim }, onTakeOver, onLeave }: ClaimAskProps) {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    yes.current?.focus();
    return () => {
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, [row.invoice_id]);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape answers from either button
    <span
      role="group"
      aria-label="Take over"
      className={classes['ask']}
      data-testid="claim-ask"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          onLeave();
        }
      }}
    >
      <span>
        {numberOf(row)}: {claim.claimed_by} has this until {showClock(claim.expires_at)}. Take over?
      </span>
      <Button ref={yes} size="compact-xs" onClick={onTakeOver} data-testid="claim-take-over-confirm">
        Take over
      </Button>
      <Button variant="default" size="compact-xs" onClick={onLeave}>
        Leave it
      </Button>
    </span>
  );
}
