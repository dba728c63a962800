import { Button } from '@mantine/core';
import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Link, useLocation } from 'react-router';
import type { HistoryEntry, RefusedAttempt } from '@/api/types';
import { showInstant } from '@/terms/dates';
import { rowsCalling, type Rows } from '@/terms/paths';
import { EventFacts, RefusedFacts, type TermWords } from '@/ui/EventFacts';
import { count, participleOf } from '@/ui/words';
import { writePlace } from './place';
import type { BrokenLink, Timeline } from './timeline';
import classes from './TimelineList.module.css';

/** As many events as a browser draws at once without being felt. */
const PAGE_SIZE = 100;

interface TimelineListProps {
  timeline: Timeline;
  /** Rows after each event, by which its lines are called. */
  rows: readonly Rows[];
  broken: readonly BrokenLink[];
  /** The version on screen, if there is one. */
  version: number | null;
  compare: number | null;
  nameOf: (path: string, rows: Rows) => string;
  show: TermWords['show'];
  onCompare: (version: number) => void;
}

/** All that happened, newest first, refused attempts in between. Only one page of it stands in the document. */
export function TimelineList({ timeline, version, ...entryProps }: TimelineListProps) {
  const { events, attempts } = timeline;
  const { rows, broken, compare, nameOf, show, onCompare } = entryProps;
  const [turned, setTurned] = useState<{ from: number | null; page: number } | null>(null);
  const index = events.findIndex(({ review_version }) => review_version === version);
  const lastPage = Math.max(0, Math.ceil(events.length / PAGE_SIZE) - 1);
  const page =
    turned !== null && turned.from === version
      ? turned.page
      : index < 0
        ? lastPage
        : Math.floor(index / PAGE_SIZE);
  const begin = page * PAGE_SIZE;
  const shown = events.slice(begin, begin + PAGE_SIZE);
  const list = useRef<HTMLOListElement>(null);
  useSteadyList(list, version, page);

  return (
    <>
      {lastPage > 0 && (
        <nav className={classes['pager']} aria-label="Pages of the timeline">
          <Button
            variant="subtle"
            size="compact-xs"
            disabled={page === lastPage}
            onClick={() => setTurned({ from: version, page: page + 1 })}
            data-testid="timeline-newer"
          >
            ‹ newer
          </Button>
          <span data-testid="timeline-page">
            v{shown.at(-1)?.review_version} to v{shown[0]?.review_version}
          </span>
          <Button
            variant="subtle"
            size="compact-xs"
            disabled={page === 0}
            onClick={() => setTurned({ from: version, page: page - 1 })}
            data-testid="timeline-older"
          >
            older ›
          </Button>
        </nav>
      )}
      <ol ref={list} className={classes['list']} reversed data-testid="timeline">
        {shown
          .flatMap((event, at) => {
            const after = rows[begin + at] ?? {};
            const before = rows[begin + at - 1] ?? {};
            const called = (path: string) => nameOf(path, rowsCalling(path, after, before));
            return [
              <EventEntry
                key={event.review_version}
                event={event}
                isShown={event.review_version === version}
                isCompared={event.review_version === compare}
                compare={compare}
                broken={broken.find(({ version: where }) => where === event.review_version)}
                nameOf={called}
                show={show}
              >
                {version !== null && event.review_version !== version && (
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    onClick={() => onCompare(event.review_version)}
                    data-testid={`compare-${event.review_version}`}
                  >
                    Compare with v{version}
                  </Button>
                )}
              </EventEntry>,
              ...(attempts.get(event.review_version) ?? []).map((attempt) => (
                <AttemptEntry
                  key={attempt.hash}
                  refused={attempt}
                  nameOf={(path) => nameOf(path, after)}
                  show={show}
                />
              )),
            ];
          })
          .reverse()}
      </ol>
    </>
  );
}

/** Keeps the version on screen in sight where it is another one, and everything else where it is. */
function useSteadyList(list: RefObject<HTMLOListElement | null>, version: number | null, page: number): void {
  const before = useRef<{ place: string; first: Element | null }>({ place: '', first: null });
  useLayoutEffect(() => {
    const entries = list.current;
    const pane = entries?.parentElement;
    if (entries === null || pane == null) {
      return;
    }
    const { place, first } = before.current;
    before.current = { place: `${version} ${page}`, first: entries.firstElementChild };
    if (place !== before.current.place) {
      bringIntoSight(entries.querySelector('[aria-current]'), pane);
    } else if (first?.isConnected === true) {
      // It grows at its upper end.
      pane.scrollBy(0, first.getBoundingClientRect().top - entries.getBoundingClientRect().top);
    }
  });
}

/** Scrolls the pane alone, and only where it has to. */
function bringIntoSight(entry: Element | null, pane: Element): void {
  if (entry === null) {
    pane.scrollTo(0, 0);
    return;
  }
  const { top, bottom } = entry.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom) {
    pane.scrollBy(0, top - frame.top - frame.height / 3);
  }
}

type EventEntryProps = TermWords & {
  event: HistoryEntry;
  isShown: boolean;
  isCompared: boolean;
  compare: number | null;
  broken: BrokenLink | undefined;
  children: ReactNode;
};

function EventEntry({
  event,
  isShown,
  isCompared,
  compare,
  broken,
  nameOf,
  show,
  children,
}: EventEntryProps) {
  const { state } = useLocation() as { state: unknown };
  const { review_version: version } = event;
  const to = writePlace({ at: { kind: 'version', version }, compare });
  return (
    <li
      className={classes['entry']}
      aria-current={isShown ? 'step' : undefined}
      data-compared={isCompared || undefined}
      data-testid={`timeline-v${version}`}
    >
      <span className={classes['version']}>v{version}</span>
      <div>
        <p>
          <Link to={{ search: to.toString() }} state={state} className={classes['what']}>
            <b>{event.actor}</b> {participleOf(event.event)}
          </Link>{' '}
          <time dateTime={event.at}>{showInstant(event.at)}</time>
        </p>
        <EventFacts event={event} changes={event.changes} nameOf={nameOf} show={show} />
        <div className={classes['foot']}>
          <details className={classes['proof']}>
            <summary>
              #{event.hash.slice(0, 6)}…{' '}
              {broken === undefined ? (
                <span className={classes['ok']}>chain ok</span>
              ) : (
                <span className={classes['broken']}>chain broken</span>
              )}
            </summary>
            <Facts
              facts={[
                ['Decision', event.command_id],
                ['Hash', event.hash],
                ['Hash of the one before', event.previous_hash],
              ]}
            />
          </details>
          {children}
        </div>
      </div>
    </li>
  );
}

type AttemptEntryProps = TermWords & { refused: RefusedAttempt };

/** Outside of the count of versions: it changed nothing. */
function AttemptEntry({ refused, nameOf, show }: AttemptEntryProps) {
  const { attempt, actor, at, command_id: decision, hash } = refused;
  return (
    <li className={classes['entry']} data-refused data-testid="timeline-refused">
      <span className={classes['version']} aria-label="Refused, no version">
        ×
      </span>
      <div>
        <p>
          <b>{actor}</b> was refused <time dateTime={at}>{showInstant(at)}</time>
          {attempt.times > 1 && `, ${count(attempt.times, 'time')}`}
        </p>
        <RefusedFacts attempt={attempt} nameOf={nameOf} show={show} />
        <details className={classes['proof']}>
          <summary>#{hash.slice(0, 6)}…</summary>
          <Facts
            facts={[
              ['Decision', decision],
              ['Hash, in the stream of refused attempts', hash],
            ]}
          />
        </details>
      </div>
    </li>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, string])[] }) {
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
