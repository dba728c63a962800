import { ask } from './plain';
import type { Comment, MentionPage } from './types';

function pathOf(invoiceId: string): string {
  return `/api/invoices/${encodeURIComponent(invoiceId)}/comments`;
}

/** Oldest first. */
export async function fetchComments(invoiceId: string, signal?: AbortSignal): Promise<Comment[]> {
  return (await ask<{ items: Comment[] }>(pathOf(invoiceId), signal === undefined ? {} : { signal })).items;
}

/** The same key again is answered with the comment that the first one became. */
export function addComment(
  invoiceId: string,
  key: string,
  comment: { text: string; term?: string },
): Promise<Comment> {
  return ask(pathOf(invoiceId), { method: 'POST', body: comment, headers: { 'Idempotency-Key': key } });
}

/** Newest first. */
export function fetchMentions(signal?: AbortSignal): Promise<MentionPage> {
  return ask('/api/mentions?limit=50', signal === undefined ? {} : { signal });
}
