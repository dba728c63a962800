import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { fetchTimelinePage } from '@/api/history';
import { useLive } from '@/api/live';
import type { TimelinePage } from '@/api/types';
import { newestOf, timelineOf } from './timeline';

const CATCH_UP_MS = 2_000;

/**
 * The whole timeline: what has come so far is there while the rest is loading. A version that is pushed grows it by the
 * pages from the last one on.
 */
export function useTimeline(invoiceId: string) {
  const queryClient = useQueryClient();
  const live = useLive();
  const [told, setTold] = useState(-1);
  const queryKey = useMemo(() => ['timeline', invoiceId], [invoiceId]);

  const loading = useQuery({
    queryKey,
    queryFn: async ({ client, signal }) => {
      let pages = (client.getQueryData<TimelinePage[]>(queryKey) ?? []).filter(
        (page) => page.next_cursor != null,
      );
      for (;;) {
        const page = await fetchTimelinePage(invoiceId, pages.at(-1)?.next_cursor ?? null, signal);
        pages = [...pages, page];
        if (page.next_cursor == null) {
          return pages;
        }
        client.setQueryData(queryKey, pages);
      }
    },
    // A question that was on its way when a version was told may not have met it.
    refetchInterval: ({ state }) =>
      newestOf(timelineOf(state.data?.slice(-1) ?? [])) < told ? CATCH_UP_MS : false,
  });

  useEffect(() => {
    const hear = (version: number) => {
      setTold(version);
      // What has been loaded stays: a load that is under way goes on from there.
      void queryClient.invalidateQueries({ queryKey });
    };
    return live.watchInvoice(invoiceId, {
      onPush: ({ review_version: version }) => hear(version),
      // Somebody came back to the page, or the connection did: there may be refused attempts too, which nobody pushes.
      onVersion: ({ review_version: version }) => hear(version ?? -1),
    });
  }, [live, invoiceId, queryClient, queryKey]);

  const timeline = useMemo(() => timelineOf(loading.data ?? []), [loading.data]);
  const newest = newestOf(timeline);
  return {
    timeline,
    newest,
    /** Newest version that the server is known to have. */
    known: Math.max(newest, told),
    isComplete: loading.data !== undefined && loading.data.at(-1)?.next_cursor == null,
    isFetching: loading.isFetching,
    isPaused: loading.isPaused,
    error: loading.error,
    retry: () => void loading.refetch(),
  };
}

export type TimelineSoFar = ReturnType<typeof useTimeline>;
