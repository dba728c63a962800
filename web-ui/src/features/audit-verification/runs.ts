import { useInfiniteQuery, useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { answered, client } from '@/api/client';
import type { ComparisonRun, VerificationRun } from '@/api/types';

const PAGE_SIZE = 10;
const WATCH_MS = 1_000;

/** What the runs of all kinds have in common. */
export type Run = Pick<VerificationRun & ComparisonRun, 'run_id' | 'state' | 'requested_by' | 'requested_at'>;

type Page<Kind> = { items: Kind[]; next_cursor?: string | null };

interface RunsAt<Kind> {
  key: QueryKey;
  page: (query: { limit: number; cursor?: string }, signal: AbortSignal) => Promise<Page<Kind>>;
  begin: () => Promise<{ run_id: string }>;
}

const VERIFICATIONS: RunsAt<VerificationRun> = {
  key: ['verifications'],
  page: (query, signal) => answered(client.GET('/api/audit/verifications', { signal, params: { query } })),
  begin: () => answered(client.POST('/api/audit/verifications')),
};

const COMPARISONS: RunsAt<ComparisonRun> = {
  key: ['comparisons'],
  page: (query, signal) => answered(client.GET('/api/audit/comparisons', { signal, params: { query } })),
  begin: () => answered(client.POST('/api/audit/comparisons')),
};

/**
 * Runs of one kind, newest first. The service does the work, on whichever node: a page that opens while one goes on
 * follows it, whoever began it.
 */
function useRuns<Kind extends Run>({ key, page, begin }: RunsAt<Kind>) {
  const queryClient = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      page({ limit: PAGE_SIZE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((run) => run.state === 'running')) === true
        ? WATCH_MS
        : false,
  });
  const beginning = useMutation({
    mutationFn: begin,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: key }),
  });
  const runs = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  // The oldest: those that were asked for after it wait for their turn.
  return { pages, runs, running: runs.findLast((run) => run.state === 'running'), beginning };
}

export type Runs<Kind extends Run> = ReturnType<typeof useRuns<Kind>>;

export function useVerifications() {
  return useRuns(VERIFICATIONS);
}

export function useComparisons() {
  return useRuns(COMPARISONS);
}
