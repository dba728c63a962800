import type { Status } from '@/api/types';
import classes from './StatusBadge.module.css';

export const STATUS_NAMES: Record<Status, string> = {
  received: 'Received',
  in_review: 'In review',
  on_hold: 'On hold',
  approved: 'Approved',
  rejected: 'Rejected',
};

export function isStatus(text: string): text is Status {
  return Object.hasOwn(STATUS_NAMES, text);
}

/** The queue's description names no statuses: one that this page does not know yet is shown as it stands. */
export function StatusBadge({ status }: { status: string }) {
  return (
    <span className={classes['badge']} data-status={status} data-testid="status">
      {isStatus(status) ? STATUS_NAMES[status] : status}
    </span>
  );
}
