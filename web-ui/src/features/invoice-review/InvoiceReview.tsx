import { Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useBlocker } from 'react-router';
import { fetchInvoice } from '@/api/invoices';
import { problemOf, sayError } from '@/api/problem';
import type { Invoice } from '@/api/types';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { useCatalogue } from '@/terms/catalogue';
import { isOpen } from '@/terms/status';
import { hintFor } from '@/terms/value';
import { ErrorFace } from '@/ui/Face';
import { useHotkeys } from '@/ui/use-hotkeys';
import { useSteadyScroll } from '@/ui/use-steady-scroll';
import { useTrouble } from '@/work/WorkContext';
import { DecisionBar } from './DecisionBar';
import { DiscardedBar } from './DiscardedBar';
import { DocumentPanel } from './document/DocumentPanel';
import { focusNextLowConfidence, focusTerm } from './focus-term';
import { FormStore, FormStoreContext, useForm } from './form-store';
import { FormPanel } from './FormPanel';
import { invoiceQuery } from './invoice';
import classes from './InvoiceReview.module.css';
import { LeaveBar } from './LeaveBar';
import { ReviewFactsContext, useFactsOf, type ReviewFacts } from './review-facts';
import { isDirty, openForm, unsentWork, type ReviewForm } from './review-form';
import { ReviewHeader } from './ReviewHeader';
import { SeenBar } from './SeenBar';
import { UnkeptBar } from './UnkeptBar';
import { useDecide, type Force } from './use-decide';
import { useDrafts } from './use-drafts';
import { useServerNews } from './use-server-news';

/** What the parts around the form (stale banner, conflict, history) get to see and do. */
export type OpenReview = {
  form: ReviewForm;
  store: FormStore;
  refreshing: boolean;
  refreshError: string | null;
  refresh: () => Promise<void>;
  save: (force?: Force) => Promise<boolean>;
};

interface InvoiceReviewProps {
  invoiceId: string;
  hasNext: boolean;
  onNext: () => void;
  /** Where the queue is, as it was left. */
  queuePath: string;
  notices: (review: OpenReview) => ReactNode;
  /** Who else is here and whose it is; stands in the header. */
  people: (review: OpenReview) => ReactNode;
  /** What opens the panel at the side; stands in the header. */
  toggles: (review: OpenReview) => ReactNode;
  /** The panel beside the form; null while it is closed. */
  side: ((review: OpenReview) => ReactNode) | null;
}

export function InvoiceReview(props: InvoiceReviewProps) {
  const { user } = usePerson();
  const catalogue = useCatalogue();
  const opened = useQuery(invoiceQuery(props.invoiceId));
  if (opened.isPending) {
    return <Opening />;
  }
  if (opened.isError) {
    return <ErrorFace error={opened.error} onRetry={() => void opened.refetch()} />;
  }
  return <Review key={props.invoiceId} {...props} opened={opened.data} user={user} catalogue={catalogue} />;
}

type ReviewProps = InvoiceReviewProps & {
  opened: Invoice;
  user: string;
  catalogue: ReviewFacts['catalogue'];
};

function Review({ opened, user, catalogue, ...props }: ReviewProps) {
  const [store] = useState(() => new FormStore(openForm(opened, user), (path) => catalogue.typeOf(path)));
  return (
    <FormStoreContext value={store}>
      <ReviewScreen {...props} store={store} catalogue={catalogue} />
    </FormStoreContext>
  );
}

type ScreenProps = InvoiceReviewProps & { store: FormStore; catalogue: ReviewFacts['catalogue'] };

