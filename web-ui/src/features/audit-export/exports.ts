import { useInfiniteQuery } from '@tanstack/react-query';
import { answered, client, fetchFile } from '@/api/client';
import type { ExportPage } from '@/api/types';
import { saveFile } from '@/ui/save-file';
import { nameIn } from './export-request';

export const EXPORTS_KEY = ['audit-exports'] as const;

const PAGE_SIZE = 20;
const WATCH_MS = 1_000;

function fetchPage(cursor: string | null, signal: AbortSignal): Promise<ExportPage> {
  return answered(
    client.GET('/api/audit/exports', {
      signal,
      params: { query: { limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) } },
    }),
  );
}

/** Newest first; followed for as long as one of them runs, whoever asked for it. */
export function useExports() {
  return useInfiniteQuery({
    queryKey: EXPORTS_KEY,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((item) => item.state === 'running')) === true
        ? WATCH_MS
        : false,
  });
}

/** Byte for byte as the service made it; under its name where it is to lie beside no other file. */
export async function saveManifest(exportId: string, fileName: string | null): Promise<void> {
  const response = await fetchFile(`/api/audit/exports/${encodeURIComponent(exportId)}/manifest`);
  const named = nameIn(response.headers.get('Content-Disposition'));
  saveFile(await response.blob(), fileName ?? named ?? `${exportId}.manifest.json`);
}
