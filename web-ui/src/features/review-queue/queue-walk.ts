import { answered, client } from '@/api/client';
import { fetchQueuePage, type QueueFilter } from './queue-page';

/** The queue that an invoice was opened from: what comes next follows its filter and its order. */
export type QueueWalk = {
  filter: QueueFilter;
  /** The page that was on screen, in its order. */
  ids: readonly string[];
  /** Where the page after it begins. */
  cursor: string | null;
  /** The address that shows the queue like this again. */
  path: string;
};

export function hasNext(walk: QueueWalk, invoiceId: string): boolean {
  const at = walk.ids.indexOf(invoiceId);
  return at >= 0 && (at < walk.ids.length - 1 || walk.cursor !== null);
}

/** The next invoice that is still what the queue asks for; somebody may have dealt with it meanwhile. */
export async function stepOn(
  walk: QueueWalk,
  invoiceId: string,
): Promise<{ invoiceId: string; walk: QueueWalk } | null> {
  let here = walk;
  let at = walk.ids.indexOf(invoiceId);
  if (at < 0) {
    return null;
  }
  for (;;) {
    for (const next of here.ids.slice(at + 1)) {
      if (await stillFits(next, walk.filter)) {
        return { invoiceId: next, walk: here };
      }
    }
    if (here.cursor === null) {
      return null;
    }
    const page = await fetchQueuePage({ ...walk.filter, cursor: here.cursor });
    here = {
      ...here,
      ids: page.items.map((row) => row.invoice_id),
      cursor: page.next_cursor ?? null,
    };
    at = -1;
  }
}

async function stillFits(invoiceId: string, { status, claimedBy }: QueueFilter): Promise<boolean> {
  if (status === null && claimedBy === null) {
    return true;
  }
  try {
    const invoice = await answered(client.GET('/api/invoices/{id}', { params: { path: { id: invoiceId } } }));
    return (
      (status === null || invoice.status === status) &&
      (claimedBy === null || invoice.claim?.claimed_by === claimedBy)
    );
  } catch {
    // Whatever is wrong, its own page tells it better than a step that leads nowhere.
    return true;
  }
}
