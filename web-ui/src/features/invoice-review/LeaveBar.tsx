import { Button } from '@mantine/core';
import classes from './SeenBar.module.css';

export function LeaveBar({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <div className={classes['bar']} role="alert" data-testid="leave-bar">
      <div className={classes['words']}>
        <strong>You have unsaved work.</strong> Leaving discards it.
      </div>
      <Button onClick={onStay} data-testid="stay">
        Stay
      </Button>
      <Button variant="default" onClick={onLeave} data-testid="leave">
        Discard and leave
      </Button>
    </div>
  );
}
