import { Button } from '@mantine/core';
import classes from './SeenBar.module.css';

interface LeaveBarProps {
  /** This browser keeps what is typed. */
  durable: boolean;
  onStay: () => void;
  onLeave: () => void;
  onDiscard: () => void;
}

export function LeaveBar({ durable, onStay, onLeave, onDiscard }: LeaveBarProps) {
  return (
    <div className={classes['bar']} role="alert" data-testid="leave-bar">
      <div className={classes['words']}>
        <strong>You have unsaved work.</strong>{' '}
        {durable
          ? 'It is kept as a draft and offered when you come back. Discarded, it can be had back here for an hour.'
          : 'Leaving discards it.'}
      </div>
      <Button onClick={onStay} data-testid="stay">
        Stay
      </Button>
      {durable && (
        <Button variant="default" onClick={onLeave} data-testid="leave">
          Leave, keep the draft
        </Button>
      )}
      <Button variant="default" onClick={onDiscard} data-testid="leave-discard">
        Discard and leave
      </Button>
    </div>
  );
}
