import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Changes } from '@/terms/changes';
import { showInstant, showMoment } from '@/terms/dates';
import classes from './conflict.module.css';

interface KeptBarProps {
  kept: Changes;
  count: number;
  note: string;
  version: number;
  /** When I last touched them (ms), where that was before this page. */
  at: number | null;
  /** Those that others changed too, between the version that I typed on and the one shown. */
  conflicting: readonly string[];
  nameOf: (path: string) => string;
  show: (path: string, value: string | null) => string;
  onReapply: () => void;
  onMerge: () => void;
  onDiscard: () => void;
}

const isoOf = (ms: number) => new Date(ms).toISOString();

/** After a refresh, or from before this page was loaded: my work, held until I say what becomes of it. */
export function KeptBar({
  kept,
  count: changes,
  note,
  version,
  at,
  conflicting,
  nameOf,
  show,
  onReapply,
  onMerge,
  onDiscard,
}: KeptBarProps) {
  const reapply = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that was clicked to get here is gone; somebody who already types elsewhere is left alone.
    if (document.activeElement === document.body) {
      reapply.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <section className={classes['kept']} aria-label="Kept changes" data-testid="kept-bar">
      <div className={classes['words']}>
        <p role="status">
          <strong>
            Your {changes === 0 ? 'note' : changes === 1 ? 'change' : `${changes} changes`}
            {at !== null && <span title={showInstant(isoOf(at))}> of {showMoment(isoOf(at))}</span>}
            {` on v${version} ${changes > 1 ? 'are' : 'is'} kept.`}
          </strong>{' '}
          {conflicting.length > 0 &&
            'Others changed the marked ones too: re-applying puts yours in their place.'}
        </p>
        <ul>
          {Object.entries(kept).map(([path, value]) => (
            <li
              key={path}
              data-conflicting={conflicting.includes(path) || undefined}
              data-testid={`kept-${path}`}
            >
              {nameOf(path)}: {show(path, value)}
            </li>
          ))}
          {note !== '' && <li data-testid="kept-note">Note: {note}</li>}
        </ul>
      </div>
      <div className={classes['buttons']}>
        {conflicting.length > 0 && (
          <Button onClick={onMerge} data-testid="review-merge">
            Review and merge
          </Button>
        )}
        <Button
          ref={reapply}
          variant={conflicting.length > 0 ? 'default' : 'filled'}
          onClick={onReapply}
          data-testid="reapply"
        >
          Re-apply
        </Button>
        <Button variant="default" onClick={onDiscard} data-testid="discard-kept">
          Discard
        </Button>
      </div>
    </section>
  );
}
