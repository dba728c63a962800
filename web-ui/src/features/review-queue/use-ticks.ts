import { useState, useSyncExternalStore } from 'react';
import { answered, client } from '@/api/client';
import { sayError } from '@/api/problem';
import { Ticks } from './ticks';

const ticksOf = new Map<string, Ticks>();

/** One for the whole page: a look into an invoice and back loses no tick. */
function ticksFor(user: string): Ticks {
  const known = ticksOf.get(user) ?? new Ticks();
  ticksOf.set(user, known);
  return known;
}

export function useTicks(user: string) {
  const store = ticksFor(user);
  return { store, ...useSyncExternalStore(store.subscribe, store.state) };
}

/** Shows what changed since an invoice was ticked, and ticks it anew on exactly that version. */
export function useLookAgain(store: Ticks) {
  const [looking, setLooking] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const lookAgain = async (invoiceId: string) => {
    const tick = store.state().ticks.get(invoiceId);
    if (tick === undefined) {
      return;
    }
    const { seen, now } = tick;
    setLooking(invoiceId);
    setError(null);
    try {
      const { changes } = await answered(
        client.GET('/api/invoices/{id}/diff', {
          params: {
            path: { id: invoiceId },
            query: { from: seen.review_version, to: now.review_version },
          },
        }),
      );
      store.lookedAgain(invoiceId, now, {
        from: seen.review_version,
        to: now.review_version,
        by: now.changed_by,
        changes,
      });
    } catch (failure) {
      setError(`What changed in ${now.invoice_number ?? 'the invoice'} did not load. ${sayError(failure)}`);
    } finally {
      setLooking(null);
    }
  };
  return { lookAgain: (invoiceId: string) => void lookAgain(invoiceId), looking, lookError: error };
}
