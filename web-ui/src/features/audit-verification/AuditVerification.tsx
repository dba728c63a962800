import { Link } from 'react-router';
import type { BrokenEvent } from '@/api/types';
import classes from './AuditVerification.module.css';
import { CheckpointsPanel } from './CheckpointsPanel';
import { useCheckpoints, useKeys } from './checkpoints';
import { KeysPanel } from './KeysPanel';
import { OfflinePanel } from './OfflinePanel';
import { RunsPanel } from './RunsPanel';
import { useComparisons, useVerifications } from './runs';
import { comparisonProgressOf, comparisonVerdictOf, progressOf, verdictOf } from './verdict';

/** Whether the history is what it was, by the service's own word and by what anybody can check without it. */
export function AuditVerification() {
  const verifications = useVerifications();
  const comparisons = useComparisons();
  const checkpoints = useCheckpoints();
  const keys = useKeys();
  return (
    <>
      <title>Verification · Countersign</title>
      <h2 className="visually-hidden">Verification</h2>
      <div className={classes['columns']}>
        <div>
          <RunsPanel
            title="Verification"
            about="Computes every hash, every chain, the log over all of them and the roots of all checkpoints anew."
            action="Verify now"
            testId="verification"
            of={verifications}
            verdict={(run) => verdictOf(run)}
            progress={progressOf}
            faults={(run) => run.broken.map((broken) => <Broken key={broken.stream_id} broken={broken} />)}
          />
          <RunsPanel
            title="Read side compared with the history"
            about="Folds the events of each invoice anew and compares the result with what the screens are served from."
            action="Compare now"
            testId="comparison"
            of={comparisons}
            verdict={comparisonVerdictOf}
            progress={comparisonProgressOf}
            faults={(run) =>
              run.differences.map(({ invoice_id, view, review_version, reason }) => (
                <span key={`${view} ${invoice_id}`}>
                  <InvoiceLink invoiceId={invoice_id} version={review_version ?? null} />, {view}: {reason}
                </span>
              ))
            }
          />
          <OfflinePanel keys={keys.data ?? []} />
        </div>
        <div>
          <CheckpointsPanel checkpoints={checkpoints} />
          <KeysPanel keys={keys} />
        </div>
      </div>
    </>
  );
}

function Broken({ broken }: { broken: BrokenEvent }) {
  const { stream_id, version, invoice_id, review_version, reason } = broken;
  if (stream_id == null) {
    return (
      <>
        <b>The log itself:</b> {reason}
      </>
    );
  }
  return (
    <>
      {invoice_id == null ? (
        <b>
          {stream_id}, event {version}
        </b>
      ) : (
        <InvoiceLink invoiceId={invoice_id} version={review_version ?? null} />
      )}
      {invoice_id != null && review_version == null && `, comment ${version ?? ''}`}: {reason}
    </>
  );
}

/** An event of a review opens in its history, anything else of an invoice in its discussion. */
function InvoiceLink({ invoiceId, version }: { invoiceId: string; version: number | null }) {
  return (
    <Link
      to={
        version === null
          ? `/invoices/${invoiceId}?side=comments`
          : `/invoices/${invoiceId}/history?version=${version}`
      }
    >
      Invoice {invoiceId}
      {version !== null && ` v${version}`}
    </Link>
  );
}
