import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Claim, ClaimPush } from '@/api/types';
import { stands } from '@/api/claim';
import { InvoiceClaim } from './invoice-claim';

const NOW = Date.parse('2026-11-21T10:44:00Z');

function claimOf(user: string, minutes = 15): Claim {
  return { claimed_by: user, expires_at: new Date(NOW + minutes * 60_000).toISOString() };
}

function scene(first: Claim | null = null) {
  let push: (push: ClaimPush) => void = () => undefined;
  let subscribed: () => void = () => undefined;
  const answers = [first];
  const claim = new InvoiceClaim({
    live: {
      state: () => ({ kind: 'reconnecting', since: NOW }),
      watchClaim: (_, onPush, onSubscribed) => {
        push = onPush;
        subscribed = onSubscribed;
        return () => undefined;
      },
    },
    invoiceId: 'i1',
    me: 'anna',
    fetchClaim: () => Promise.resolve(answers.at(-1) ?? null),
  });
  claim.start();
  return {
    claim,
    told: (now: Claim | null) => push({ type: 'claim_changed', invoice_id: 'i1', claim: now }),
    reconnected: (now: Claim) => {
      answers.push(now);
      subscribed();
    },
  };
}

describe('a claim on the open invoice', () => {
  beforeEach(() => vi.useFakeTimers({ now: NOW }));
  afterEach(() => vi.useRealTimers());

  it('is asked for at the start and follows the pushes', async () => {
    const { claim, told } = scene(claimOf('ben'));
    await vi.waitFor(() => expect(claim.state().claim?.claimed_by).toBe('ben'));
    told(null);
    expect(claim.state()).toEqual({ claim: null, takenOver: null });
  });

  it('is what was asked last, whichever answer comes first', async () => {
    const answers: ((claim: Claim) => void)[] = [];
    let subscribed: () => void = () => undefined;
    const claim = new InvoiceClaim({
      live: {
        state: () => ({ kind: 'reconnecting', since: NOW }),
        watchClaim: (_, _onPush, onSubscribed) => {
          subscribed = onSubscribed;
          return () => undefined;
        },
      },
      invoiceId: 'i1',
      me: 'anna',
      fetchClaim: () => new Promise((resolve) => answers.push(resolve)),
    });
    claim.start();
    subscribed();
    answers[0]?.(claimOf('ben'));
    answers[1]?.(claimOf('carol'));
    await vi.waitFor(() => expect(claim.state().claim?.claimed_by).toBe('carol'));
  });

  it('is what a push said, not what was asked before it', async () => {
    const { claim, told } = scene(claimOf('ben'));
    told(null);
    await vi.advanceTimersByTimeAsync(100);
    expect(claim.state().claim).toBeNull();
  });

  it('tells me who took it over and when', () => {
    const { claim, told } = scene();
    told(claimOf('anna'));
    told(claimOf('carol'));
    expect(claim.state().takenOver).toEqual({ by: 'carol', at: NOW });
  });

  it('tells me so after a connection that was away', async () => {
    const { claim, told, reconnected } = scene();
    told(claimOf('anna'));
    reconnected(claimOf('carol'));
    await vi.waitFor(() => expect(claim.state().takenOver?.by).toBe('carol'));
  });

  it('was not taken over where mine had ended, or where it was never mine', () => {
    const { claim, told } = scene();
    told(claimOf('ben'));
    told(claimOf('carol'));
    expect(claim.state().takenOver).toBeNull();
    told(claimOf('anna', -5));
    told(claimOf('carol'));
    expect(claim.state().takenOver).toBeNull();
  });

  it('says no more of it once I have it back or have read it', () => {
    const { claim, told } = scene();
    told(claimOf('anna'));
    told(claimOf('carol'));
    told(claimOf('anna'));
    expect(claim.state().takenOver).toBeNull();
    told(claimOf('carol'));
    claim.acknowledge();
    expect(claim.state().takenOver).toBeNull();
  });

  it('ends by itself, a little late for clocks that differ', () => {
    expect(stands(claimOf('ben', 1), NOW + 80_000)).toBe(true);
    expect(stands(claimOf('ben', 1), NOW + 91_000)).toBe(false);
  });
});
