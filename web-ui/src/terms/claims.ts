import { showClock } from './dates';

interface Claim {
  claimed_by: string;
  expires_at: string;
}

/** "ben has this until 10:50", "yours until 10:50". */
export function sayClaim(claim: Claim, me: string): string {
  const until = `until ${showClock(claim.expires_at)}`;
  return claim.claimed_by === me ? `yours ${until}` : `${claim.claimed_by} has this ${until}`;
}

/** The server tells when a claim ends; without its word, and with clocks that differ, this much later. */
const GRACE_MS = 30_000;

export function stands(claim: Claim, now: number = Date.now()): boolean {
  return Date.parse(claim.expires_at) + GRACE_MS > now;
}
