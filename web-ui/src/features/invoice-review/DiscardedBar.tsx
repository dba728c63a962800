import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { count } from '@/ui/words';
import { countChanges } from './edits';
import { useFormStore } from './form-store';
import type { Discarded } from './review-form';
import classes from './SeenBar.module.css';

const REGRET_MS = 10_000;
/** Whoever comes back to an invoice looks at it first. */
const RETURN_MS = 60_000;

/** What was thrown away can be had back for a moment. */
export function DiscardedBar({ discarded }: { discarded: Discarded }) {
  const store = useFormStore();
  const { work, from } = discarded;
  useEffect(() => {
    const timer = setTimeout(
      () => store.dispatch({ kind: 'discard_forgotten' }),
      from === 'before' ? RETURN_MS : REGRET_MS,
    );
    return () => clearTimeout(timer);
  }, [store, discarded, from]);
  const changes = countChanges(work, work.on, store.typeOf);
  return (
    <div className={classes['bar']} role="status" data-testid="discarded-bar">
      <div className={classes['words']}>
        {from === 'before' ? 'When you were here last, you discarded' : 'Discarded'}{' '}
        {changes === 0 ? 'your note' : count(changes, 'change')}.
      </div>
      <Button
        variant="default"
        onClick={() => store.dispatch({ kind: 'discard_undone' })}
        data-testid="undo-discard"
      >
        Undo
      </Button>
    </div>
  );
}
