import type { ReactNode } from 'react';
import { showInstant } from '@/terms/dates';
import { InvoiceHead } from '@/ui/InvoiceHead';
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
    <InvoiceHead
      back={{ to: queuePath, label: 'Queue', testId: 'back-to-queue' }}
      invoice={{
        number: terms['invoice_number'],
        seller: terms['seller.name'],
        buyer: terms['buyer.name'],
      }}
    >
      <title>{`${terms['invoice_number'] ?? 'Invoice'} · Countersign`}</title>
      {people}
      <span className={classes['version']}>
        received v0 <span aria-hidden>›</span> <StatusBadge status={base.status} />{' '}
        <strong data-testid="version">v{base.review_version}</strong>
      </span>
      <span className={classes['who']} title={showInstant(base.changed_at)}>
        by {base.changed_by}
      </span>
      {toggles}
    </InvoiceHead>
  );
}
