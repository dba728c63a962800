import { useEffect, useState, type ReactNode } from 'react';
import { sendDecision } from '@/api/decisions';
import { fetchHistory } from '@/api/history';
import { useLive } from '@/api/live';
import { usePerson, type Person } from '@/session/SessionContext';
import { BrowserShelf } from '@/work/browser-shelf';
import { isUnderWay, triesOf } from '@/work/entry';
import { Outbox } from '@/work/outbox';
import { BrowserTabs } from '@/work/tabs';
import { WorkContext, type WorkPlace } from '@/work/WorkContext';

function placeOf({ user, session }: Person): WorkPlace {
  const tabs = new BrowserTabs();
  const shelf = new BrowserShelf({ tabs });
  const outbox = new Outbox({
    user,
    shelf,
    tabs,
    send: (entry) => sendDecision(entry.invoice_id, entry.command_id, triesOf(entry), entry.decision),
    arrivedAs: async ({ invoice_id: invoiceId, command_id: commandId }) =>
      (await fetchHistory(invoiceId)).find((event) => event.command_id === commandId)?.review_version ?? null,
    maySend: () => session.state() === 'signed_in',
  });
  return { shelf, tabs, outbox };
}

/** Sends what this person decided, from whatever page, for as long as it takes. */
export function OutboxProvider({ children }: { children: ReactNode }) {
  const person = usePerson();
  const live = useLive();
  const [place] = useState(() => placeOf(person));
  const { outbox } = place;
  const { session } = person;

  useEffect(() => {
    void outbox.start();
    return () => outbox.stop();
  }, [outbox]);

  useEffect(() => {
    const hurry = () => outbox.hurry();
    const hurryIfLive = () => {
      if (live.state().kind === 'live') {
        hurry();
      }
    };
    const hurryIfVisible = () => {
      if (document.visibilityState === 'visible') {
        hurry();
      }
    };
    const warn = (event: BeforeUnloadEvent) => {
      if (outbox.entries().some(isUnderWay)) {
        event.preventDefault();
      }
    };
    const stops = [live.subscribe(hurryIfLive), session.subscribe(hurry)];
    window.addEventListener('online', hurry);
    window.addEventListener('focus', hurry);
    window.addEventListener('beforeunload', warn);
    document.addEventListener('visibilitychange', hurryIfVisible);
    return () => {
      stops.forEach((stop) => stop());
      window.removeEventListener('online', hurry);
      window.removeEventListener('focus', hurry);
      window.removeEventListener('beforeunload', warn);
      document.removeEventListener('visibilitychange', hurryIfVisible);
    };
  }, [outbox, live, session]);

  return <WorkContext value={place}>{children}</WorkContext>;
}
