import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Changes } from '@/terms/changes';
import classes from './conflict.module.css';

interface KeptBarProps {
  kept: Changes;
  count: number;
  /** Those that others changed too, between the version that I typed on and the one shown. */
  conflicting: readonly string[];
  nameOf: (path: string) => string;
  show: (path: string, value: string | null) => string;
  onReapply: () => void;
  onDiscard: () => void;
}

/** After a refresh: my work, held until I say what becomes of it. */
export function KeptBar({ kept, count, conflicting, nameOf, show, onReapply, onDiscard }: KeptBarProps) {
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
          <strong>{count === 1 ? 'Your change is kept.' : `Your ${count} changes are kept.`}</strong>{' '}
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
        </ul>
      </div>
      <div className={classes['buttons']}>
        <Button ref={reapply} onClick={onReapply} data-testid="reapply">
          Re-apply
        </Button>
        <Button variant="default" onClick={onDiscard} data-testid="discard-kept">
          Discard
        </Button>
      </div>
    </section>
  );
}
