import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { TermCommentsContext, type TermComments } from '@/api/discussion';
import type { Comment } from '@/api/types';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { useComments } from './comments';
import { useCommenting } from './use-commenting';

type Open = {
  discussion: ReturnType<typeof useComments>;
  commenting: ReturnType<typeof useCommenting>;
};

const DiscussionContext = createContext<Open | null>(null);

const NONE: readonly Comment[] = [];

interface DiscussionProps {
  invoiceId: string;
  onOpen: () => void;
  children: ReactNode;
}

/** Around an open invoice: its fields know how many comments they have, and what is being written outlives the panel. */
export function Discussion({ invoiceId, onOpen, children }: DiscussionProps) {
  const person = usePerson();
  const discussion = useComments(invoiceId);
  const comments = discussion.data ?? NONE;
  const commenting = useCommenting(person.user, invoiceId, comments);

  const counts = useMemo(() => {
    const byTerm = new Map<string, number>();
    for (const { term } of comments) {
      if (term != null) {
        byTerm.set(term, (byTerm.get(term) ?? 0) + 1);
      }
    }
    return byTerm;
  }, [comments]);
  const mayComment = mayDecide(person);
  const termComments: TermComments = {
    countOf: (path) => counts.get(path) ?? 0,
    open: (path) => {
      onOpen();
      if (mayComment) {
        commenting.about(path);
        focusComposer();
      }
    },
    mayComment,
  };
  return (
    <DiscussionContext value={{ discussion, commenting }}>
      <TermCommentsContext value={termComments}>{children}</TermCommentsContext>
    </DiscussionContext>
  );
}

export function useDiscussion(): Open {
  const open = useContext(DiscussionContext);
  if (open === null) {
    throw new Error('useDiscussion outside of an invoice');
  }
  return open;
}

/** How many there are, null while that is not known. */
export function useCommentCount(): number | null {
  return useDiscussion().discussion.data?.length ?? null;
}

export const COMPOSER_ID = 'comment-text';

/** The panel may have to open first. */
function focusComposer(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus({ preventScroll: true })),
  );
}
