import { fetchSignedIn } from '@/api/client';
import { NoAnswerError, ProblemError, readProblem } from '@/api/problem';
import type { Accepted } from '@/api/types';

const TYPES: Readonly<Record<string, string>> = {
  xml: 'application/xml',
  pdf: 'application/pdf',
  json: 'application/json',
};

/** By the name's ending: what browsers report for XML and JSON differs from system to system. */
function contentTypeOf(fileName: string): string | null {
  return TYPES[fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}

/** fetch tells nothing about the way up, so the request itself goes out through XMLHttpRequest. */
export function uploadDocument(
  file: File,
  accessToken: string | null,
  onProgress: (sent: number) => void,
): Promise<Accepted> {
  const type = contentTypeOf(file.name);
  if (type === null) {
    return Promise.reject(
      new ProblemError({ status: 415, title: 'Only XML, PDF and JSON documents can be received.' }),
    );
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/invoices');
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', type);
    request.setRequestHeader('Accept', 'application/json, application/problem+json');
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
    if (accessToken !== null) {
      request.setRequestHeader('Authorization', `Bearer ${accessToken}`);
    }
    request.upload.onprogress = (event) =>
      onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status === 201 || request.status === 200) {
        resolve(request.response as Accepted);
      } else {
        reject(new ProblemError(readProblem(request.response, request.status, request.statusText)));
      }
    };
    request.onerror = () => reject(new NoAnswerError('The upload did not arrive'));
    request.send(file);
  });
}

/** Waits until the read side knows the new invoice, so that the queue shows it when it is asked next. */
export async function waitUntilListed(invoiceId: string): Promise<void> {
  try {
    await fetchSignedIn(new Request(`/api/invoices/${encodeURIComponent(invoiceId)}?min_version=0`));
  } catch {
    // It was received all the same; the queue shows it once it is pushed.
  }
}
