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
