import type { Status } from '@/api/types';
import classes from './StatusBadge.module.css';

export const STATUS_NAMES: Record<Status, string> = {
  received: 'Received',
  in_review: 'In review',
  on_hold: 'On hold',
  approved: 'Approved',
  rejected: 'Rejected',
};

export function StatusBadge({ status }: { status: Status }) {
  return (
    <span className={classes['badge']} data-status={status} data-testid="status">
      {STATUS_NAMES[status]}
    </span>
  );
}
