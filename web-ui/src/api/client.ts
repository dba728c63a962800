import createClient from 'openapi-fetch';
import type { paths } from './schema';
import { newTraceparent } from './trace';
import { NoAnswerError, ProblemError, readProblem, readRetryAfter } from './problem';

interface Credentials {
  /** A token that is good for now; renewed first where it is about to end. */
  accessToken: () => Promise<string | null>;
  /** After a 401: a new token, or null where the person has to sign in again. */
  renew: () => Promise<string | null>;
}

let credentials: Credentials = {
  accessToken: () => Promise.resolve(null),
  renew: () => Promise.resolve(null),
};

export function signRequestsWith(source: Credentials): void {
  credentials = source;
}

function bearing(request: Request, token: string | null): Request {
  if (token !== null) {
    request.headers.set('Authorization', `Bearer ${token}`);
  }
  return request;
}

/** fetch with the session's token; a token that ended in the meantime is renewed once, and the request sent again. */
export async function fetchSignedIn(request: Request): Promise<Response> {
  request.headers.set('traceparent', newTraceparent());
  const again = request.clone();
  try {
    const response = await fetch(bearing(request, await credentials.accessToken()));
    if (response.status !== 401) {
      return response;
    }
    const renewed = await credentials.renew();
    return renewed === null ? response : await fetch(bearing(again, renewed));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new NoAnswerError('No answer from the server', { cause: error });
  }
}

/** The answer to a question whose answer is a file; the problem as an exception. */
export async function fetchFile(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetchSignedIn(new Request(path, signal === undefined ? {} : { signal }));
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => null);
    throw new ProblemError(
      readProblem(body, response.status, response.statusText),
      readRetryAfter(response.headers.get('Retry-After')),
    );
  }
  return response;
}

/** An answer that is kept as it came, byte for byte. */
export async function fetchBytes(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await fetchFile(path, signal)).blob();
}

export const client = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: fetchSignedIn,
});

/** The answer's data, or the problem as an exception: what a query and a mutation both expect. */
export async function answered<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (!response.ok || data === undefined || data === null) {
    throw new ProblemError(
      readProblem(error, response.status, response.statusText),
      readRetryAfter(response.headers.get('Retry-After')),
    );
  }
  return data;
}
