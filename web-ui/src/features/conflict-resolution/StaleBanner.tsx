import { Button } from '@mantine/core';
import { showAge } from '@/terms/dates';
import type { NewsEntry } from '@/api/news';
import { listOf, verbOf } from '@/ui/words';
import { useNow } from '@/ui/use-now';
import { CopyMyWork } from './CopyMyWork';
import type { MyWork } from './copy-my-work';
import classes from './conflict.module.css';

interface StaleBannerProps {
  baseVersion: number;
  currentVersion: number;
  news: readonly NewsEntry[];
  /** What differs on the current version, as far as it is known. */
  changedTerms: readonly string[];
  /** Mine that others touched too; null while it is not known what they changed. */
  conflicting: readonly string[] | null;
  work: MyWork;
  unsaved: number;
  /** A save is on its way: until its fate is known there is nothing to merge. */
  saveWaits: boolean;
  nameOf: (path: string) => string;
  refreshing: boolean;
  onRefresh: () => void;
  onMerge: () => void;
}

/** A push says that the form is behind, before anything is saved on it. */
export function StaleBanner(props: StaleBannerProps) {
  const { baseVersion, currentVersion, news, work, unsaved, nameOf } = props;
  const now = useNow(10_000);
  const last = news.at(-1);
  return (
    <div className={classes['banner']} role="alert" data-testid="stale-banner">
      <span className={classes['sign']} aria-hidden>
        !
      </span>
      <div className={classes['words']}>
        <p>
          <strong>Your session is out of date.</strong> {whoChanged(news, props.changedTerms, nameOf)}{' '}
          {/* Growing ages are for the eye; read out again and again they would only disturb. */}
          <span aria-hidden>{last === undefined ? '' : `${showAge(last.at, now)} `}</span>
          <span className={classes['versions']}>
            (v{baseVersion} → v{currentVersion})
          </span>
        </p>
        <p data-testid="stale-touches">
          {props.saveWaits
            ? 'Merging waits for the save before it. Nothing you typed is lost.'
            : props.conflicting === null
              ? 'Your unsaved changes stay as they are.'
              : touches(props.conflicting, unsaved, nameOf)}
        </p>
      </div>
      <div className={classes['buttons']}>
        {!props.saveWaits && (
          <>
            <Button onClick={props.onMerge} data-testid="review-merge">
              Review and merge
            </Button>
            <Button
              variant="default"
              onClick={props.onRefresh}
              loading={props.refreshing}
              data-testid="refresh-latest"
            >
              Refresh to get latest
            </Button>
          </>
        )}
        <CopyMyWork work={work} nameOf={nameOf} />
      </div>
    </div>
  );
}

/** "ben changed Due date and Seller name"; a burst is counted, not listed. */
function whoChanged(
  news: readonly NewsEntry[],
  changed: readonly string[],
  nameOf: (path: string) => string,
): string {
  const [only, second] = news;
  const names = [...new Set(changed)].map(nameOf);
  if (only === undefined) {
    return 'Somebody else saved this invoice';
  }
  if (second !== undefined) {
    const actors = [...new Set(news.map((entry) => entry.actor))];
    return `${listOf(actors)} made ${news.length} changes${names.length > 0 ? `: ${listOf(names)}` : ''}`;
  }
  return only.event === 'InvoiceCorrected' && names.length > 0
    ? `${only.actor} changed ${listOf(names)}`
    : `${only.actor} ${verbOf(only.event)}`;
}

function touches(conflicting: readonly string[], unsaved: number, nameOf: (path: string) => string): string {
  const names = listOf(conflicting.map(nameOf));
  if (unsaved === 1) {
    return conflicting.length === 0
      ? 'Your unsaved change is not touched.'
      : `It touches your unsaved change: ${names}.`;
  }
  if (conflicting.length === 0) {
    return `None of your ${unsaved} unsaved changes is touched.`;
  }
  const verb = conflicting.length === 1 ? 'touches the same field' : 'touch the same fields';
  return `${conflicting.length} of your ${unsaved} unsaved changes ${verb}: ${names}.`;
}
