import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as api from '@/api/operations';
import type { Look } from './words';

const LOOK_MS = 5_000;
const WATCH_MS = 1_000;
const MINUTES_MS = 10_000;
const RATE_MS = 30_000;

/** Every processor; looked at each second while one is rebuilt. */
export function useProcessors() {
  return useQuery({
    queryKey: ['processors'],
    queryFn: ({ signal }) => api.processors(signal),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.some(({ rebuild }) => rebuild !== null) === true ? WATCH_MS : LOOK_MS,
  });
}

/** The looks of the last half minute at a processor, for how fast it reads. */
export function useLooks(position: number, at: number): readonly Look[] {
  const [looks, setLooks] = useState<readonly Look[]>([]);
  if (looks.at(-1)?.at !== at) {
    setLooks([...looks.filter((look) => at - look.at <= RATE_MS), { position, at }]);
  }
  return looks;
}

export function useHealth() {
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => api.health(signal),
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
}

/** Asked for anew whenever their number changes. */
export function useDeadLetters(name: string, number: number) {
  return useInfiniteQuery({
    queryKey: ['dead-letters', name, number],
    queryFn: ({ pageParam, signal }) => api.deadLetters(name, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (before) => before,
    staleTime: 0,
  });
}

/**
 * What operators dropped: fewer than one would think, so they are asked for with the page, and anew whenever the number
 * of dead letters changes, since another operator may have dropped one.
 */
export function useDrops(name: string, deadLetters: number) {
  return useInfiniteQuery({
    queryKey: ['drops', name, deadLetters],
    queryFn: ({ pageParam, signal }) => api.drops(name, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (before) => before,
    staleTime: 0,
  });
}

export function useNodes() {
  return useQuery({
    queryKey: ['nodes'],
    queryFn: ({ signal }) => api.nodes(signal),
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
}

export function useLastHour() {
  return useQuery({
    queryKey: ['activity'],
    queryFn: ({ signal }) => api.lastHour(signal),
    staleTime: 0,
    refetchInterval: MINUTES_MS,
  });
}

/** The last rebuild that ended. */
export function useLastRebuild(name: string, running: boolean) {
  return useQuery({
    queryKey: ['last-rebuild', name, running],
    queryFn: ({ signal }) => api.lastRebuild(name, signal),
    placeholderData: (before) => before,
    staleTime: 0,
  });
}

function useAct<A, R>(act: (argument: A) => Promise<R>, keys: readonly string[]) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    // Refused or not, what is shown may be old.
    onSettled: () => Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] }))),
  });
}

export function useRebuild(name: string) {
  return useAct(() => api.rebuild(name), ['processors']);
}

export function useCancelRebuild(name: string) {
  return useAct(() => api.cancelRebuild(name), ['processors']);
}

export function useRetry(name: string) {
  return useAct((id: number) => api.retry(name, id), ['processors', 'dead-letters']);
}

export function useDrop(name: string) {
  return useAct((id: number) => api.drop(name, id), ['processors', 'dead-letters', 'drops']);
}
