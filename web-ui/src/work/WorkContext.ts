import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Entry } from './entry';
import type { Outbox } from './outbox';
import type { Shelf, Trouble } from './shelf';
import type { Tabs } from './tabs';

/** Where one person's unsaved work and unsent decisions are, in this browser. */
export type WorkPlace = { readonly shelf: Shelf; readonly tabs: Tabs; readonly outbox: Outbox };

export const WorkContext = createContext<WorkPlace | null>(null);

export function useWorkPlace(): WorkPlace {
  const place = useContext(WorkContext);
  if (place === null) {
    throw new Error('useWorkPlace outside of the outbox');
  }
  return place;
}

export function useEntries(): readonly Entry[] {
  const { outbox } = useWorkPlace();
  return useSyncExternalStore(outbox.subscribe, outbox.entries);
}

export function useOrphans(): readonly Entry[] {
  const { outbox } = useWorkPlace();
  return useSyncExternalStore(outbox.subscribe, outbox.orphans);
}

export function useTrouble(): Trouble | null {
  const { shelf } = useWorkPlace();
  return useSyncExternalStore(shelf.subscribe, shelf.trouble);
}

const NONE: ReadonlySet<string> = new Set();

/** The invoices on which this person has unsaved work in this browser. */
export function useDraftedInvoices(): ReadonlySet<string> {
  const { shelf, outbox } = useWorkPlace();
  const { user } = outbox;
  const [drafted, setDrafted] = useState(NONE);
  useEffect(() => {
    let asked = 0;
    const look = async () => {
      asked += 1;
      const mine = asked;
      const found = await shelf.draftedInvoices(user);
      if (mine === asked) {
        setDrafted(found);
      }
    };
    void look();
    const unsubscribe = shelf.subscribe(() => void look());
    return () => {
      asked = -1;
      unsubscribe();
    };
  }, [shelf, user]);
  return drafted;
}
