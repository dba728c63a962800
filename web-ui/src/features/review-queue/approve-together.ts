import { decideTogether, MOST_TOGETHER, type ApprovalItem } from '@/api/decisions-together';
import { NoAnswerError, problemOf, ProblemError } from '@/api/problem';
import type { ItemResult, Problem } from '@/api/types';

export type Outcome =
  | { kind: 'approved'; version: number }
  | { kind: 'refused'; problem: Problem }
  /** Nobody knows whether it arrived; the same again finds out. */
  | { kind: 'unanswered'; error: unknown };

const TRIES_AFTER_MS = [1_000, 3_000, 9_000];

type Send = (items: readonly ApprovalItem[]) => Promise<readonly ItemResult[]>;

/** Sends approvals, each on its own version; after a lost answer the very same again. */
export async function approveTogether(
  items: readonly ApprovalItem[],
  onOutcome: (invoiceId: string, outcome: Outcome) => void,
  send: Send = decideTogether,
  pause: (ms: number) => Promise<void> = wait,
): Promise<void> {
  for (let from = 0; from < items.length; from += MOST_TOGETHER) {
    const some = items.slice(from, from + MOST_TOGETHER);
    try {
      const results = await persist(() => send(some), pause);
      for (const item of some) {
        const result = results.find(({ invoice_id }) => invoice_id === item.invoice_id);
        onOutcome(item.invoice_id, outcomeOf(result));
      }
    } catch (error) {
      const problem = problemOf(error);
      const outcome: Outcome =
        problem !== null && isFinal(problem.status)
          ? { kind: 'refused', problem }
          : { kind: 'unanswered', error };
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
  const problem: Problem = { ...result.problem, status: result.http_status };
  return isFinal(result.http_status)
    ? { kind: 'refused', problem }
    : { kind: 'unanswered', error: new ProblemError(problem) };
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

async function persist<T>(call: () => Promise<T>, pause: (ms: number) => Promise<void>): Promise<T> {
  for (const ms of TRIES_AFTER_MS) {
    try {
      return await call();
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== null && isFinal(problem.status)) {
        throw error;
      }
      await pause(ms);
    }
  }
  return call();
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
