import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { count, listOf } from '@/ui/words';
import classes from './conflict.module.css';

const MOST_NAMED = 8;

interface ForceFormProps {
  /** Names of the terms that go out, of those that others changed too, and of those that I left out. */
  saves: readonly string[];
  over: readonly string[];
  left: readonly string[];
  onForce: (reason: string) => void;
  onCancel: () => void;
}

/** The way out for approvers: mine over theirs, with a reason, and recorded as such. */
export function ForceForm({ saves, over, left, onForce, onCancel }: ForceFormProps) {
  const [reason, setReason] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // It opened because its button was pressed.
    area.current?.focus({ preventScroll: true });
  }, []);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <form
      className={classes['force']}
      onSubmit={(event) => {
        event.preventDefault();
        onForce(reason.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onCancel();
        }
      }}
      data-testid="force-form"
    >
      <p>
        Saves {count(saves.length, 'change')} of yours: {listOf(saves, MOST_NAMED)}. In place of theirs{' '}
        {over.length === 1 ? 'goes' : 'go'} {listOf(over, MOST_NAMED)}.
        {left.length > 0 && ` You left out ${listOf(left, MOST_NAMED)}; that stays kept.`} The history shows
        it as forced, with your reason and what it overrode.
      </p>
      <Textarea
        label="Reason"
        size="xs"
        rows={2}
        required
        maxLength={1000}
        ref={area}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-testid="force-reason"
      />
      <div className={classes['buttons']}>
        <Button type="submit" disabled={reason.trim() === ''} data-testid="force-confirm">
          Save mine over theirs
        </Button>
        <Button variant="default" onClick={onCancel} data-testid="force-cancel">
          Cancel
        </Button>
      </div>
    </form>
  );
}
