import { useEffect, useEffectEvent, useState } from 'react';
import { useLive } from '@/api/live';
import { useSessionState } from '@/session/SessionContext';
import { PresenceReporter, type Doing } from './reporter';

/** This tab, for as long as its page stands. */
export const TAB = crypto.randomUUID();

/** Tells the others what I do with the invoice, for as long as it is open and I am signed in. */
export function useReport(invoiceId: string, isUnsaved: (path: string) => boolean): void {
  const live = useLive();
  const signedIn = useSessionState() === 'signed_in';
  const term = useTermInHand(isUnsaved);
  const doing: Doing = term === null ? { state: 'viewing' } : { state: 'editing', term };
  const [reporter] = useState(
    () => new PresenceReporter(TAB, (presence) => live.tellPresence(invoiceId, presence)),
  );
  const show = useEffectEvent(() => {
    if (signedIn) {
      reporter.show(doing);
    }
  });

  useEffect(() => {
    if (!signedIn) {
      return undefined;
    }
    const clock = new Worker(new URL('./tick.worker.ts', import.meta.url), { type: 'module' });
    clock.onmessage = reporter.renew;
    let wasLive = live.state().kind === 'live';
    const unsubscribe = live.subscribe(() => {
      const isLive = live.state().kind === 'live';
      if (isLive && !wasLive) {
        reporter.renew();
      }
      wasLive = isLive;
    });
    const leave = () => reporter.leave();
    const comeBack = () => show();
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', comeBack);
    return () => {
      clock.terminate();
      unsubscribe();
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', comeBack);
      reporter.leave();
    };
  }, [live, reporter, signedIn]);

  useEffect(() => {
    show();
  }, [term, signedIn]);
}

/** The field with the caret in it; once left, it stays in my hand for as long as it holds an unsaved change. */
function useTermInHand(isUnsaved: (path: string) => boolean): string | null {
  const [last, setLast] = useState<string | null>(null);
  const [inside, setInside] = useState(false);
  useEffect(() => {
    const enter = ({ target }: FocusEvent) => {
      const term = editedTerm(target);
      if (term !== null) {
        setLast(term);
        setInside(true);
      }
    };
    const exit = () => setInside(false);
    document.addEventListener('focusin', enter);
    document.addEventListener('focusout', exit);
    return () => {
      document.removeEventListener('focusin', enter);
      document.removeEventListener('focusout', exit);
    };
  }, []);
  return last !== null && (inside || isUnsaved(last)) ? last : null;
}

function editedTerm(target: EventTarget | null): string | null {
  return (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && !target.readOnly
    ? (target.dataset['term'] ?? null)
    : null;
}
