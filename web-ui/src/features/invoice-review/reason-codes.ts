import { useQuery } from '@tanstack/react-query';
import { answered, client } from '@/api/client';

export function useReasonCodes() {
  return useQuery({
    queryKey: ['reason-codes'],
    queryFn: ({ signal }) => answered(client.GET('/api/reason-codes', { signal })),
    staleTime: Infinity,
  });
}
