import { Skeleton } from '@mantine/core';
import classes from './Loading.module.css';

interface LoadingProps {
  /** Said to who does not see it. */
  what: string;
  rows?: number;
  /** Of what will stand there, so that little moves when it comes. */
  height: number;
}

export function Loading({ what, rows = 8, height }: LoadingProps) {
  return (
    <div className={classes['loading']} aria-busy="true" aria-label={what}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} animate={false} />
      ))}
    </div>
  );
}
