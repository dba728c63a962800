import { Skeleton } from '@mantine/core';
import { sayError } from '@/api/problem';
import { ErrorFace, Face } from '@/ui/Face';
import classes from './operations.module.css';
import { useHealth, useProcessors } from './processors';
import { ProcessorPanel } from './ProcessorPanel';
import { sayHealth } from './words';

/** What keeps the screens of everybody else up to date, whether it does, and what to do where it does not. */
export function Operations() {
  const processors = useProcessors();
  return (
    <div className={classes['page']} data-testid="operations">
      <title>Operations · Countersign</title>
      <header className={classes['head']}>
        <h1>Operations</h1>
        <HealthLine />
      </header>
      {processors.isPending && (
        <div aria-busy="true" aria-label="Loading the processors">
          <Skeleton height={54} mb={12} animate={false} />
          <Skeleton height={54} mb={12} animate={false} />
          <Skeleton height={54} mb={12} animate={false} />
        </div>
      )}
      {processors.data === undefined && processors.isError && (
        <ErrorFace error={processors.error} onRetry={() => void processors.refetch()} />
      )}
      {processors.data !== undefined && processors.isError && (
        <p className={classes['bad']} role="alert" data-testid="operations-old">
          This may be old. {sayError(processors.error)}
        </p>
      )}
      {processors.data?.length === 0 && <Face title="No processor runs here" />}
      {processors.data?.map((processor) => (
        <ProcessorPanel key={processor.name} processor={processor} />
      ))}
    </div>
  );
}

function HealthLine() {
  const health = useHealth();
  if (health.isPending) {
    return <span className={classes['dim']}>Health …</span>;
  }
  if (health.isError) {
    return (
      <span className={classes['health']} data-tone="bad" role="status" data-testid="health">
        Health is not known: {sayError(health.error)}
      </span>
    );
  }
  return (
    <span
      className={classes['health']}
      data-tone={health.data.status === 'UP' ? 'good' : 'bad'}
      role="status"
      data-testid="health"
    >
      {sayHealth(health.data)}
    </span>
  );
}
