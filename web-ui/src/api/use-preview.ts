import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { previewCorrection } from './corrections';
import type { WireChanges } from './types';

const PAUSE_MS = 300;

/** What a correction would make of the invoice, asked once the typing pauses; the answer before stays meanwhile. */
export function usePreview(invoiceId: string, version: number, changes: WireChanges) {
  const body = JSON.stringify(changes);
  const [asked] = useDebouncedValue(JSON.stringify([version, body]), PAUSE_MS);
  const isAsked = asked === JSON.stringify([version, body]);
  const query = useQuery({
    queryKey: ['preview', invoiceId, asked],
    queryFn: ({ signal }) => {
      const [on, wanted] = JSON.parse(asked) as [number, string];
      return previewCorrection(invoiceId, on, JSON.parse(wanted) as WireChanges, signal);
    },
    enabled: body !== '{}',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  return { ...query, isBehind: !isAsked || query.isPlaceholderData || query.isFetching };
}
