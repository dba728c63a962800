import { useEffect, useState } from 'react';
import { useWorkPlace } from '@/work/WorkContext';
import { FormKeeper } from './form-keeper';
import type { FormStore } from './form-store';

/** Keeps what is typed into this form for as long as it stands, and beyond. */
export function useDrafts(store: FormStore, invoiceId: string): FormKeeper {
  const place = useWorkPlace();
  const [keeper] = useState(() => new FormKeeper(store, place, { before: formBefore(invoiceId) }));
  useEffect(() => {
    rememberForm(invoiceId, keeper.formId);
    void keeper.open();
    const flush = () => void keeper.flush();
    const flushIfHidden = () => {
      if (document.visibilityState === 'hidden') {
        flush();
      }
    };
    // Before the browser asks its person, and again at the very end: there is little time left by then.
    window.addEventListener('beforeunload', flush);
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flushIfHidden);
    return () => {
      window.removeEventListener('beforeunload', flush);
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flushIfHidden);
      void keeper.close();
    };
  }, [keeper, invoiceId]);
  return keeper;
}

const keyOf = (invoiceId: string) => `countersign.form.${invoiceId}`;

/** Which form stood in this tab survives a reload; a browser that forbids it only offers drafts in another order. */
function formBefore(invoiceId: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(invoiceId));
  } catch {
    return null;
  }
}

function rememberForm(invoiceId: string, formId: string): void {
  try {
    sessionStorage.setItem(keyOf(invoiceId), formId);
  } catch {
    // Offered all the same, only perhaps in another tab.
  }
}
