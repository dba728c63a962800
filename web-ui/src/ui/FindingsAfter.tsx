import { Button } from '@mantine/core';
import { problemOf, sayError } from '@/api/problem';
import type { WireChanges } from '@/api/types';
import { usePreview } from '@/api/use-preview';
import classes from './FindingsAfter.module.css';
import { count } from './words';

interface FindingsAfterProps {
  invoiceId: string;
  version: number;
  changes: WireChanges;
  /** Some answer is still missing: what is shown takes theirs for it. */
  isPartial: boolean;
}

/** What the service would find in the invoice after this correction, before it is made. */
export function FindingsAfter({ invoiceId, version, changes, isPartial }: FindingsAfterProps) {
  const preview = usePreview(invoiceId, version, changes);
  if (Object.keys(changes).length === 0) {
    return (
      <p className={classes['after']} data-testid="findings-after">
        Nothing of yours is left to save: the invoice stays as v{version}.
      </p>
    );
  }
  if (preview.isError) {
    const problem = problemOf(preview.error);
    return (
      <div className={classes['after']} data-testid="findings-after" data-state="error" role="status">
        {problem?.error_code === 'STALE_WRITE' ? (
          <p>A newer version is on its way; the findings follow with it.</p>
        ) : (
          <>
            <p>
              {problem?.errors?.map(({ message }) => message).join(' ') ??
                `The findings are not known: ${sayError(preview.error)}`}
            </p>
            <Button variant="subtle" size="compact-xs" onClick={() => void preview.refetch()}>
              Try again
            </Button>
          </>
        )}
      </div>
    );
  }
  const findings = preview.data?.findings;
  return (
    <div
      className={classes['after']}
      data-testid="findings-after"
      data-state={preview.isBehind ? 'loading' : 'ready'}
      aria-busy={preview.isBehind}
      role="status"
    >
      {findings === undefined ? (
        <p>{preview.fetchStatus === 'paused' ? 'Offline: the findings follow.' : 'Looking for findings …'}</p>
      ) : (
        <>
          <p>
            {isPartial ? 'So far the invoice has ' : 'After this the invoice has '}
            <b>{findings.length === 0 ? 'no findings' : count(findings.length, 'finding')}</b>
            {findings.length > 0 && ':'}
          </p>
          {findings.length > 0 && (
            <ul>
              {findings.map((finding) => (
                <li key={finding.rule + finding.message} data-severity={finding.severity}>
                  <b>{finding.rule}</b> {finding.message}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  );
}
