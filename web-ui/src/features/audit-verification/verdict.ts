import type { ComparisonRun, VerificationRun } from '@/api/types';
import { showMoment } from '@/terms/dates';
import { count, showCount } from '@/ui/words';

/** What a run says; one that could not be finished says nothing about the store. */
export type Verdict = { tone: 'good' | 'bad' | 'unknown'; text: string };

/** "41,208 events in 9,870 streams: intact, checkpoint 10:40, key 3f9c0a1b". */
export function verdictOf(run: VerificationRun, now?: Date): Verdict {
  const checked = `${count(run.checked_events, 'event')} in ${count(run.checked_streams, 'stream')}`;
  if (run.state === 'failed') {
    return {
      tone: 'unknown',
      text: `It could not be finished, which says nothing about the store. ${run.failure ?? ''}`.trim(),
    };
  }
  if (run.found_breaks > 0) {
    return { tone: 'bad', text: `${checked}: ${found(run.found_breaks, 'break', run.broken)}` };
  }
  if (run.state === 'running') {
    return soFar(run.checked_events, checked);
  }
  const { checkpoint } = run;
  return {
    tone: 'good',
    text:
      checkpoint == null
        ? `${checked}: intact, not held against any checkpoint`
        : `${checked}: intact, checkpoint ${showMoment(checkpoint.signed_at, now)}, key ${checkpoint.key_id}`,
  };
}

/** "1,201 breaks, the first 200:". */
function found(all: number, what: string, listed: readonly unknown[]): string {
  const shown = all > listed.length ? `, the first ${showCount(listed.length)}:` : '';
  return `${count(all, what)}${shown}`;
}

/** Who asks while another run goes on waits for it to end. */
function soFar(done: number, checked: string): Verdict {
  return { tone: 'unknown', text: done === 0 ? 'Waits for its turn' : `${checked} so far` };
}

export type Progress = { percent: number; text: string };

/** First all events, then all leaves of the log, of which there are as many. */
export function progressOf(
  run: Pick<VerificationRun, 'tree_size' | 'checked_events' | 'checked_leaves' | 'checked_streams'>,
): Progress {
  const { tree_size, checked_events, checked_leaves, checked_streams } = run;
  const events = Math.min(checked_events, tree_size);
  return {
    percent: tree_size === 0 ? 0 : (100 * (events + checked_leaves)) / (2 * tree_size),
    text:
      checked_leaves === 0
        ? `${showCount(events)} of ${count(tree_size, 'event')}, ${count(checked_streams, 'stream')}`
        : `All ${count(checked_events, 'event')}; ${showCount(checked_leaves)} of ${count(tree_size, 'leaf', 'leaves')} of the log`,
  };
}

/** "118 invoices: no differences". */
export function comparisonVerdictOf(run: ComparisonRun): Verdict {
  const checked = count(run.checked_invoices, 'invoice');
  if (run.state === 'failed') {
    return {
      tone: 'unknown',
      text: `It could not be finished, which says nothing about the read side. ${run.failure ?? ''}`.trim(),
    };
  }
  if (run.found_differences > 0) {
    return {
      tone: 'bad',
      text: `${checked}: ${found(run.found_differences, 'difference', run.differences)}`,
    };
  }
  return run.state === 'running'
    ? soFar(run.checked_invoices, checked)
    : { tone: 'good', text: `${checked}: no differences` };
}

export function comparisonProgressOf({
  checked_invoices,
  total_invoices,
}: Pick<ComparisonRun, 'checked_invoices' | 'total_invoices'>): Progress {
  // How many there are is counted first.
  return total_invoices == null
    ? { percent: 0, text: 'Counting the invoices' }
    : {
        percent: total_invoices === 0 ? 0 : (100 * checked_invoices) / total_invoices,
        text: `${showCount(checked_invoices)} of ${count(total_invoices, 'invoice')}`,
      };
}
