import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { useHotkeys } from '@/ui/use-hotkeys';
import classes from './Frame.module.css';

const PAUSE_MS = 250;

/** The queue's text filter, at hand everywhere: in the queue it follows the typing, elsewhere Enter goes there. */
export function SearchBox() {
  const navigate = useNavigate();
  const inQueue = useLocation().pathname === '/queue';
  const [params, setParams] = useSearchParams();
  const shown = inQueue ? (params.get('q') ?? '') : '';
  const [typed, setTyped] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useHotkeys({ '/': () => input.current?.select() });

  useEffect(() => {
    if (typed === null || !inQueue) {
      return undefined;
    }
    const timer = setTimeout(() => {
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (typed.trim() === '') {
            after.delete('q');
          } else {
            after.set('q', typed.trim());
          }
          return after;
        },
        { replace: true },
      );
      setTyped(null);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, inQueue, setParams]);

  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (!inQueue && typed !== null) {
          void navigate(`/queue?q=${encodeURIComponent(typed.trim())}`);
          setTyped(null);
        }
      }}
    >
      <TextInput
        ref={input}
        className={classes['search'] ?? ''}
        size="xs"
        type="search"
        aria-label="Search invoices"
        placeholder="Search invoices"
        rightSection={<kbd className="key wide-only">/</kbd>}
        value={typed ?? shown}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="search"
      />
    </form>
  );
}
