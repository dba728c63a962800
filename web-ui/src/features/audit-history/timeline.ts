import type { HistoryEntry, RefusedAttempt, TimelinePage } from '@/api/types';
import { rowOf, rowsOf, type Rows } from '@/terms/paths';

/** What happened to one invoice, and what was refused, as plain data. */
export type Timeline = {
  /** Oldest first; where nothing was removed, the one of version n is the nth. */
  readonly events: readonly HistoryEntry[];
  /** By the version that they met, oldest first. */
  readonly attempts: ReadonlyMap<number, readonly RefusedAttempt[]>;
};

export function timelineOf(pages: readonly TimelinePage[]): Timeline {
  const events: HistoryEntry[] = [];
  const attempts = new Map<number, RefusedAttempt[]>();
  for (const item of pages.flatMap(({ items }) => items)) {
    if (item.review_version == null) {
      const { current_review_version: met } = item.attempt;
      attempts.set(met, [...(attempts.get(met) ?? []), item]);
    } else {
      events.push(item);
    }
  }
  return { events, attempts };
}

export function newestOf({ events }: Timeline): number {
  return events.at(-1)?.review_version ?? -1;
}

export function eventOf({ events }: Timeline, version: number): HistoryEntry | undefined {
  const likely = events[version];
  return likely?.review_version === version
    ? likely
    : events.find(({ review_version }) => review_version === version);
}

const FRACTION = /\.(\d+)(?:Z|[+-]\d{2}:\d{2})$/i;

/** Instants are told to the microsecond, which the browser's own dates cut off. */
export function compareInstants(one: string, other: string): number {
  const [a, b] = [Date.parse(one), Date.parse(other)];
  if (a !== b) {
    return a - b;
  }
  const fraction = (text: string) => (FRACTION.exec(text)?.[1] ?? '').padEnd(9, '0');
  return fraction(one).localeCompare(fraction(other));
}

/**
 * The version that stood at an instant. Instants of one review never go backwards.
 *
 * @returns null before the receipt; undefined as long as events that may be older are still to come
 */
export function versionAt(
  { events }: Timeline,
  instant: string,
  isComplete: boolean,
): number | null | undefined {
  const after = events.findIndex(({ at }) => compareInstants(at, instant) > 0);
  if (after < 0) {
    return isComplete ? events.at(-1)?.review_version : undefined;
  }
  return events[after - 1]?.review_version ?? null;
}

const NO_HASH = '0'.repeat(64);

export type BrokenLink = { version: number; says: string; before: string };

/** Events that do not hold the hash of the one before them; the first holds zeros. */
export function brokenLinks({ events }: Timeline): BrokenLink[] {
  return events.flatMap(({ review_version: version, previous_hash: says }, index) => {
    const before = index === 0 ? NO_HASH : (events[index - 1]?.hash ?? '');
    return says === before ? [] : [{ version, says, before }];
  });
}

/** Rows of the invoice after each event, by which people call its lines: "Line 2" may be another one two versions on. */
export function rowsAlong(events: readonly HistoryEntry[]): Rows[] {
  const terms = new Set<string>();
  let rows: Rows = {};
  return events.map(({ changes }) => {
    let moved = false;
    for (const { term, after } of changes) {
      if (rowOf(term) === null) {
        continue;
      }
      if (after == null) {
        moved = terms.delete(term) || moved;
      } else if (!terms.has(term)) {
        terms.add(term);
        moved = true;
      }
    }
    if (moved) {
      rows = rowsOf(terms);
    }
    return rows;
  });
}

export type AttemptMark = { version: number; count: number; place: number };

/** Marks for people to tell apart; more of them would be one line. */
const MOST_MARKS = 100;

/**
 * Where refused attempts stand on a track from version 0 to the newest: between the version that they met and the next,
 * or after the newest (a place beyond 1). Those too close to be told apart are one mark.
 */
export function marksOnTrack({ attempts }: Timeline, newest: number): AttemptMark[] {
  const marks = new Map<number, AttemptMark>();
  for (const [version, those] of attempts) {
    const place = (version + 0.5) / Math.max(newest, 1);
    const slot = newest <= MOST_MARKS ? version : Math.floor(place * MOST_MARKS);
    const known = marks.get(slot);
    marks.set(slot, { version, place, ...known, count: (known?.count ?? 0) + those.length });
  }
  return [...marks.values()];
}
