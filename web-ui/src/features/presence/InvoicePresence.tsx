import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useLive } from '@/api/live';
import { EditorsContext } from '@/api/presence';
import { usePerson } from '@/session/SessionContext';
import { PeopleHere } from './PeopleHere';
import { PeoplePresent } from './present';
import { TAB, useReport } from './use-report';

const PeopleContext = createContext<PeoplePresent | null>(null);

/** Around an open invoice: its fields and its header learn from here who else is there. */
export function InvoicePresence({ invoiceId, children }: { invoiceId: string; children: ReactNode }) {
  const live = useLive();
  const { user } = usePerson();
  const [people] = useState(() => new PeoplePresent(live, invoiceId, user, TAB));
  useEffect(() => people.start(), [people]);
  return (
    <PeopleContext value={people}>
      <EditorsContext value={people}>{children}</EditorsContext>
    </PeopleContext>
  );
}

export function usePeopleHere() {
  const people = useContext(PeopleContext);
  if (people === null) {
    throw new Error('usePeopleHere outside of an invoice');
  }
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
