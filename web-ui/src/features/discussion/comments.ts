import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { fetchComments } from '@/api/comments';
import { loadAnew, useLive } from '@/api/live';
import type { Comment } from '@/api/types';

function commentsKey(invoiceId: string) {
  return ['comments', invoiceId] as const;
}

/** Once each, in their order; a push and the answer to my own may both bring the same one. */
export function withComment(comments: readonly Comment[], added: Comment): Comment[] {
  return [...comments.filter(({ number }) => number !== added.number), added].sort(
    (a, b) => a.number - b.number,
  );
}

export function putComment(queryClient: QueryClient, invoiceId: string, comment: Comment): void {
  const key = commentsKey(invoiceId);
  const known = queryClient.getQueryData<Comment[]>(key);
  if (known !== undefined) {
    queryClient.setQueryData<Comment[]>(key, withComment(known, comment));
  }
  if (known === undefined || comment.number > known.length) {
    // Still on its way, and perhaps from before this one; or some were missed.
    void queryClient.invalidateQueries({ queryKey: key });
  }
}

/** The discussion of an open invoice, live. */
export function useComments(invoiceId: string) {
  const live = useLive();
  const queryClient = useQueryClient();
  useEffect(
    () =>
      live.watchComments(
        invoiceId,
        (push) => putComment(queryClient, invoiceId, push.comment),
        () => void loadAnew(queryClient, commentsKey(invoiceId)),
      ),
    [live, queryClient, invoiceId],
  );
  return useQuery({
    queryKey: commentsKey(invoiceId),
    queryFn: ({ signal }) => fetchComments(invoiceId, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
}
