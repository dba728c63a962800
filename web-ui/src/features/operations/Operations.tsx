import { Skeleton } from '@mantine/core';
import { useEffect } from 'react';
import { sayError } from '@/api/problem';
import { ErrorFace, Face } from '@/ui/Face';
import { Health } from './Health';
import { LastHour } from './LastHour';
import { Nodes } from './Nodes';
import classes from './operations.module.css';
import { useLastHour, useNodes, useProcessors } from './processors';
import { ProcessorPanel } from './ProcessorPanel';

/** What keeps the screens of everybody else up to date, whether it does, and what to do where it does not. */
export default function Operations() {
  const processors = useProcessors();
  const nodes = useNodes();
  const hour = useLastHour();
  useEffect(() => {
    // At hand also when the server no longer is. Where that comes too late, its page says so when it is opened.
    import('./Runbook').catch(() => undefined);
  }, []);
  const old = [processors, nodes, hour].find(({ data, isError }) => data !== undefined && isError);
  return (
    <div className={classes['page']} data-testid="operations">
      <title>Operations · Countersign</title>
      <h1>Operations</h1>
      <Health />
      {old !== undefined && (
        <p className={classes['bad']} role="alert" data-testid="operations-old">
          This may be old. {sayError(old.error)}
        </p>
      )}
      {processors.data === undefined && processors.isError ? (
        // One face for all of the page: they come from the same place.
        <ErrorFace
          error={processors.error}
          onRetry={() => void Promise.all([processors.refetch(), nodes.refetch(), hour.refetch()])}
        />
      ) : (
        <>
          <LastHour />
          {processors.isPending && (
            <div aria-busy="true" aria-label="Loading the processors">
              <Skeleton height={54} mb={12} animate={false} />
              <Skeleton height={54} mb={12} animate={false} />
              <Skeleton height={54} mb={12} animate={false} />
            </div>
          )}
          {processors.data?.length === 0 && <Face title="No processor runs here" />}
          {processors.data?.map((processor) => (
            <ProcessorPanel key={processor.name} processor={processor} at={processors.dataUpdatedAt} />
          ))}
          <Nodes />
        </>
      )}
    </div>
  );
}