function ReviewScreen({
  invoiceId,
  hasNext,
  onNext,
  queuePath,
  notices,
  people,
  toggles,
  side,
  store,
  catalogue,
}: ScreenProps) {
  const person = usePerson();
  const form = useForm((current) => current);
  const { base } = form;
  const [showAll, setShowAll] = useState(false);
  const [focused, setFocused] = useState<string | null>(null);
  const [pane, setPane] = useState<'form' | 'document'>('form');
  const dirty = isDirty(form, store.typeOf);

  const noticesArea = useRef<HTMLDivElement>(null);
  const panes = useRef<HTMLDivElement>(null);
  useSteadyScroll(noticesArea, panes);
  useServerNews(store, invoiceId);
  const keeper = useDrafts(store, invoiceId);
  const { save, decide, told, clearTold } = useDecide(store, keeper);
  const durable = useTrouble() === null;
  const { refresh, refreshing, refreshError } = useRefresh(store, invoiceId);
  const blocker = useLeaveGuard(store, durable);

  const facts = useFactsOf(base, {
    catalogue,
    editable: mayDecide(person) && isOpen(base.status),
    showAll,
    onFocusTerm: setFocused,
  });

  const saveNow = async (force?: Force): Promise<boolean> => {
    if (!isDirty(store.get(), store.typeOf)) {
      return true;
    }
    const wrong = Object.entries(store.get().typed).find(
      ([path, text]) => hintFor(store.typeOf(path), text) !== null,
    );
    if (wrong !== undefined) {
      focusTerm(wrong[0]);
      return false;
    }
    return (await save(force)) !== 'refused';
  };
  const saveAndNext = async () => {
    if (await saveNow()) {
      onNext();
    }
  };
  useHotkeys({
    'ctrl+s': () => void saveNow(),
    'ctrl+shift+s': () => void saveAndNext(),
    'ctrl+down': focusNextLowConfidence,
    'ctrl+enter': () => store.dispatch({ kind: 'acknowledged', version: base.review_version }),
  });
  useEffect(() => {
    if (dirty) {
      clearTold();
    }
    // Only the first keystroke after a save takes its message away.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [dirty]);

  const review: OpenReview = { form, store, refresh, refreshing, refreshError, save: saveNow };
  return (
    <ReviewFactsContext value={facts}>
      <div className={classes['screen']} data-testid="review">
        <ReviewHeader people={people(review)} toggles={toggles(review)} queuePath={queuePath} />
        <div ref={noticesArea} className={classes['notices']}>
          {blocker.state === 'blocked' && (
            <LeaveBar
              durable={durable}
              onStay={blocker.reset}
              onLeave={blocker.proceed}
              onDiscard={() => {
                store.dispatch({ kind: 'abandoned' });
                blocker.proceed();
              }}
            />
          )}
          <UnkeptBar />
          {notices(review)}
          {form.discarded !== null && <DiscardedBar discarded={form.discarded} />}
          <SeenBar />
        </div>
        <Tabs
          className={classes['sides'] ?? ''}
          value={pane}
          onChange={(value) => setPane(value === 'document' ? 'document' : 'form')}
        >
          <Tabs.List grow>
            <Tabs.Tab value="form">Terms</Tabs.Tab>
            <Tabs.Tab value="document">Document</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        <div
          ref={panes}
          className={classes['panes']}
          data-pane={pane}
          data-side={side === null ? undefined : true}
        >
          <div className={classes['document']}>
            <DocumentPanel invoice={base} focusedTerm={focused} />
          </div>
          <div className={classes['form']}>
            <FormPanel onShowAll={setShowAll} />
          </div>
          {side !== null && <div className={classes['side']}>{side(review)}</div>}
        </div>
        <DecisionBar
          told={told}
          hasNext={hasNext}
          onSave={() => void saveNow()}
          onSaveAndNext={() => void saveAndNext()}
          onDecide={decide}
        />
      </div>
    </ReviewFactsContext>
  );
}

/** Takes the newest version into the form; what I typed is kept aside, ready to be re-applied. */
function useRefresh(store: FormStore, invoiceId: string) {
  const [refreshing, setRefreshing] = useState(false);
  const [refreshError, setRefreshError] = useState<string | null>(null);
  const refresh = async () => {
    setRefreshing(true);
    setRefreshError(null);
    try {
      const { known } = store.get();
      store.dispatch({ kind: 'refreshed', invoice: await fetchInvoice(invoiceId, known) });
    } catch (error) {
      setRefreshError(
        problemOf(error)?.status === 503
          ? 'The newest version is not there yet. Try again.'
          : sayError(error),
      );
    } finally {
      setRefreshing(false);
    }
  };
  return { refresh, refreshing, refreshError };
}

/** Nothing that a browser keeps is lost by leaving; but an unsaved change is not a saved one, and its person is told so. */
function useLeaveGuard(store: FormStore, durable: boolean) {
  // Asked of the store itself: right after a save, what was rendered last would still say unsaved.
  const holds = useCallback(() => {
    const form = store.get();
    return form.waiting || unsentWork(form, store.typeOf) !== null || (!durable && form.kept.length > 0);
  }, [store, durable]);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => holds() && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (holds()) {
        event.preventDefault();
      }
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [holds]);
  return blocker;
}

function Opening() {
  return (
    <div className={classes['screen']} aria-busy="true" aria-label="Loading the invoice">
      <div className={classes['openingHead']}>
        <Skeleton height={18} width={320} animate={false} />
      </div>
      <div className={classes['panes']}>
        <div className={classes['document']}>
          <div className={classes['openingPane']}>
            <Skeleton height={480} animate={false} />
          </div>
        </div>
        <div className={classes['form']}>
          <div className={classes['openingPane']}>
            {Array.from({ length: 14 }, (_, row) => (
              <Skeleton key={row} height={24} animate={false} />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
