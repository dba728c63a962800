import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { addComment } from '@/api/comments';
import { useLive } from '@/api/live';
import { useWorkPlace } from '@/work/WorkContext';
import { CommentWriter } from './comment-writer';
import { putComment } from './comments';

export function useCommenting(user: string, invoiceId: string) {
  const live = useLive();
  const { tabs } = useWorkPlace();
  const queryClient = useQueryClient();
  const [writer] = useState(
    () =>
      new CommentWriter({
        user,
        invoiceId,
        tabs,
        add: (key, comment) => addComment(invoiceId, key, comment),
        onAdded: (comment) => putComment(queryClient, invoiceId, comment),
      }),
  );
  useEffect(() => writer.start(), [writer]);
  useEffect(
    () =>
      live.subscribe(() => {
        if (live.state().kind === 'live') {
          writer.finish();
        }
      }),
    [live, writer],
  );
  return { writer, ...useSyncExternalStore(writer.subscribe, writer.writing) };
}
