import { answered, client } from './client';
import type { Comment, MentionPage } from './types';

/** Oldest first. */
export async function fetchComments(invoiceId: string, signal?: AbortSignal): Promise<Comment[]> {
  const { items } = await answered(
    client.GET('/api/invoices/{id}/comments', {
      ...(signal === undefined ? {} : { signal }),
      params: { path: { id: invoiceId } },
    }),
  );
  return items;
}

/** The same key again is answered with the comment that the first one became. */
export function addComment(
  invoiceId: string,
  key: string,
  comment: { text: string; term?: string },
): Promise<Comment> {
  return answered(
    client.POST('/api/invoices/{id}/comments', {
      params: { path: { id: invoiceId }, header: { 'Idempotency-Key': key } },
      body: comment,
    }),
  );
}

const SHOWN = 50;

/** Newest first. */
export function fetchMentions(signal?: AbortSignal): Promise<MentionPage> {
  return answered(
    client.GET('/api/mentions', {
      ...(signal === undefined ? {} : { signal }),
      params: { query: { limit: SHOWN } },
    }),
  );
}
