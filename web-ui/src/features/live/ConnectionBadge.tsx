import { Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useLive } from '@/api/live';
import { useNow } from '@/ui/use-now';
import classes from './ConnectionBadge.module.css';

const HELP = {
  live: 'Changes by others show at once.',
  reconnecting: 'Changes by others show late until the connection is back. Your typing stays.',
  offline: 'No network. Your typing stays; save once you are back.',
};

export function ConnectionBadge() {
  const live = useLive();
  const state = useSyncExternalStore(live.subscribe, live.state);
  const now = useNow(state.kind === 'reconnecting' ? 1_000 : 60_000);
  const words =
    state.kind === 'reconnecting'
      ? `reconnecting (since ${Math.max(0, Math.round((now - state.since) / 1000))} s)`
      : state.kind;
  return (
    <Tooltip label={HELP[state.kind]}>
      <span
        className={classes['badge']}
        data-state={state.kind}
        data-testid="connection-state"
        role="status"
        aria-live="off"
      >
        <span className={classes['dot']} aria-hidden />
        {words}
      </span>
    </Tooltip>
  );
}
