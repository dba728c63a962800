import { backOff } from './back-off';
import { problemOf, retryAfterOf } from './problem';
import type { Problem } from './types';

/** What an error says about a request that may be sent again under the same name. */
export type Judgement =
  /** The server looked at it and said no: the same again is refused again. */
  | { kind: 'refused'; problem: Problem }
  /** Something went wrong on the way through: it may have taken effect. Sent again only if its person wants it. */
  | { kind: 'broken'; problem: Problem }
  /** Nothing was stored; its person has to sign in first. */
  | { kind: 'signed_out' }
  /** Nobody looked at it, or nobody could say so: the same again finds out. */
  | { kind: 'not_now'; why: string; retry_after_ms: number | null };

const UNAVAILABLE: ReadonlySet<number> = new Set([502, 503, 504]);

export function judgementOf(error: unknown): Judgement {
  const problem = problemOf(error);
  const retry = { retry_after_ms: retryAfterOf(error) };
  if (problem === null || problem.status < 400) {
    return { kind: 'not_now', why: 'The server cannot be reached', ...retry };
  }
  const { status } = problem;
  if (status === 401) {
    return { kind: 'signed_out' };
  }
  if (status === 429) {
    return { kind: 'not_now', why: 'Too many requests at once', ...retry };
  }
  if (UNAVAILABLE.has(status)) {
    return { kind: 'not_now', why: `The server is not available (${status})`, ...retry };
  }
  return { kind: status >= 500 ? 'broken' : 'refused', problem };
}

/** Whether the very same request may be answered differently in a moment. */
export function mayPass(error: unknown): boolean {
  const { kind } = judgementOf(error);
  return kind === 'not_now' || kind === 'broken';
}

const PACE = { first: 2_000, slowest: 8_000 };
const MOST_TRIES = 4;
/** As long as somebody waits in front of a button; whoever is asked to wait longer is told instead. */
const PATIENCE_MS = 15_000;

interface Persistence {
  /** Ends the tries: nobody waits for the answer any more. */
  gone?: AbortSignal;
  pause?: (ms: number) => Promise<void>;
  random?: () => number;
}

/** Sends the very same again while nobody judged it: a little later each time, and never sooner than the server asked for. */
export async function persist<T>(
  call: () => Promise<T>,
  { gone, pause = wait, random }: Persistence = {},
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      const judgement = judgementOf(error);
      if (judgement.kind !== 'not_now' || tries === MOST_TRIES || gone?.aborted === true) {
        throw error;
      }
      const asked = judgement.retry_after_ms ?? 0;
      if (asked > PATIENCE_MS) {
        throw error;
      }
      // Spread beyond what was asked for: everybody was told the same.
      await pause(asked + backOff(tries - 1, PACE, random));
    }
  }
}

/** How questions are asked again; they change nothing, so that a broken answer is worth another try too. */
export const ASKING_AGAIN = {
  retry: (failures: number, error: unknown) => failures < 2 && mayPass(error),
  retryDelay: (failures: number, error: unknown) =>
    Math.max(retryAfterOf(error) ?? 0, Math.min(1_000 * 2 ** failures, 30_000)),
};

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
