import { Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useLive } from '@/api/live';
import { count } from '@/ui/words';
import { useNow } from '@/ui/use-now';
import { isHeldUp } from '@/work/entry';
import { useEntries, useOrphans } from '@/work/WorkContext';
import classes from './ConnectionBadge.module.css';

const HELP = {
  live: 'Changes by others show at once.',
  reconnecting: 'Changes by others show late until the connection is back. Your typing stays.',
  offline: 'No network. Your typing stays; what you save is sent once you are back.',
};

interface ConnectionBadgeProps {
  savesShown: boolean;
  onToggleSaves: () => void;
}

/** Whether the page hears of what others do, and whether others will hear of what was saved here. */
export function ConnectionBadge({ savesShown, onToggleSaves }: ConnectionBadgeProps) {
  const live = useLive();
  const state = useSyncExternalStore(live.subscribe, live.state);
  const now = useNow(state.kind === 'reconnecting' ? 1_000 : 60_000);
  const entries = useEntries();
  const waiting = entries.filter((entry) => isHeldUp(entry, entries)).length;
  const given = useOrphans().length;
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
        {waiting + given > 0 && (
          <>
            {', '}
            <button
              type="button"
              className={classes['saves']}
              aria-expanded={savesShown}
              onClick={onToggleSaves}
              data-testid="saves-waiting"
            >
              {[
                ...(waiting > 0 ? [`${count(waiting, 'save')} waiting`] : []),
                ...(given > 0 ? [`${count(given, 'save')} ${given === 1 ? 'needs' : 'need'} you`] : []),
              ].join(', ')}
            </button>
          </>
        )}
      </span>
    </Tooltip>
  );
}
