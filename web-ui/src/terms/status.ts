/** Still to be decided: it may be corrected, approved, rejected and put on hold. */
export function isOpen(status: string): boolean {
  return status === 'received' || status === 'in_review';
}
