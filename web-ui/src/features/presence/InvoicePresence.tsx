import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { answered, client } from '@/api/client';
import { useLive } from '@/api/live';
import { EditorsContext } from '@/api/presence';
import { usePerson } from '@/session/SessionContext';
import { InvoiceClaim } from './invoice-claim';
import { PeopleHere } from './PeopleHere';
import { PeoplePresent } from './present';
import { TAB, useReport } from './use-report';

type Around = { people: PeoplePresent; claim: InvoiceClaim };

const AroundContext = createContext<Around | null>(null);

/** Around an open invoice: its fields and its header learn from here who else is there, and whose it is. */
export function InvoicePresence({ invoiceId, children }: { invoiceId: string; children: ReactNode }) {
  const live = useLive();
  const { user } = usePerson();
  const [around] = useState<Around>(() => ({
    people: new PeoplePresent(live, invoiceId, user, TAB),
    claim: new InvoiceClaim({ live, invoiceId, me: user, fetchClaim: () => fetchClaim(invoiceId) }),
  }));
  useEffect(() => {
    const stops = [around.people.start(), around.claim.start()];
    return () => stops.forEach((stop) => stop());
  }, [around]);
  return (
    <AroundContext value={around}>
      <EditorsContext value={around.people}>{children}</EditorsContext>
    </AroundContext>
  );
}

async function fetchClaim(invoiceId: string) {
  const { claim } = await answered(client.GET('/api/invoices/{id}', { params: { path: { id: invoiceId } } }));
  return claim ?? null;
}

function useAround(): Around {
  const around = useContext(AroundContext);
  if (around === null) {
    throw new Error('Presence outside of an invoice');
  }
  return around;
}

export function useInvoiceClaim() {
  const { claim } = useAround();
  return { claim, state: useSyncExternalStore(claim.subscribe, claim.state) };
}

export function usePeopleHere() {
  const { people } = useAround();
  return useSyncExternalStore(people.subscribe, people.here);
}

interface HeaderPresenceProps {
  invoiceId: string;
  nameOf: (path: string) => string;
  isUnsaved: (path: string) => boolean;
}

/** In the header of an open invoice: who else is here; and it tells them what I do. */
export function HeaderPresence({ invoiceId, nameOf, isUnsaved }: HeaderPresenceProps) {
  const { user } = usePerson();
  useReport(invoiceId, isUnsaved);
  return <PeopleHere here={usePeopleHere()} me={user} nameOf={nameOf} />;
}
