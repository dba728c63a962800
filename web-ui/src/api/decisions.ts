import { answered, client } from './client';
import { NoAnswerError, problemOf } from './problem';
import type { Accepted, ApprovalRequest, CorrectionRequest, ReasonedRequest } from './types';

/** What a person asks for. The kinds that need a reason code share one shape. */
export type Decision =
  | { kind: 'correction'; body: CorrectionRequest }
  | { kind: 'approval'; body: ApprovalRequest }
  | { kind: 'rejection' | 'hold' | 'reopening'; body: ReasonedRequest };

const REASONED = {
  rejection: '/api/invoices/{id}/rejection',
  hold: '/api/invoices/{id}/hold',
  reopening: '/api/invoices/{id}/reopening',
} as const;

/** Past this, an answer is as good as lost. */
const TIME_LIMIT_MS = 15_000;

/**
 * Sends the decision under a name of its own: the same name again is answered with the first result.
 *
 * @param tries how often it was sent, this time counted in; operators see how much had to be sent again
 */
export function sendDecision(
  invoiceId: string,
  commandId: string,
  tries: number,
  decision: Decision,
): Promise<Accepted> {
  const headers = { 'Countersign-Tries': String(tries) };
  const params = { path: { id: invoiceId }, header: { 'Idempotency-Key': commandId } };
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  switch (decision.kind) {
    case 'correction':
      return accepted(
        client.POST('/api/invoices/{id}/corrections', { params, headers, signal, body: decision.body }),
      );
    case 'approval':
      return accepted(
        client.POST('/api/invoices/{id}/approval', { params, headers, signal, body: decision.body }),
      );
    default:
      return accepted(client.POST(REASONED[decision.kind], { params, headers, signal, body: decision.body }));
  }
}

/** A success that does not name the version it made may come from anything on the way: it proves nothing. */
async function accepted(call: Parameters<typeof answered<Accepted>>[0]): Promise<Accepted> {
  let cause: unknown;
  try {
    const answer = await answered(call);
    // The type is what the description promises, not what came.
    if (Number.isInteger(answer.review_version)) {
      return answer;
    }
  } catch (error) {
    if ((problemOf(error)?.status ?? 0) >= 400) {
      throw error;
    }
    cause = error;
  }
  throw new NoAnswerError('No answer to the decision', { cause });
}
