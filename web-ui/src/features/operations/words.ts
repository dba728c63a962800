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

/** "The service is down: auditLog down (no event got its leaf for 31 s)" */
export function sayHealth({ status, components = {} }: Health): string {
  if (status === 'UP') {
    return 'The service is up';
  }
  const down = Object.entries(components).flatMap(([name, { status: state, details }]) => {
    const reason = details?.reason ?? details?.error;
    const what = `${name} ${state.toLowerCase()}`;
    return state === 'UP' ? [] : [reason === undefined ? what : `${what} (${reason})`];
  });
  const service = `The service is ${status.toLowerCase()}`;
  return down.length === 0 ? service : `${service}: ${down.join(', ')}`;
}

export function sayLag({ lag_events, lag_seconds }: Processor): string {
  return lag_events === 0
    ? 'up to date'
    : `${count(lag_events, 'event')}, ${sayDuration(lag_seconds)} behind`;
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
