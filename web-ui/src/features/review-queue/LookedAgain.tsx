import { Button } from '@mantine/core';
import { useCatalogue } from '@/terms/catalogue';
import { rowsOf } from '@/terms/paths';
import { showValue } from '@/terms/value';
import classes from './QueueTable.module.css';
import type { Looked } from './ticks';

interface LookedAgainProps {
  looked: Looked;
  onSettle: () => void;
  onUntick: () => void;
}

/** What changed between the version that was ticked first and the one that is ticked now. */
export function LookedAgain({ looked, onSettle, onUntick }: LookedAgainProps) {
  const catalogue = useCatalogue();
  const rows = rowsOf(looked.changes.map(({ term }) => term));
  const show = (term: string, value: string | null | undefined) => showValue(catalogue.typeOf(term), value);
  return (
    <div className={classes['looked']} data-testid="looked-again">
      <span>
        Ticked again on v{looked.to}. Since v{looked.from}:{' '}
        {looked.changes.length === 0 && 'no value changed.'}
      </span>
      <ul>
        {looked.changes.map((change) => (
          <li key={change.term}>
            {catalogue.nameOf(change.term, rows)} <s>{show(change.term, change.before)}</s> →{' '}
            <b>{show(change.term, change.after)}</b>
          </li>
        ))}
      </ul>
      <Button variant="default" size="compact-xs" onClick={onSettle} data-testid="looked-ok">
        OK
      </Button>
      <Button variant="subtle" size="compact-xs" onClick={onUntick}>
        Untick
      </Button>
    </div>
  );
}
