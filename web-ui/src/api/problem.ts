import type { Problem } from './types';

/** The server answered, and its answer was no. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly problem: Problem,
    /** When the server would like to be asked again. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(problem.detail ?? problem.message ?? problem.title ?? `The server answered ${problem.status}.`);
  }
}

/** No answer came: whether the request arrived is not known. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

export function problemOf(error: unknown): Problem | null {
  return error instanceof ProblemError ? error.problem : null;
}

export function retryAfterOf(error: unknown): number | null {
  return error instanceof ProblemError ? error.retryAfterMs : null;
}

/** Retry-After: seconds, or a date. */
export function readRetryAfter(header: string | null, now: number = Date.now()): number | null {
  if (header === null || header.trim() === '') {
    return null;
  }
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

export function readProblem(body: unknown, status: number, statusText: string): Problem {
  if (typeof body === 'object' && body !== null) {
    return { ...(body as Partial<Problem>), status };
  }
  return { status, title: statusText || `The server answered ${status}.` };
}

/** One short sentence for a person: what went wrong and what helps. */
export function sayError(error: unknown): string {
  if (error instanceof NoAnswerError) {
    return 'The server cannot be reached. Check the connection and try again.';
  }
  const problem = problemOf(error);
  if (problem === null) {
    return error instanceof Error ? error.message : 'Something went wrong.';
  }
  switch (problem.status) {
    case 401:
      return 'You are signed out. Sign in, then send it again.';
    case 403:
      return problem.detail ?? 'Your role may not do this.';
    case 404:
      return (
        problem.detail ??
        (problem.error_code === 'INVOICE_NOT_FOUND'
          ? 'There is no such invoice.'
          : 'The server has nothing at this address.')
      );
    case 429:
      return 'Too many requests at once. Wait a moment and try again.';
    case 503:
      return problem.detail ?? 'The service is catching up. Try again in a moment.';
    default:
      return problem.detail ?? problem.message ?? problem.title ?? `The server answered ${problem.status}.`;
  }
}
