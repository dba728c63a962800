import { useQuery } from '@tanstack/react-query';
import { answered, client } from './client';

export function useReasonCodes() {
  return useQuery({
    queryKey: ['reason-codes'],
    queryFn: ({ signal }) => answered(client.GET('/api/reason-codes', { signal })),
    staleTime: Infinity,
  });
}

/** A reason as people read it; its code where it is not known, or not known yet. */
export function useReason(code: string): string {
  return useReasonCodes().data?.items.find((reason) => reason.code === code)?.label ?? code;
}
