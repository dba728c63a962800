import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { stands } from '@/api/claim';
import { sayClaim } from '@/ui/words';
import { showClock } from '@/terms/dates';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { useNow } from '@/ui/use-now';
import classes from './ClaimControl.module.css';
import { useInvoiceClaim } from './InvoicePresence';
import { useClaimActions, useRenewal } from './use-claim';

/** In the header: whose it is, and what I may do about it. */
export function ClaimControl({ invoiceId }: { invoiceId: string }) {
  const person = usePerson();
  const { state, claim: source } = useInvoiceClaim();
  const { busy, error, take, takeOver, release } = useClaimActions(invoiceId, source);
  const [asking, setAsking] = useState(false);
  const now = useNow(10_000);
  useRenewal(invoiceId, source, person.user);

  const claim = state.claim !== null && stands(state.claim, now) ? state.claim : null;
  const mine = claim?.claimed_by === person.user;
  return (
    <span className={classes['claim']} data-testid="claim">
      {claim !== null && (
        <span className={classes['words']} data-mine={mine || undefined} data-testid="claim-words">
          {sayClaim(claim, person.user)}
        </span>
      )}
      {error !== null && (
        <span className={classes['error']} role="alert">
          {error}
        </span>
      )}
      {mayDecide(person) && claim === null && (
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={busy}
          title="Tells the others that you are on it, for 15 minutes or as long as you work on it"
          onClick={() => void take()}
          data-testid="claim-take"
        >
          Claim
        </Button>
      )}
      {mine && (
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={busy}
          onClick={() => void release()}
          data-testid="claim-release"
        >
          Release
        </Button>
      )}
      {mayDecide(person) && claim !== null && !mine && (
        <Popover opened={asking} onChange={setAsking} width={260} trapFocus withArrow shadow="md">
          <Popover.Target>
            <Button
              variant="subtle"
              size="compact-xs"
              disabled={busy}
              onClick={() => setAsking(!asking)}
              data-testid="claim-take-over"
            >
              Take over
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <p className={classes['ask']}>
              {claim.claimed_by} has this until {showClock(claim.expires_at)}. Take over?
            </p>
            <div className={classes['answers']}>
              <Button
                data-autofocus
                loading={busy}
                onClick={() => void takeOver().then((done) => setAsking(!done))}
                data-testid="claim-take-over-confirm"
              >
                Take over
              </Button>
              <Button variant="default" onClick={() => setAsking(false)}>
                Leave it
              </Button>
            </div>
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}
