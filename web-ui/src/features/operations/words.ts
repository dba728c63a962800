import type { Health, PastRebuild, Processor, Rebuild } from '@/api/operations';
import { showInstant } from '@/terms/dates';
import { count, showCount } from '@/ui/words';

const STATES: Readonly<Record<Rebuild['state'], string>> = {
  waiting: 'Waits for its turn',
  reading: 'Reads events',
  indexing: 'Makes indexes',
  catching_up: 'Catches up with what was saved meanwhile',
  comparing: 'Serves already; is compared with the view before',
  cancelling: 'Is being cancelled',
};

/** "12 s", "3 min", "2 h 5 min" */
export function sayDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.ceil(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const PARTS: Readonly<Record<string, string>> = {
  auditLog: 'Audit log',
  db: 'Database',
  deadLetters: 'Dead letters',
  diskSpace: 'Disk',
  nodes: 'Nodes',
  views: 'Views',
};

/** What is wrong with a part of the service. */
export interface Problem {
  part: string;
  reason: string;
  /** The section of the runbook that says what to do; null where there is none. */
  runbook: string | null;
}

/** Those that hold people up come first. */
export function problemsOf({ components = {} }: Health): Problem[] {
  return Object.entries(components)
    .filter(([, { status }]) => status !== 'UP' && status !== 'UNKNOWN')
    .sort(([, one], [, other]) => Number(one.status === 'DEGRADED') - Number(other.status === 'DEGRADED'))
    .map(([name, { status, details }]) => ({
      part: PARTS[name] ?? name,
      reason: details?.reason ?? details?.error ?? status.toLowerCase(),
      // The framework looks at the database by itself, and knows of no runbook.
      runbook: details?.runbook ?? (name === 'db' ? 'ConnectionsExhausted' : null),
    }));
}

export function sayHealth({ status }: Health): string {
  switch (status) {
    case 'UP':
      return 'All is up';
    case 'DEGRADED':
      return 'Somebody should look at this';
    default:
      return `The service is ${status.toLowerCase()}`;
  }
}

export function sayLag({ lag_events, lag_seconds }: Processor): string {
  return lag_events === 0
    ? 'up to date'
    : `${count(lag_events, 'event')}, ${sayDuration(lag_seconds)} behind`;
}

/** As the alert ViewBehind has it; an event or two are always on their way. */
const LATE_S = 30;

export function toneOfLag({ lag_events, lag_seconds }: Processor): 'good' | 'dim' | 'bad' {
  return lag_events === 0 ? 'good' : lag_seconds > LATE_S ? 'bad' : 'dim';
}

/** A processor as it was found at a moment. */
export interface Look {
  position: number;
  at: number;
}

/** "12 events/s": how fast it read between the first look and the last; "" where there was one only. */
export function sayRate(looks: readonly Look[]): string {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || last.at === first.at) {
    return '';
  }
  const rate = (1_000 * (last.position - first.position)) / (last.at - first.at);
  return `${rate > 0 && rate < 10 ? Math.max(0.1, Math.round(rate * 10) / 10) : showCount(Math.round(rate))} events/s`;
}

/** How far a rebuild is, from 0 to 100. */
export function percentOf({ done_events, total_events }: Rebuild): number {
  if (total_events === null) {
    return 0;
  }
  return total_events === 0 ? 100 : Math.min(100, (100 * done_events) / total_events);
}

export function sayRebuild(rebuild: Rebuild): string {
  const parts = [STATES[rebuild.state]];
  if (rebuild.total_events !== null) {
    parts.push(`${showCount(rebuild.done_events)} of ${count(rebuild.total_events, 'event')}`);
  }
  if (rebuild.state === 'reading') {
    parts.push(`${showCount(rebuild.events_per_second)} events/s`);
    if (rebuild.seconds_left !== null) {
      parts.push(`${sayDuration(rebuild.seconds_left)} left`);
    }
  }
  return parts.join(' · ');
}

export function sayPast(past: PastRebuild): { tone: 'good' | 'bad'; text: string } {
  const when = showInstant(past.finished_at ?? past.requested_at);
  switch (past.state) {
    case 'running':
    case 'done':
      return past.found_differences === 0
        ? {
            tone: 'good',
            text: `Rebuilt ${when} for ${past.requested_by}: ${count(past.done_events, 'event')} at ${showCount(past.events_per_second)} events/s; the view before was the same.`,
          }
        : {
            tone: 'bad',
            text: `Rebuilt ${when} for ${past.requested_by}: ${count(past.found_differences, 'row')} of the view before ${past.found_differences === 1 ? 'was' : 'were'} not what the events say.`,
          };
    case 'cancelled':
      return { tone: 'good', text: `A rebuild was cancelled ${when} by ${past.cancelled_by ?? 'somebody'}.` };
    case 'failed':
      return { tone: 'bad', text: `A rebuild failed ${when}: ${past.failure ?? 'the log says why'}` };
  }
}
