import { queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answered, client, fetchBytes } from '@/api/client';
import type { PublicKey } from '@/api/types';

const CHECKPOINTS = ['checkpoints'];
const PAGE_SIZE = 10;

/** Newest first. The service signs some by itself. */
export function useCheckpoints() {
  return useInfiniteQuery({
    queryKey: CHECKPOINTS,
    queryFn: ({ pageParam, signal }) =>
      answered(
        client.GET('/api/audit/checkpoints', {
          signal,
          params: { query: { limit: PAGE_SIZE, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    staleTime: 0,
  });
}

export function useSigning() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => answered(client.POST('/api/audit/checkpoints')),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: CHECKPOINTS }),
        queryClient.invalidateQueries(keysQuery),
      ]),
  });
}

export type KnownKey = PublicKey & {
  /** SHA-256 over the key's X.509 form, in hex, as OpenSSL gives it too. */
  fingerprint: string;
};

const keysQuery = queryOptions({
  queryKey: ['audit-keys'],
  queryFn: async ({ signal }): Promise<KnownKey[]> => {
    const { items } = await answered(client.GET('/api/audit/keys', { signal }));
    return Promise.all(
      items.map(async (key) => ({ ...key, fingerprint: await fingerprintOf(key.public_key) })),
    );
  },
});

export function useKeys() {
  return useQuery(keysQuery);
}

export async function fingerprintOf(pem: string): Promise<string> {
  const base64 = pem.replace(/-----[A-Z ]+-----|\s/g, '');
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** That the log of one size begins with that of another; the file as the service made it. */
export function fetchConsistency(from: number, to: number): Promise<Blob> {
  return fetchBytes(`/api/audit/proofs?from_size=${from}&to_size=${to}`);
}
