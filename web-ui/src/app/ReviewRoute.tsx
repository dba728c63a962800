import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { HistoryPanel } from '@/features/audit-history/HistoryPanel';
import { InvoiceReview } from '@/features/invoice-review/InvoiceReview';
import { holdsWork, isChanged } from '@/features/invoice-review/review-form';
import { ClaimControl } from '@/features/presence/ClaimControl';
import { HeaderPresence, InvoicePresence } from '@/features/presence/InvoicePresence';
import { TakenOverBar } from '@/features/presence/TakenOverBar';
import { Resolution } from './Resolution';
import { isSide, SidePanel, SideToggles, type Side } from './SidePanel';
import { useTermWords } from './use-term-words';

type QueueState = { queue?: string[] } | null;

export function ReviewRoute() {
  const { invoiceId = '' } = useParams();
  return (
    <InvoicePresence key={invoiceId} invoiceId={invoiceId}>
      <OpenInvoice invoiceId={invoiceId} />
    </InvoicePresence>
  );
}

function OpenInvoice({ invoiceId }: { invoiceId: string }) {
  const navigate = useNavigate();
  const queue = (useLocation().state as QueueState)?.queue ?? [];
  const at = queue.indexOf(invoiceId);
  const next = at < 0 ? null : (queue[at + 1] ?? null);
  const words = useTermWords();
  const { side, openSide } = useSide();
  return (
    <InvoiceReview
      invoiceId={invoiceId}
      nextInvoiceId={next}
      onNext={() =>
        void (next === null ? navigate('/queue') : navigate(`/invoices/${next}`, { state: { queue } }))
      }
      queuePath="/queue"
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
          : ({ form }) => (
              <SidePanel names={namesOf(form.known)} open={side} onOpen={openSide}>
                <HistoryPanel
                  invoiceId={invoiceId}
                  version={form.known}
                  nameOf={(path) => words.nameOf(path, form.base.rows)}
                  show={words.show}
                />
              </SidePanel>
            )
      }
    />
  );
}

function namesOf(version: number): Record<Side, string> {
  // One event for each version, the receipt counted in.
  return { comments: 'Comments', history: `History (${version + 1})` };
}

/** In the address, so that a link can open it and a reload keeps it. */
function useSide() {
  const [params, setParams] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const wanted = params.get('side');
  const openSide = (side: Side | null) => setParams(side === null ? {} : { side }, { replace: true, state });
  return { side: isSide(wanted) ? wanted : null, openSide };
}
