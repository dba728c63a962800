import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answered, client } from '@/api/client';
import type { QueuePage, Status } from '@/api/types';

/** Which invoices, in which order. */
export type QueueFilter = {
  status: Status | null;
  q: string;
  sort: string;
  claimedBy: string | null;
};

export type QueueQuestion = QueueFilter & { cursor: string | null };

/** A page as it was when the server answered, by the server's own clock. */
export type DatedPage = QueuePage & { asOf: number };

export const PAGE_SIZE = 50;

function queueKey(question: QueueQuestion) {
  return ['review-queue', question] as const;
}

export async function fetchQueuePage(question: QueueQuestion, signal?: AbortSignal): Promise<DatedPage> {
  const { status, q, sort, claimedBy, cursor } = question;
  const call = client.GET('/api/invoices', {
    ...(signal === undefined ? {} : { signal }),
    params: {
      query: {
        sort,
        limit: PAGE_SIZE,
        ...(status === null ? {} : { status }),
        ...(q === '' ? {} : { q }),
        ...(claimedBy === null ? {} : { claimed_by: claimedBy }),
        ...(cursor === null ? {} : { cursor }),
      },
    },
  });
  const page = await answered(call);
  const date = Date.parse((await call).response.headers.get('Date') ?? '');
  return { ...page, asOf: Number.isNaN(date) ? Date.now() : date };
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
