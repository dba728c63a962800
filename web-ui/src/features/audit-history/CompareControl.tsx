import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import classes from './CompareControl.module.css';

interface CompareControlProps {
  version: number;
  compare: number | null;
  newest: number;
  onCompare: (other: number | null) => void;
}

/** Whether two versions stand side by side, and which is the other one. */
export function CompareControl({ version, compare, newest, onCompare }: CompareControlProps) {
  const [typed, setTyped] = useState<string | number>(compare ?? '');
  const [over, setOver] = useState(compare);
  if (over !== compare) {
    setOver(compare);
    setTyped(compare ?? '');
  }
  if (compare === null) {
    const other = version === 0 ? 1 : version - 1;
    return (
      <Button variant="default" onClick={() => onCompare(other)} data-testid="compare">
        Compare v{Math.min(version, other)} with v{Math.max(version, other)}
      </Button>
    );
  }
  const take = () => {
    if (typeof typed === 'number' && typed !== compare) {
      onCompare(typed);
    }
  };
  return (
    <form
      className={classes['compare']}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <span>v{version} with</span>
      <NumberInput
        size="xs"
        className={classes['other'] ?? ''}
        aria-label="Compare with version"
        prefix="v"
        min={0}
        max={newest}
        allowDecimal={false}
        allowNegative={false}
        value={typed}
        onChange={setTyped}
        onBlur={take}
        data-testid="compare-with"
      />
      <Button variant="default" onClick={() => onCompare(null)} data-testid="compare-end">
        End comparison
      </Button>
    </form>
  );
}
