import { answered, client } from '@/api/client';
import type { Accepted, ApprovalRequest, CorrectionRequest, ReasonedRequest } from '@/api/types';

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

/** Sends the decision under a name of its own: the same name again is answered with the first result. */
export function sendDecision(invoiceId: string, commandId: string, decision: Decision): Promise<Accepted> {
  const params = { path: { id: invoiceId }, header: { 'Idempotency-Key': commandId } };
  switch (decision.kind) {
    case 'correction':
      return answered(client.POST('/api/invoices/{id}/corrections', { params, body: decision.body }));
    case 'approval':
      return answered(client.POST('/api/invoices/{id}/approval', { params, body: decision.body }));
    default:
      return answered(client.POST(REASONED[decision.kind], { params, body: decision.body }));
  }
}
