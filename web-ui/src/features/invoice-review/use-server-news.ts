import { useEffect } from 'react';
import { fetchHistory } from '@/api/history';
import { fetchInvoice } from '@/api/invoices';
import { mayPass } from '@/api/judgement';
import { useLive } from '@/api/live';
import { retryAfterOf } from '@/api/problem';
import type { FormStore } from './form-store';

const RETRY_MS = 2_000;

/**
 * Keeps an open form told of what the server has: pushes first, the version on every return, and the newest invoice
 * behind both. What the form does with it is the form's own affair.
 */
export function useServerNews(store: FormStore, invoiceId: string): void {
  const live = useLive();
  useEffect(() => {
    const stopped = new AbortController();
    let fetching = false;

    const catchUp = async (): Promise<void> => {
      if (fetching) {
        return;
      }
      fetching = true;
      try {
        for (let form = store.get(); needsFetch(form); form = store.get()) {
          const wanted = form.known;
          const invoice = await fetchInvoice(invoiceId, wanted, stopped.signal);
          if (hasGap(store.get())) {
            store.dispatch({ kind: 'history_told', entries: await fetchHistory(invoiceId, stopped.signal) });
          }
          store.dispatch({ kind: 'fetched', invoice });
          if (invoice.review_version < wanted) {
            break;
          }
        }
      } catch (error) {
        if (!stopped.signal.aborted && mayPass(error)) {
          // Behind, or away for a moment. The banner stands on the push already; only the values come later.
          setTimeout(() => void catchUp(), Math.max(retryAfterOf(error) ?? 0, RETRY_MS));
        }
      } finally {
        fetching = false;
      }
    };

    const unsubscribe = store.subscribe(() => void catchUp());
    const unwatch = live.watchInvoice(invoiceId, {
      onPush: (push) => store.dispatch({ kind: 'pushed', push }),
      onVersion: ({ review_version: version }) => {
        if (version !== null) {
          store.dispatch({ kind: 'version_told', review_version: version });
        }
      },
    });
    return () => {
      stopped.abort();
      unwatch();
      unsubscribe();
    };
  }, [store, live, invoiceId]);
}

type Form = ReturnType<FormStore['get']>;

function needsFetch(form: Form): boolean {
  const shown = form.latest?.review_version ?? form.base.review_version;
  return !form.waiting && (form.known > shown || form.unfetched);
}

/** Versions that no push told about: who made them stands in the history. */
function hasGap(form: Form): boolean {
  return form.known - form.base.review_version > form.news.length;
}
