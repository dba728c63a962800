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
  /** Those that would have to be asked: others changed them too, or I did in the form. */
  asked: readonly string[];
  /** How many more pieces of work come after this one. */
  more: number;
  /** Why nothing can be put back now, where it cannot; `busy` is over in a moment. */
  waits: string | null;
  busy: boolean;
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
  asked,
  more,
  waits,
  busy,
  nameOf,
  show,
  onReapply,
  onMerge,
  onDiscard,
}: KeptBarProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that was clicked to get here is gone; somebody who already types elsewhere is left alone.
    if (document.activeElement === document.body) {
      first.current?.focus({ preventScroll: true });
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
          {waits ?? (asked.length > 0 && 'What is marked was changed meanwhile too: see both, and choose.')}{' '}
          {more > 0 && <span data-testid="kept-more">{more} more after this.</span>}
        </p>
        <ul>
          {Object.entries(kept).map(([path, value]) => (
            <li key={path} data-conflicting={asked.includes(path) || undefined} data-testid={`kept-${path}`}>
              {nameOf(path)}: {show(path, value)}
            </li>
          ))}
          {note !== '' && <li data-testid="kept-note">Note: {note}</li>}
        </ul>
      </div>
      <div className={classes['buttons']}>
        {waits === null && (
          <Button
            ref={first}
            disabled={busy}
            onClick={asked.length > 0 ? onMerge : onReapply}
            data-testid={asked.length > 0 ? 'review-merge' : 'reapply'}
          >
            {asked.length > 0 ? 'Review and merge' : 'Re-apply'}
          </Button>
        )}
        <Button variant="default" onClick={onDiscard} data-testid="discard-kept">
          Discard
        </Button>
      </div>
    </section>
  );
}
