import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { showInstant } from '@/terms/dates';
import { StatusBadge } from '@/ui/StatusBadge';
import { useForm } from './form-store';
import classes from './ReviewHeader.module.css';

interface ReviewHeaderProps {
  historyShown: boolean;
  onToggleHistory: () => void;
}

export function ReviewHeader({ historyShown, onToggleHistory }: ReviewHeaderProps) {
  const base = useForm((form) => form.base);
  const { terms } = base;
  return (
    <header className={classes['header']}>
      <title>{`${terms['invoice_number'] ?? 'Invoice'} · Countersign`}</title>
      <Link to="/queue" className={classes['back']}>
        ‹ Queue
      </Link>
      <h1 className={classes['title']}>
        <span data-testid="invoice-number">{terms['invoice_number'] ?? 'no number'}</span>
        <span className={classes['parties']}>
          {terms['seller.name'] ?? 'unknown seller'} → {terms['buyer.name'] ?? 'unknown buyer'}
        </span>
      </h1>
      <span className={classes['version']}>
        received v0 <span aria-hidden>›</span> <StatusBadge status={base.status} />{' '}
        <strong data-testid="version">v{base.review_version}</strong>
      </span>
      <span className={classes['who']} title={showInstant(base.changed_at)}>
        by {base.changed_by}
      </span>
      <Button
        variant={historyShown ? 'light' : 'subtle'}
        size="compact-xs"
        aria-pressed={historyShown}
        onClick={onToggleHistory}
        data-testid="history"
      >
        History
      </Button>
    </header>
  );
}
