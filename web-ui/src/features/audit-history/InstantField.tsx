import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { showOffset, toLocalField } from '@/terms/dates';
import classes from './InstantField.module.css';

interface InstantFieldProps {
  /** The one that was asked for; null where a version was. */
  instant: string | null;
  onGo: (instant: string) => void;
}

/** A date and time as the reader's clock shows it; how far that is from UTC stands beside it. */
export function InstantField({ instant, onGo }: InstantFieldProps) {
  const id = useId();
  const asked = instant === null ? '' : toLocalField(new Date(instant));
  const [typed, setTyped] = useState<{ over: string; text: string } | null>(null);
  const text = typed?.over === asked ? typed.text : asked;
  // Without a distance from UTC, that is a local time.
  const date = new Date(text);
  const isDate = !Number.isNaN(date.getTime());
  return (
    <form
      className={classes['field']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isDate) {
          onGo(text === asked && instant !== null ? instant : date.toISOString());
        }
      }}
    >
      <label htmlFor={id}>At</label>
      <input
        id={id}
        type="datetime-local"
        step={1}
        value={text}
        aria-describedby={`${id}-offset`}
        onChange={(event) => setTyped({ over: asked, text: event.currentTarget.value })}
        data-testid="instant"
      />
      <span id={`${id}-offset`} className={classes['offset']} data-testid="instant-offset">
        {showOffset(isDate ? date : new Date())}
      </span>
      <Button type="submit" variant="default" disabled={!isDate} data-testid="instant-go">
        Go
      </Button>
    </form>
  );
}
