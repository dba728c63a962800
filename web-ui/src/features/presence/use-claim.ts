import { useEffect, useEffectEvent, useState } from 'react';
import { claimInvoice, releaseClaim } from '@/api/claims';
import { problemOf, sayError } from '@/api/problem';
import type { Claim } from '@/api/types';
import type { InvoiceClaim } from './invoice-claim';

const LOOK_MS = 20_000;
const ACTIVE_MS = 5 * 60_000;
/** Renewed well before it ends, and rarely enough to be no burden. */
const RENEW_BEFORE_MS = 8 * 60_000;

const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'wheel'] as const;

/** What a person may do about the claim, and what went wrong with it. */
export function useClaimActions(invoiceId: string, claim: InvoiceClaim) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async (action: () => Promise<Claim | null>): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      claim.learn(await action());
      return true;
    } catch (failure) {
      const problem = problemOf(failure);
      if (problem?.claimed_by !== undefined && problem.expires_at !== undefined) {
        // Somebody was faster: now it is theirs, and the screen offers what that leaves.
        claim.learn({ claimed_by: problem.claimed_by, expires_at: problem.expires_at });
      } else {
        setError(sayError(failure));
      }
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    error,
    take: () => run(() => claimInvoice(invoiceId)),
    takeOver: () => run(() => claimInvoice(invoiceId, true)),
    release: () => run(() => releaseClaim(invoiceId).then(() => null)),
  };
}

/** Keeps my claim for as long as I work on the invoice; whoever went to lunch lets it end. */
export function useRenewal(invoiceId: string, claim: InvoiceClaim, me: string): void {
  const renew = useEffectEvent(() => {
    const { claim: now } = claim.state();
    if (now?.claimed_by === me && Date.parse(now.expires_at) - Date.now() < RENEW_BEFORE_MS) {
      claimInvoice(invoiceId).then(
        (renewed) => claim.learn(renewed),
        // It is tried again at the next look.
        () => undefined,
      );
    }
  });
  useEffect(() => {
    let alive = Date.now();
    const note = () => {
      alive = Date.now();
    };
    SIGNS_OF_LIFE.forEach((sign) => document.addEventListener(sign, note, { passive: true }));
    const timer = setInterval(() => {
      if (Date.now() - alive < ACTIVE_MS) {
        renew();
      }
    }, LOOK_MS);
    return () => {
      SIGNS_OF_LIFE.forEach((sign) => document.removeEventListener(sign, note));
      clearInterval(timer);
    };
  }, []);
}
