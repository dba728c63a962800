import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './operations.module.css';

interface AskProps {
  children: ReactNode;
  action: string;
  onYes: () => void;
  onNo: () => void;
  testId: string;
}

/** Asks once more before something that is not undone; stands where it was asked for. */
export function Ask({ children, action, onYes, onNo, testId }: AskProps) {
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape closes from anywhere inside
    <div
      className={classes['ask']}
      data-testid={testId}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          onNo();
        }
      }}
    >
      <p>{children}</p>
      <Button size="compact-sm" onClick={onYes} data-testid={`${testId}-confirm`}>
        {action}
      </Button>
      <Button size="compact-sm" variant="default" onClick={onNo}>
        Not now
      </Button>
    </div>
  );
}
