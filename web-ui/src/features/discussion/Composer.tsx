import { Button, CloseButton } from '@mantine/core';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { usePerson } from '@/session/SessionContext';
import { Avatar } from '@/ui/Avatar';
import classes from './CommentsPanel.module.css';
import { useDiscussion } from './Discussion';
import { namingAt, suggestionsFor, withName } from './mentions';

const LONGEST = 4_000;

interface ComposerProps {
  people: readonly string[];
  nameOf: (path: string) => string;
}

export function Composer({ people, nameOf }: ComposerProps) {
  const { user } = usePerson();
  const { commenting, takeCaret } = useDiscussion();
  const { writer, unsent, sending, error } = commenting;
  const unanswered = !sending && unsent.sent !== null;
  const area = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const [caretTo, setCaretTo] = useState<number | null>(null);
  const listId = useId();

  const naming = caret === null || sending ? null : namingAt(unsent.text, caret);
  const names = naming === null ? [] : suggestionsFor(naming.typed, people, user);
  const at = Math.min(chosen, names.length - 1);
  const tooLong = unsent.text.trim().length > LONGEST;

  useEffect(() => {
    if (takeCaret()) {
      area.current?.focus({ preventScroll: true });
    }
  });

  useLayoutEffect(() => {
    if (caretTo !== null) {
      area.current?.setSelectionRange(caretTo, caretTo);
    }
  }, [caretTo]);

  const take = (name: string | undefined) => {
    if (naming === null || name === undefined) {
      return;
    }
    const next = withName(unsent.text, naming, name);
    writer.write(next.text);
    setCaret(null);
    setCaretTo(next.caret);
    area.current?.focus();
  };

  return (
    <form
      className={classes['composer']}
      aria-label="New comment"
      onSubmit={(event) => {
        event.preventDefault();
        void writer.send();
      }}
    >
      {unsent.term !== null && (
        <p className={classes['about']} data-testid="comment-about">
          on {nameOf(unsent.term)}
          <CloseButton
            size="xs"
            aria-label="Comment on the whole invoice instead"
            disabled={sending}
            onClick={() => writer.about(null)}
          />
        </p>
      )}
      <div className={classes['writing']}>
        <textarea
          ref={area}
          className={classes['area']}
          rows={3}
          aria-label={unsent.term === null ? 'Comment' : `Comment on ${nameOf(unsent.term)}`}
          aria-autocomplete="list"
          aria-controls={names.length > 0 ? listId : undefined}
          aria-activedescendant={names.length > 0 ? `${listId}-${at}` : undefined}
          aria-invalid={tooLong}
          placeholder="Comment; @ mentions somebody"
          value={unsent.text}
          readOnly={sending}
          onChange={(event) => {
            writer.write(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
            setCaretTo(null);
            setChosen(0);
          }}
          onSelect={(event) => {
            // Only an open list follows the caret; a click into a name that stands there opens none.
            if (caret !== null) {
              setCaret(event.currentTarget.selectionStart);
            }
          }}
          onBlur={() => setCaret(null)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              void writer.send();
            } else if (names.length > 0) {
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                event.preventDefault();
                setChosen((at + (event.key === 'ArrowDown' ? 1 : names.length - 1)) % names.length);
              } else if (event.key === 'Enter' || event.key === 'Tab') {
                event.preventDefault();
                take(names[at]);
              } else if (event.key === 'Escape') {
                event.preventDefault();
                setCaret(null);
              }
            }
          }}
          data-testid="comment-text"
        />
        {names.length > 0 && (
          <div
            id={listId}
            role="listbox"
            aria-label="People"
            className={classes['names']}
            data-testid="mention-names"
          >
            {names.map((name, index) => (
              // The keys work in the text, where the focus stays.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
              <div
                key={name}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(name)}
              >
                <Avatar user={name} /> {name}
              </div>
            ))}
          </div>
        )}
      </div>
      <div className={classes['sending']}>
        <span
          className={classes['said']}
          data-tone={error !== null || tooLong ? 'bad' : undefined}
          role="status"
          data-testid="comment-said"
        >
          {tooLong
            ? `${unsent.text.trim().length - LONGEST} characters too many`
            : (error ?? (unanswered ? 'Sent, but no answer came. Send it again: it counts once.' : ''))}
        </span>
        <Button
          type="submit"
          loading={sending}
          disabled={unsent.text.trim() === '' || tooLong}
          rightSection={<kbd className="key wide-only">ctrl+enter</kbd>}
          data-testid="comment-send"
        >
          {unanswered ? 'Send again' : 'Comment'}
        </Button>
      </div>
    </form>
  );
}
