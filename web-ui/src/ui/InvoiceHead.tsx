import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './InvoiceHead.module.css';

interface InvoiceHeadProps {
  back: { to: string; state?: unknown; label: string; testId: string };
  /** Null while nothing is known of it. */
  invoice: { number: string | undefined; seller: string | undefined; buyer: string | undefined } | null;
  /** What else there is to say of it and to do with it. */
  children: ReactNode;
}

/** What stands above one invoice on each of its pages. */
export function InvoiceHead({ back, invoice, children }: InvoiceHeadProps) {
  return (
    <header className={classes['head']}>
      <Link to={back.to} state={back.state} className={classes['back'] ?? ''} data-testid={back.testId}>
        ‹ {back.label}
      </Link>
      <h1 className={classes['title']}>
        <span data-testid="invoice-number">{invoice === null ? '…' : (invoice.number ?? 'no number')}</span>
        <span className={classes['parties']}>
          {invoice !== null && `${invoice.seller ?? 'unknown seller'} → ${invoice.buyer ?? 'unknown buyer'}`}
        </span>
      </h1>
      {children}
    </header>
  );
}
