import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answered, client } from '@/api/client';
import type { QueuePage, Status } from '@/api/types';

export type QueueQuestion = {
  status: Status | null;
  q: string;
  sort: string;
  cursor: string | null;
};

export const PAGE_SIZE = 50;

function queueKey(question: QueueQuestion) {
  return ['review-queue', question] as const;
}

function fetchQueuePage(question: QueueQuestion, signal: AbortSignal): Promise<QueuePage> {
  const { status, q, sort, cursor } = question;
  return answered(
    client.GET('/api/invoices', {
      signal,
      params: {
        query: {
          sort,
          limit: PAGE_SIZE,
          ...(status === null ? {} : { status }),
          ...(q === '' ? {} : { q }),
          ...(cursor === null ? {} : { cursor }),
        },
      },
    }),
  );
}

export function useQueuePage(question: QueueQuestion) {
  return useQuery({
    queryKey: queueKey(question),
    queryFn: ({ signal }) => fetchQueuePage(question, signal),
    // The old rows stay until the new ones are there: no jump while typing a filter.
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
