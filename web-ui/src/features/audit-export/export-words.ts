import type { RecordedExport } from '@/api/types';
import { showInstant } from '@/terms/dates';
import { count, showCount } from '@/ui/words';

/** "everything", "by ben from 1 Jan 2026 until before 1 Feb 2026". */
export function saySelection(
  { from, to, actor }: { from?: string | null; to?: string | null; actor?: string | null },
  invoice: string | null,
): string {
  const parts = [
    invoice === null ? null : `invoice ${invoice}`,
    isAsked(actor) ? `by ${actor}` : null,
    isAsked(from) ? `from ${showInstant(from)}` : null,
    isAsked(to) ? `until before ${showInstant(to)}` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'everything' : parts.join(' ');
}

function isAsked(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text !== '';
}

/** What became of a recorded export. */
export function sayOutcome({ state, events, total_events, failure }: RecordedExport): string {
  const total = total_events ?? null;
  switch (state) {
    case 'done':
      return events < (total ?? events)
        ? `${sayProgress(events, total)}: the store lacks some`
        : count(events, 'event');
    case 'running':
      return total === null ? 'the events are being chosen' : `running: ${sayProgress(events, total)}`;
    // No export is cancelled where it is made: its reader goes away, and it failed.
    case 'cancelled':
    case 'failed':
      return `broken off after ${sayProgress(events, total)}${isAsked(failure) ? `: ${failure}` : ''}`;
  }
}

/** How many there are in all is not known before they were chosen. */
function sayProgress(events: number, total: number | null): string {
  return total === null ? count(events, 'event') : `${showCount(events)} of ${count(total, 'event')}`;
}

/** 8.4 MB */
export function showBytes(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? ['kB', 1_000] : bytes < 1e9 ? ['MB', 1_000_000] : ['GB', 1e9];
  return `${(bytes / size).toFixed(1)} ${unit}`;
}
