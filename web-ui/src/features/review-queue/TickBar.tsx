import { Button } from '@mantine/core';
import classes from './ReviewQueue.module.css';
import { changedMeanwhile, type TickState } from './ticks';

interface TickBarProps extends TickState {
  onApprove: () => void;
  onUntickAll: () => void;
}

export function TickBar({ ticks, unsettled, onApprove, onUntickAll }: TickBarProps) {
  const changed = [...ticks.values()].filter((tick) => changedMeanwhile(tick, unsettled)).length;
  return (
    <div role="status" className={classes['ticked']} data-testid="tick-bar">
      {ticks.size > 0 && (
        <>
          <b>{ticks.size} ticked:</b>
          <Button size="compact-sm" onClick={onApprove} data-testid="bulk-approve">
            Approve…
          </Button>
          <span className={classes['hint']}>each on the version you ticked</span>
          {changed > 0 && <span className={classes['moved']}>{changed} changed since</span>}
          <Button variant="subtle" size="compact-sm" onClick={onUntickAll} data-testid="untick-all">
            Untick all
          </Button>
        </>
      )}
    </div>
  );
}
