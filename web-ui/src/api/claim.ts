import type { Claim } from './types';

/** The server tells when a claim ends; without its word, and with clocks that differ, this much later. */
const GRACE_MS = 30_000;

export function stands(claim: Claim, now: number = Date.now()): boolean {
  return Date.parse(claim.expires_at) + GRACE_MS > now;
}
