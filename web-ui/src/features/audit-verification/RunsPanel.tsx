import { Button, Progress as Bar, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { sayError } from '@/api/problem';
import { showInstant } from '@/terms/dates';
import { More } from '@/ui/More';
import { ErrorFace } from '@/ui/Face';
import classes from './AuditVerification.module.css';
import type { Run, Runs } from './runs';
import type { Progress, Verdict } from './verdict';

interface RunsPanelProps<Kind extends Run> {
  title: string;
  /** What it is, for whoever never ran one. */
  about: ReactNode;
  action: string;
  testId: string;
  of: Runs<Kind>;
  verdict: (run: Kind) => Verdict;
  progress: (run: Kind) => Progress;
  /** What is wrong, one item each. */
  faults: (run: Kind) => ReactNode[];
}

/** Work that the service does over everything: begun here, followed, and on record with who and when. */
export function RunsPanel<Kind extends Run>(props: RunsPanelProps<Kind>) {
  const { title, about, action, testId, of, verdict, progress, faults } = props;
  const { pages, runs, running, beginning } = of;
  const last = runs.find((run) => run.state !== 'running');
  const shown = running ?? last;
  const past = runs.filter((run) => run !== shown);
  return (
    <section className={classes['panel']} aria-labelledby={testId} data-testid={testId}>
      <header className={classes['head']}>
        <h3 id={testId}>{title}</h3>
        <Button
          loading={beginning.isPending}
          disabled={running !== undefined || pages.isPending}
          onClick={() => beginning.mutate()}
          data-testid={`${testId}-begin`}
        >
          {action}
        </Button>
      </header>
      <p className={classes['dim']}>{about}</p>
      {beginning.isError && (
        <p className={classes['bad']} role="alert">
          {sayError(beginning.error)}
        </p>
      )}
      {pages.isPending && (
        <div aria-busy="true" aria-label="Loading the runs">
          <Skeleton height={20} mt={10} animate={false} />
          <Skeleton height={20} mt={10} animate={false} />
        </div>
      )}
      {pages.data === undefined && pages.isError && (
        <ErrorFace error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {pages.data !== undefined && pages.isError && (
        <p className={classes['bad']} role="alert">
          This may be old. {sayError(pages.error)}
        </p>
      )}
      {running !== undefined && (
        <div className={classes['running']} data-testid={`${testId}-progress`}>
          <Bar value={progress(running).percent} aria-label={title} />
          <p>
            {progress(running).text}, since {showInstant(running.requested_at)} for {running.requested_by}.
            You may leave this page: it goes on.
          </p>
        </div>
      )}
      <div role="status">
        {pages.isSuccess && runs.length === 0 && (
          <p className={classes['none']}>Nobody has asked for this yet.</p>
        )}
        {shown !== undefined && (
          <Result
            verdict={verdict(shown)}
            asked={shown === running ? null : shown}
            faults={faults(shown)}
            testId={testId}
          />
        )}
      </div>
      {past.length > 0 && (
        <ul className={classes['past']} aria-label="Earlier runs">
          {past.map((run) => {
            const { tone, text } = verdict(run);
            return (
              <li key={run.run_id} data-testid={`${testId}-past`}>
                <span className={classes['dim']}>
                  {showInstant(run.requested_at)}, {run.requested_by}
                </span>{' '}
                <span data-tone={tone}>{text}</span>
              </li>
            );
          })}
        </ul>
      )}
      <More of={pages} />
    </section>
  );
}

interface ResultProps {
  verdict: Verdict;
  /** Null while it still runs. */
  asked: Run | null;
  faults: ReactNode[];
  testId: string;
}

function Result({ verdict, asked, faults, testId }: ResultProps) {
  return (
    <>
      {/* How far it is stands above; read out with every step it would drown what matters. */}
      {asked !== null && (
        <>
          <p className={classes['verdict']} data-tone={verdict.tone} data-testid={`${testId}-verdict`}>
            {verdict.text}
          </p>
          <p className={classes['dim']}>
            Asked for by {asked.requested_by}, {showInstant(asked.requested_at)}.
          </p>
        </>
      )}
      {faults.length > 0 && (
        <ul className={classes['faults']} data-testid={`${testId}-faults`}>
          {faults.map((fault, at) => (
            <li key={at}>{fault}</li>
          ))}
        </ul>
      )}
    </>
  );
}
