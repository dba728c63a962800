import { useState } from 'react';
import { claimInvoice, releaseClaim } from '@/api/claims';
import { problemOf, sayError } from '@/api/problem';
import type { Claim, QueueRow } from '@/api/types';
import { stands } from '@/api/claim';
import { showClock } from '@/terms/dates';

export type Asking = { row: QueueRow; claim: Claim };

export type Said = { tone: 'good' | 'bad'; text: string };

/** The claim on the row under the cursor: taken, given back, or, where it is somebody else's, asked about. */
export function useQueueClaims(me: string, onClaim: (invoiceId: string, claim: Claim | null) => void) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [said, setSaid] = useState<Said | null>(null);

  const run = async (row: QueueRow, action: () => Promise<Claim | null>) => {
    setSaid(null);
    setAsking(null);
    try {
      const claim = await action();
      onClaim(row.invoice_id, claim);
      setSaid({
        tone: 'good',
        text:
          claim === null
            ? `${numberOf(row)} is free again.`
            : `${numberOf(row)} is yours until ${showClock(claim.expires_at)}.`,
      });
    } catch (error) {
      const problem = problemOf(error);
      if (problem?.claimed_by !== undefined && problem.expires_at !== undefined) {
        const claim = { claimed_by: problem.claimed_by, expires_at: problem.expires_at };
        onClaim(row.invoice_id, claim);
        setAsking({ row, claim });
      } else {
        setSaid({ tone: 'bad', text: sayError(error) });
      }
    }
  };

  const toggle = (row: QueueRow) => {
    const { claim } = row;
    if (claim == null || !stands(claim)) {
      void run(row, () => claimInvoice(row.invoice_id));
    } else if (claim.claimed_by === me) {
      void run(row, () => releaseClaim(row.invoice_id).then(() => null));
    } else {
      setSaid(null);
      setAsking({ row, claim });
    }
  };

  return {
    asking,
    said,
    toggle,
    takeOver: ({ row }: Asking) => void run(row, () => claimInvoice(row.invoice_id, true)),
    leave: () => setAsking(null),
  };
}

export function numberOf(row: QueueRow): string {
  return row.invoice_number ?? 'The invoice without a number';
}
