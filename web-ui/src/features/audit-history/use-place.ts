import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { versionQuery } from '@/api/versions';
import { useNow } from '@/ui/use-now';
import { placeOf, readPlace, writePlace, type Place } from './place';
import { versionAt } from './timeline';
import type { TimelineSoFar } from './use-timeline';

/** A slider at rest this long has arrived: then its version is asked for, and then the address follows. */
const ASK_MS = 60;
const ARRIVED_MS = 300;

/**
 * What is on screen, as the address says it. A slider that moves is ahead of the address, which follows once it rests:
 * each rest is one step to go back.
 */
export function usePlace({ timeline, known, isComplete }: TimelineSoFar) {
  const [params, setParams] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const place = useMemo(() => readPlace(params), [params]);
  const now = useNow(60_000);
  const [moving, setMoving] = useState<{ to: number; sent: boolean } | null>(null);
  const [followed, setFollowed] = useState(params);
  if (followed !== params) {
    setFollowed(params);
    if (moving?.sent === true) {
      setMoving(null);
    }
  }
  const goTo = (to: Place) => {
    setMoving(null);
    setParams(writePlace(to), { state });
  };

  const found = place.at.kind === 'instant' ? versionAt(timeline, place.at.instant, isComplete) : undefined;
  const asked = place.at.kind === 'version' ? place.at.version : (found ?? null);

  // Without a version, or at an instant that is yet to come, it is the newest of now; that it stays.
  const isOpenEnded =
    place.at.kind === 'newest' || (place.at.kind === 'instant' && Date.parse(place.at.instant) > now);
  const pinned = isOpenEnded && known >= 0 && isComplete ? known : null;
  useEffect(() => {
    if (pinned !== null) {
      setParams(writePlace(placeOf(pinned, place.compare)), { replace: true, state });
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, whatever else is new
  }, [pinned]);
  useEffect(() => {
    if (moving === null || moving.sent) {
      return undefined;
    }
    const { to } = moving;
    const timer = setTimeout(() => {
      if (to === asked) {
        setMoving(null);
      } else {
        setMoving({ to, sent: true });
        setParams(writePlace(placeOf(to, place.compare)), { state });
      }
    }, ARRIVED_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only another move starts the pause anew
  }, [moving]);

  return {
    place: moving === null ? place : placeOf(moving.to, place.compare),
    version: moving?.to ?? asked,
    beforeReceipt: moving === null && found === null,
    moveTo: (to: number) => setMoving({ to, sent: false }),
    goTo,
  };
}

/** The invoice at a version; the one before stays until it is there. Its neighbours are fetched ahead. */
export function useVersion(invoiceId: string, version: number | null, known: number) {
  const queryClient = useQueryClient();
  const [rested] = useDebouncedValue(version, ASK_MS);
  const query = useQuery({
    ...versionQuery(invoiceId, version ?? -1),
    enabled: version !== null && rested === version,
    placeholderData: keepPreviousData,
  });
  const isThere = query.isSuccess && !query.isPlaceholderData && rested === version;
  useEffect(() => {
    if (!isThere || version === null) {
      return;
    }
    for (const neighbour of [version - 1, version + 1]) {
      if (neighbour >= 0 && neighbour <= known) {
        // Only ahead of time: where it fails, it is asked for again once it is wanted.
        queryClient.query(versionQuery(invoiceId, neighbour)).catch(() => undefined);
      }
    }
  }, [isThere, version, known, invoiceId, queryClient]);
  return query;
}
