import { useLocation, useNavigate, useParams } from 'react-router';
import { HistoryPanel } from '@/features/audit-history/HistoryPanel';
import { InvoiceReview } from '@/features/invoice-review/InvoiceReview';
import { Resolution } from './Resolution';
import { useTermWords } from './use-term-words';

type QueueState = { queue?: string[] } | null;

export function ReviewRoute() {
  const { invoiceId = '' } = useParams();
  const navigate = useNavigate();
  const queue = (useLocation().state as QueueState)?.queue ?? [];
  const at = queue.indexOf(invoiceId);
  const next = at < 0 ? null : (queue[at + 1] ?? null);
  const words = useTermWords();
  return (
    <InvoiceReview
      invoiceId={invoiceId}
      nextInvoiceId={next}
      onNext={() =>
        void (next === null ? navigate('/queue') : navigate(`/invoices/${next}`, { state: { queue } }))
      }
      notices={(review) => <Resolution review={review} />}
      history={({ form }, close) => (
        <HistoryPanel
          invoiceId={invoiceId}
          version={form.known}
          nameOf={(path) => words.nameOf(path, form.base.rows)}
          show={words.show}
          onClose={close}
        />
      )}
    />
  );
}
