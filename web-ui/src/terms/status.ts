import type { Status } from '@/api/types';

/** Still to be decided: it may be corrected, approved, rejected and put on hold. */
export function isOpen(status: Status): boolean {
  return status === 'received' || status === 'in_review';
}
