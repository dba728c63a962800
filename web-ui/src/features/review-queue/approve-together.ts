import { decideTogether, MOST_TOGETHER, type ApprovalItem } from '@/api/decisions-together';
import { judgementOf, persist } from '@/api/judgement';
import { NoAnswerError, ProblemError } from '@/api/problem';
import type { ItemResult, Problem } from '@/api/types';

export type Outcome =
  | { kind: 'approved'; version: number }
  | { kind: 'refused'; problem: Problem }
  /** Nobody knows whether it arrived; the same again finds out. */
  | { kind: 'unanswered'; error: unknown };

type Send = (items: readonly ApprovalItem[]) => Promise<readonly ItemResult[]>;

/** Sends approvals, each on its own version; after a lost answer the very same again. */
export async function approveTogether(
  items: readonly ApprovalItem[],
  onOutcome: (invoiceId: string, outcome: Outcome) => void,
  send: Send = decideTogether,
  pause?: (ms: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += MOST_TOGETHER) {
    const some = items.slice(from, from + MOST_TOGETHER);
    try {
      const results = await persist(() => send(some), pause === undefined ? {} : { pause });
      for (const item of some) {
        const result = results.find(({ invoice_id }) => invoice_id === item.invoice_id);
        onOutcome(item.invoice_id, outcomeOf(result));
      }
    } catch (error) {
      const outcome = notApproved(error);
      some.forEach((item) => onOutcome(item.invoice_id, outcome));
    }
  }
}

function outcomeOf(result: ItemResult | undefined): Outcome {
  if (result === undefined) {
    return { kind: 'unanswered', error: new NoAnswerError('No answer for this one') };
  }
  if (result.http_status < 300 && result.review_version != null) {
    return { kind: 'approved', version: result.review_version };
  }
  return notApproved(new ProblemError({ ...result.problem, status: result.http_status }));
}

function notApproved(error: unknown): Outcome {
  const judgement = judgementOf(error);
  return judgement.kind === 'refused' ? judgement : { kind: 'unanswered', error };
}
