import { fetchSignedIn } from './client';
import { ProblemError, readProblem, readRetryAfter } from './problem';

/** What operators ask and do. These endpoints stand beside the API and are no part of its description. */

export interface Rebuild {
  state: 'waiting' | 'reading' | 'indexing' | 'catching_up' | 'comparing' | 'cancelling';
  done_events: number;
  total_events: number | null;
  events_per_second: number;
  seconds_left: number | null;
  /** The new view serves already. */
  switched: boolean;
  requested_by: string;
  requested_at: string;
}

export interface Processor {
  name: string;
  position: number;
  head: number;
  lag_events: number;
  lag_seconds: number;
  dead_letters: number;
  rebuild: Rebuild | null;
}

export interface DeadLetter {
  id: number;
  invoice_id: string;
  version: number;
  event_type: string;
  cause: string;
  message: string;
  since: string;
  tried_at: string;
  tries: number;
  waiting: number;
}

export interface PastRebuild {
  run_id: string;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  requested_by: string;
  requested_at: string;
  finished_at: string | null;
  cancelled_by: string | null;
  failure: string | null;
  done_events: number;
  events_per_second: number;
  compared_invoices: number;
  found_differences: number;
  differences: { invoice_id: string; review_version: number | null; member: string }[];
}

export interface Retried {
  state: 'cleared' | 'parked';
  dead_letter: DeadLetter | null;
}

/** An event that an operator had a view pass over. */
export interface Drop {
  dropped_at: string;
  dropped_by: string;
  invoice_id: string;
  version: number;
  event_type: string;
  cause: string;
  message: string;
  since: string;
}

export interface Node {
  name: string;
  side: 'command-side' | 'query-side';
  /** Silent: it neither stopped nor said for a while that it runs. */
  state: 'running' | 'silent';
  version: string;
  started_at: string;
  heard_at: string;
  /** Null on the command side. */
  open_sockets: number | null;
}

/** What went on in a minute; the lags are null where nothing was pushed. */
export interface Minute {
  at: string;
  accepted: number;
  refused: number;
  pushes: number;
  push_lag_p50_ms: number | null;
  push_lag_p99_ms: number | null;
}

export interface Health {
  status: string;
  components?: Record<
    string,
    { status: string; details?: { reason?: string; error?: string; runbook?: string } }
  >;
}

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

const PROCESSORS = '/actuator/processors';
const PAGE_SIZE = 20;

async function ask<T>(path: string, init: RequestInit = {}, also: readonly number[] = []): Promise<T> {
  const response = await fetchSignedIn(new Request(path, init));
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok && !also.includes(response.status)) {
    throw new ProblemError(
      readProblem(body, response.status, response.statusText),
      readRetryAfter(response.headers.get('Retry-After')),
    );
  }
  return body as T;
}

export async function processors(signal: AbortSignal): Promise<Processor[]> {
  return (await ask<{ processors: Processor[] }>(PROCESSORS, { signal })).processors;
}

/** 503 is an answer here: something is down. */
export function health(signal: AbortSignal): Promise<Health> {
  return ask('/actuator/health', { signal }, [503]);
}

export function deadLetters(
  name: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<DeadLetter>> {
  const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return ask(`${PROCESSORS}/${name}/dead-letters?limit=${PAGE_SIZE}${after}`, { signal });
}

/** Newest first. */
export function drops(name: string, cursor: string | null, signal: AbortSignal): Promise<Page<Drop>> {
  const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return ask(`${PROCESSORS}/${name}/drops?limit=${PAGE_SIZE}${after}`, { signal });
}

export async function nodes(signal: AbortSignal): Promise<Node[]> {
  return (await ask<{ nodes: Node[] }>('/actuator/nodes', { signal })).nodes;
}

/** The sixty minutes of the last hour; the last one is under way. */
export async function lastHour(signal: AbortSignal): Promise<Minute[]> {
  return (await ask<{ minutes: Minute[] }>('/actuator/activity', { signal })).minutes;
}

export function retry(name: string, id: number): Promise<Retried> {
  return ask(`${PROCESSORS}/${name}/dead-letters/${id}/retry`, { method: 'POST' });
}

export function drop(name: string, id: number): Promise<Retried> {
  return ask(`${PROCESSORS}/${name}/dead-letters/${id}`, { method: 'DELETE' });
}

export function rebuild(name: string): Promise<{ run_id: string }> {
  return ask(`${PROCESSORS}/${name}/rebuild`, { method: 'POST' });
}

export function cancelRebuild(name: string): Promise<{ run_id: string }> {
  return ask(`${PROCESSORS}/${name}/rebuild`, { method: 'DELETE' });
}

/** The rebuild that was asked for last. */
export async function lastRebuild(name: string, signal: AbortSignal): Promise<PastRebuild | null> {
  return (
    (await ask<Page<PastRebuild>>(`${PROCESSORS}/${name}/rebuilds?limit=1`, { signal })).items[0] ?? null
  );
}
