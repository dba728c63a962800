import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { addComment } from '@/api/comments';
import { problemOf, sayError } from '@/api/problem';
import type { Comment } from '@/api/types';
import { putComment } from './comments';
import { hasArrived, NOTHING, readUnsent, storeUnsent, type Unsent } from './unsent';

const TRIES_AFTER_MS = [1_000, 3_000, 9_000];

/** What I am writing on one invoice. It outlives the panel and the page, and a lost answer. */
export function useCommenting(user: string, invoiceId: string, comments: readonly Comment[]) {
  const queryClient = useQueryClient();
  const [unsent, setUnsent] = useState(() => readUnsent(user, invoiceId));
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    gone.current = controller;
    return () => controller.abort();
  }, []);

  const change = (next: Unsent) => {
    setUnsent(next);
    storeUnsent(user, invoiceId, next);
  };

  const send = async () => {
    if (sending || unsent.text.trim() === '') {
      return;
    }
    const sent = unsent.sent ?? { key: crypto.randomUUID(), after: comments.length };
    const { text, term } = unsent;
    change({ text, term, sent });
    setSending(true);
    setError(null);
    try {
      const comment = await persist(
        () => addComment(invoiceId, sent.key, { text: text.trim(), ...(term === null ? {} : { term }) }),
        gone.current.signal,
      );
      putComment(queryClient, invoiceId, comment);
      change(NOTHING);
    } catch (failure) {
      const refused = isRefusal(failure);
      if (refused) {
        change({ text, term, sent: null });
      }
      setError(refused ? sayError(failure) : `${sayError(failure)} Your comment is kept.`);
    } finally {
      setSending(false);
    }
  };

  // Told by a push or by the list, whichever came: then there is nothing left to send.
  const arrived = !sending && hasArrived(unsent, comments, user);
  const shown = arrived ? NOTHING : unsent;
  return {
    unsent: shown,
    sending,
    error: arrived ? null : error,
    unanswered: !sending && shown.sent !== null,
    write: (text: string) => {
      setError(null);
      change({ text, term: shown.term, sent: null });
    },
    about: (term: string | null) => change({ text: shown.text, term, sent: null }),
    send,
  };
}

function isRefusal(error: unknown): boolean {
  const status = problemOf(error)?.status ?? 0;
  return status >= 400 && status < 500 && status !== 429;
}

/** Tries again, a little later each time, while nobody said no. */
async function persist<T>(call: () => Promise<T>, gone: AbortSignal): Promise<T> {
  for (const pause of TRIES_AFTER_MS) {
    try {
      return await call();
    } catch (error) {
      if (isRefusal(error) || gone.aborted) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return call();
}
