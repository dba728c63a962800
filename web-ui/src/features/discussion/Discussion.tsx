import { createContext, useContext, useMemo, useRef, type ReactNode } from 'react';
import { TermCommentsContext, type TermComments } from '@/api/discussion';
import type { Comment } from '@/api/types';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { useComments } from './comments';
import { useCommenting } from './use-commenting';

type Open = {
  discussion: ReturnType<typeof useComments>;
  commenting: ReturnType<typeof useCommenting>;
  /** True once after a comment was begun from a field: then the caret goes where it is written. */
  takeCaret: () => boolean;
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
  const commenting = useCommenting(person.user, invoiceId);

  const caretWanted = useRef(false);
  const takeCaret = () => {
    const wanted = caretWanted.current;
    caretWanted.current = false;
    return wanted;
  };

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
        commenting.writer.about(path);
        caretWanted.current = true;
      }
    },
    mayComment,
  };
  return (
    <DiscussionContext value={{ discussion, commenting, takeCaret }}>
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
