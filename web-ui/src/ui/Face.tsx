import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { NoAnswerError, sayError } from '@/api/problem';
import classes from './Face.module.css';

interface FaceProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  testId?: string;
}

/** What a list, panel or page shows instead of its content: nothing there, or something went wrong, and what to do. */
export function Face({ title, children, action, testId }: FaceProps) {
  return (
    <div className={classes['face']} data-testid={testId}>
      <h2 className={classes['title']}>{title}</h2>
      {children !== undefined && <p className={classes['text']}>{children}</p>}
      {action}
    </div>
  );
}

export function ErrorFace({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div role="alert">
      <Face
        title={error instanceof NoAnswerError ? 'No connection' : 'This did not load'}
        testId="error-face"
        action={
          onRetry !== undefined && (
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
          )
        }
      >
        {sayError(error)}
      </Face>
    </div>
  );
}
