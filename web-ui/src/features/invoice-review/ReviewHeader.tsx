import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { showInstant } from '@/terms/dates';
import { StatusBadge } from '@/ui/StatusBadge';
import { useForm } from './form-store';
import classes from './ReviewHeader.module.css';

interface ReviewHeaderProps {
  people: ReactNode;
  toggles: ReactNode;
  /** The queue as it was left: its filter, order and page. */
  queuePath: string;
}

export function ReviewHeader({ people, toggles, queuePath }: ReviewHeaderProps) {
  const base = useForm((form) => form.base);
  const { terms } = base;
  return (
    <header className={classes['header']}>
      <title>{`${terms['invoice_number'] ?? 'Invoice'} · Countersign`}</title>
      <Link to={queuePath} className={classes['back']} data-testid="back-to-queue">
        ‹ Queue
      </Link>
      <h1 className={classes['title']}>
        <span data-testid="invoice-number">{terms['invoice_number'] ?? 'no number'}</span>
        <span className={classes['parties']}>
          {terms['seller.name'] ?? 'unknown seller'} → {terms['buyer.name'] ?? 'unknown buyer'}
        </span>
      </h1>
      {people}
      <span className={classes['version']}>
        received v0 <span aria-hidden>›</span> <StatusBadge status={base.status} />{' '}
        <strong data-testid="version">v{base.review_version}</strong>
      </span>
      <span className={classes['who']} title={showInstant(base.changed_at)}>
        by {base.changed_by}
      </span>
      {toggles}
    </header>
  );
}
