import { Button } from '@mantine/core';
import { useState } from 'react';
import { count, verbOf } from '@/ui/words';
import classes from './HistoryNews.module.css';
import type { TimelineSoFar } from './use-timeline';

interface HistoryNewsProps {
  history: TimelineSoFar;
  version: number | null;
  onShow: (version: number) => void;
}

/** How far it is loaded, and what came since: over the foot of the timeline, so that nothing moves. */
export function HistoryNews({
  history: { timeline, newest, known, isComplete, isFetching },
  version,
  onShow,
}: HistoryNewsProps) {
  const [seen, setSeen] = useState<number | null>(null);
  if (seen === null && isComplete) {
    setSeen(newest);
  }
  const last = timeline.events.at(-1);
  const isNews = seen !== null && newest > Math.max(seen, version ?? -1);
  return (
    <>
      {!isComplete && isFetching && newest >= 0 && (
        <p className={classes['news']} data-testid="history-progress">
          <progress max={Math.max(known, newest) + 1} value={newest + 1} aria-label="Loading the history" />
          {known > newest ? `${newest + 1} of ${count(known + 1, 'event')}` : count(newest + 1, 'event')}
        </p>
      )}
      <p className={classes['news']} role="status" data-testid="arrived" data-empty={!isNews || undefined}>
        {isNews && last !== undefined && (
          <>
            {newest - seen === 1
              ? `${last.actor} ${verbOf(last.event)}: v${newest} is new.`
              : `${newest - seen} new versions, up to v${newest} by ${last.actor}.`}
            <Button
              variant="default"
              size="compact-xs"
              onClick={() => {
                setSeen(newest);
                onShow(newest);
              }}
              data-testid="show-newest"
            >
              Show v{newest}
            </Button>
          </>
        )}
      </p>
    </>
  );
}
