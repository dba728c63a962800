import { useParams } from 'react-router';
import { HistoryPage } from '@/features/audit-history/HistoryPage';
import { InvoiceAsItWas } from '@/features/invoice-review/InvoiceAsItWas';
import { useTermWords } from './use-term-words';

export function HistoryRoute() {
  const { invoiceId = '' } = useParams();
  const { nameOf, show } = useTermWords();
  return (
    <HistoryPage
      key={invoiceId}
      invoiceId={invoiceId}
      nameOf={nameOf}
      show={show}
      renderInvoice={(invoice, step) => <InvoiceAsItWas invoice={invoice} step={step} />}
    />
  );
}
