/** Where somebody was in the queue, for the way back to it: in this tab, and for the same filter only. */
export type QueuePlace = {
  search: string;
  cursors: string[];
  scrollY: number;
  invoiceId: string | null;
};

const PLACE = 'countersign.queue-place';

export function readPlace(search: string): QueuePlace | null {
  try {
    const place = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as QueuePlace | null;
    return place?.search === search ? place : null;
  } catch {
    return null;
  }
}

export function storePlace(place: QueuePlace): void {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch {
    // Then the way back leads to the top of the queue.
  }
}
