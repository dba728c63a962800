import { fetchSignedIn } from './client';
import { ProblemError, readProblem } from './problem';

interface Asked {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A call that the server's description does not have yet. */
export async function ask<T>(
  path: string,
  { method = 'GET', body, headers = {}, signal }: Asked = {},
): Promise<T> {
  const response = await fetchSignedIn(
    new Request(window.location.origin + path, {
      method,
      headers: {
        Accept: 'application/json, application/problem+json',
        ...headers,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    throw new ProblemError(readProblem(answer, response.status, response.statusText));
  }
  return answer as T;
}
