import { Skeleton } from '@mantine/core';
import { sayError } from '@/api/problem';
import { conflicts, decisions, pushLag } from './activity';
import { Chart } from './Chart';
import classes from './operations.module.css';
import { useLastHour } from './processors';

/** Whether people can save, how often they get in each other's way, and how soon they learn of it. */
export function LastHour() {
  const { data: minutes, isPending, error } = useLastHour();
  if (isPending) {
    return (
      <div className={classes['charts']} aria-busy="true" aria-label="Loading the last hour">
        <Skeleton height={206} animate={false} />
        <Skeleton height={206} animate={false} />
        <Skeleton height={206} animate={false} />
      </div>
    );
  }
  if (minutes === undefined) {
    return (
      <section className={classes['panel']}>
        <p className={classes['bad']} role="alert">
          The last hour did not load. {sayError(error)}
        </p>
      </section>
    );
  }
  return (
    <div className={classes['charts']}>
      {[pushLag(minutes), conflicts(minutes), decisions(minutes)].map((chart) => (
        <Chart key={chart.id} of={chart} minutes={minutes} />
      ))}
    </div>
  );
}
