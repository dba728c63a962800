import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { fetchHistory } from '@/api/history';
import { HistoryPanel } from '@/features/audit-history/HistoryPanel';
import { CommentsPanel } from '@/features/discussion/CommentsPanel';
import { Discussion, useCommentCount } from '@/features/discussion/Discussion';
import { focusTerm } from '@/features/invoice-review/focus-term';
import { InvoiceReview } from '@/features/invoice-review/InvoiceReview';
import { holdsWork, isChanged } from '@/features/invoice-review/review-form';
import { ClaimControl } from '@/features/presence/ClaimControl';
import { HeaderPresence, InvoicePresence, usePeopleHere } from '@/features/presence/InvoicePresence';
import { TakenOverBar } from '@/features/presence/TakenOverBar';
import { hasNext, stepOn, type QueueWalk } from '@/features/review-queue/queue-walk';
import { Resolution } from './Resolution';
import { isSide, SidePanel, SideToggles, type Side } from './SidePanel';
import { useRestoring } from './use-restoring';
import { useTermWords } from './use-term-words';

type QueueState = { queue?: QueueWalk } | null;

export function ReviewRoute() {
  const { invoiceId = '' } = useParams();
  return (
    <InvoicePresence key={invoiceId} invoiceId={invoiceId}>
      <WithDiscussion invoiceId={invoiceId} />
    </InvoicePresence>
  );
}

function WithDiscussion({ invoiceId }: { invoiceId: string }) {
  const { openSide } = useSide();
  return (
    <Discussion invoiceId={invoiceId} onOpen={() => openSide('comments')}>
      <OpenInvoice invoiceId={invoiceId} />
    </Discussion>
  );
}

function OpenInvoice({ invoiceId }: { invoiceId: string }) {
  const navigate = useNavigate();
  const walk = (useLocation().state as QueueState)?.queue ?? null;
  const queuePath = walk?.path ?? '/queue';
  const goOn = async () => {
    const next = walk === null ? null : await stepOn(walk, invoiceId).catch(() => null);
    await (next === null
      ? navigate(queuePath)
      : navigate(`/invoices/${next.invoiceId}`, { state: { queue: next.walk } }));
  };
  const words = useTermWords();
  const restoring = useRestoring();
  const { side, comment, openSide } = useSide();
  const comments = useCommentCount();
  const people = usePeopleKnown(invoiceId, side === 'comments');
  const namesOf = (version: number): Record<Side, string> => ({
    comments: comments === null ? 'Comments' : `Comments (${comments})`,
    // One event for each version, the receipt counted in.
    history: `History (${version + 1})`,
  });
  return (
    <InvoiceReview
      invoiceId={invoiceId}
      hasNext={walk !== null && hasNext(walk, invoiceId)}
      onNext={() => void goOn()}
      queuePath={queuePath}
      notices={(review) => (
        <>
          <TakenOverBar keepsWork={holdsWork(review.form, review.store.typeOf)} />
          <Resolution review={review} />
        </>
      )}
      people={({ form, store }) => (
        <>
          <HeaderPresence
            invoiceId={invoiceId}
            nameOf={(path) => words.nameOf(path, form.base.rows)}
            isUnsaved={(path) => isChanged(form, path, store.typeOf)}
          />
          <ClaimControl invoiceId={invoiceId} />
        </>
      )}
      toggles={({ form }) => <SideToggles names={namesOf(form.known)} open={side} onOpen={openSide} />}
      side={
        side === null
          ? null
          : (review) => (
              <SidePanel names={namesOf(review.form.known)} open={side} onOpen={openSide}>
                {side === 'history' ? (
                  <HistoryPanel
                    invoiceId={invoiceId}
                    version={review.form.known}
                    nameOf={(path) => words.nameOf(path, review.form.base.rows)}
                    show={words.show}
                    restoring={restoring(review)}
                  />
                ) : (
                  <CommentsPanel
                    people={people}
                    nameOf={(path) => words.nameOf(path, review.form.base.rows)}
                    onGoTo={focusTerm}
                    number={comment}
                  />
                )}
              </SidePanel>
            )
      }
    />
  );
}

/** Whom one may want to mention: who had a hand in it, and who is here. */
function usePeopleKnown(invoiceId: string, wanted: boolean): string[] {
  const { others } = usePeopleHere();
  const history = useQuery({
    queryKey: ['people', invoiceId],
    queryFn: async ({ signal }) => (await fetchHistory(invoiceId, signal)).map(({ actor }) => actor),
    enabled: wanted,
    staleTime: 60_000,
  });
  return [...others.map(({ user }) => user), ...(history.data ?? [])];
}

/** In the address, so that a link can open it and a reload keeps it. */
function useSide() {
  const [params, setParams] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const wanted = params.get('side');
  const comment = params.get('comment');
  const openSide = (side: Side | null) => setParams(side === null ? {} : { side }, { replace: true, state });
  return {
    side: isSide(wanted) ? wanted : null,
    comment: comment === null ? null : Number(comment),
    openSide,
  };
}
