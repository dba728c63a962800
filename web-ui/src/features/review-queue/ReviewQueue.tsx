import { Button, Select, Skeleton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useLive } from '@/api/live';
import type { QueuePush, Status } from '@/api/types';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { ErrorFace, Face } from '@/ui/Face';
import { isStatus, STATUS_NAMES } from '@/ui/StatusBadge';
import { useHotkeys } from '@/ui/use-hotkeys';
import { freshNews, takePush, type QueueNews } from './queue-news';
import { useQueuePage, type QueueQuestion } from './queue-page';
import { QueueTable } from './QueueTable';
import classes from './ReviewQueue.module.css';
import { UploadPanel } from './UploadPanel';

const TABS: readonly (Status | null)[] = ['received', 'in_review', 'on_hold', 'approved', 'rejected', null];

const SORTS = [
  { value: 'due_date', label: 'due date, soonest' },
  { value: '-due_date', label: 'due date, latest' },
  { value: '-changed_at', label: 'changed last' },
  { value: 'changed_at', label: 'changed longest ago' },
  { value: '-amount_due', label: 'amount due, highest' },
  { value: 'amount_due', label: 'amount due, lowest' },
  { value: 'seller_name', label: 'seller name' },
  { value: 'invoice_number', label: 'invoice number' },
];

function readStatus(text: string | null): Status | null {
  return text !== null && isStatus(text) ? text : null;
}

export function ReviewQueue() {
  const person = usePerson();
  const [params, setParams] = useSearchParams();
  const [cursors, setCursors] = useState<string[]>([]);
  const status = readStatus(params.get('status'));
  const sort = SORTS.find(({ value }) => value === params.get('sort'))?.value ?? 'due_date';
  const q = params.get('q') ?? '';
  const filter = JSON.stringify([status, sort, q]);
  const [pagedBy, setPagedBy] = useState(filter);
  if (pagedBy !== filter) {
    // A cursor belongs to the filter that it came from.
    setPagedBy(filter);
    setCursors([]);
  }
  const question: QueueQuestion = {
    status,
    q,
    sort,
    cursor: pagedBy === filter ? (cursors.at(-1) ?? null) : null,
  };
  const page = useQueuePage(question);
  const { news, receivedHere, refresh } = useQueueNews(question, page);

  const choose = (name: string, value: string | null) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (value === null) {
        after.delete(name);
      } else {
        after.set(name, value);
      }
      return after;
    });

  return (
    <div className={classes['page']}>
      <title>Queue · Countersign</title>
      <h1 className="visually-hidden">Queue</h1>
      <div className={classes['bar']}>
        <div className={classes['tabs']} role="group" aria-label="Status">
          {TABS.map((tab) => (
            <button
              key={tab ?? 'all'}
              type="button"
              aria-pressed={tab === status}
              className={classes['tab']}
              onClick={() => choose('status', tab)}
              data-testid={`status-${tab ?? 'all'}`}
            >
              {tab === null ? 'All' : STATUS_NAMES[tab]}
            </button>
          ))}
        </div>
        <span className={classes['space']} />
        <Select
          size="xs"
          w={190}
          aria-label="Sort"
          data={SORTS}
          value={sort}
          allowDeselect={false}
          onChange={(value) => choose('sort', value)}
          data-testid="sort"
        />
        {mayDecide(person) && <UploadPanel onReceived={receivedHere} />}
      </div>
      <div className={classes['waiting']} aria-live="polite">
        {q !== '' && (
          <Button variant="default" size="compact-xs" onClick={() => choose('q', null)}>
            Contains “{q}” ✕
          </Button>
        )}
        {(news.waiting.size > 0 || news.more) && (
          <Button variant="light" size="compact-xs" onClick={refresh} data-testid="queue-refresh">
            {news.more ? 'Many' : news.waiting.size} changed, refresh
          </Button>
        )}
      </div>
      <QueueContent
        page={page}
        news={news}
        filtered={status !== null || q !== ''}
        onShowAll={() => setParams({})}
      />
      <Pager
        shown={news.rows.length}
        pageNumber={cursors.length}
        next={page.isPlaceholderData ? null : (page.data?.next_cursor ?? null)}
        onNext={(cursor) => setCursors((all) => [...all, cursor])}
        onPrevious={() => setCursors((all) => all.slice(0, -1))}
      />
    </div>
  );
}

type Page = ReturnType<typeof useQueuePage>;

/** The rows on screen: what was fetched, with pushed values put in place until the next fetch. */
function useQueueNews(question: QueueQuestion, page: Page) {
  const live = useLive();
  const queryClient = useQueryClient();
  const [pushed, setPushed] = useState<{ since: number; news: QueueNews } | null>(null);
  const [justReceived, setJustReceived] = useState<Record<string, number>>({});
  // By the time of the fetch, not by its content: an answer that is the same as before settles what was waiting too.
  const since = page.dataUpdatedAt;
  const current = pushed?.since === since ? pushed.news : freshNews(page.data?.items ?? []);

  const onPush = useEffectEvent((push: QueuePush) =>
    setPushed({ since, news: takePush(current, push, question.status, question.sort) }),
  );
  const refresh = () => void queryClient.invalidateQueries({ queryKey: ['review-queue'] });
  const onReconnect = useEffectEvent(refresh);
  useEffect(
    () =>
      live.watchQueue(
        (push) => onPush(push),
        () => onReconnect(),
      ),
    [live],
  );
  const receivedHere = (invoiceId: string) => {
    setJustReceived((all) => ({ ...all, [invoiceId]: 0 }));
    refresh();
  };
  return { news: { ...current, flashed: { ...justReceived, ...current.flashed } }, receivedHere, refresh };
}

interface ContentProps {
  page: Page;
  news: QueueNews;
  filtered: boolean;
  onShowAll: () => void;
}

function QueueContent({ page, news, filtered, onShowAll }: ContentProps) {
  const navigate = useNavigate();
  const table = useRef<HTMLTableElement>(null);
  const links = () => [...(table.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])];
  const move = (by: number) => {
    const all = links();
    const at = all.findIndex((link) => link === document.activeElement);
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  useHotkeys({ j: () => move(1), k: () => move(-1) });

  if (page.isPending) {
    return (
      <div className={classes['skeletons']} aria-busy="true" aria-label="Loading the queue">
        {Array.from({ length: 12 }, (_, row) => (
          <Skeleton key={row} height={20} animate={false} />
        ))}
      </div>
    );
  }
  if (page.isError && page.data === undefined) {
    return <ErrorFace error={page.error} onRetry={() => void page.refetch()} />;
  }
  if (news.rows.length === 0) {
    return filtered ? (
      <Face
        title="Nothing here"
        testId="queue-empty"
        action={
          <Button variant="default" onClick={onShowAll}>
            Show all invoices
          </Button>
        }
      >
        No invoice matches this status and text.
      </Face>
    ) : (
      <Face title="The queue is empty" testId="queue-empty">
        Drop a document anywhere on this page to receive it.
      </Face>
    );
  }
  const queue = news.rows.map((row) => row.invoice_id);
  return (
    <QueueTable
      ref={table}
      rows={news.rows}
      flashed={news.flashed}
      onOpen={(invoiceId) => void navigate(`/invoices/${invoiceId}`, { state: { queue } })}
      queue={queue}
    />
  );
}

interface PagerProps {
  shown: number;
  pageNumber: number;
  next: string | null;
  onNext: (cursor: string) => void;
  onPrevious: () => void;
}

function Pager({ shown, pageNumber, next, onNext, onPrevious }: PagerProps) {
  if (pageNumber === 0 && next === null) {
    return shown === 0 ? null : (
      <p className={classes['pager']}>{shown === 1 ? '1 invoice' : `${shown} invoices`}</p>
    );
  }
  return (
    <nav className={classes['pager']} aria-label="Pages">
      <span>Page {pageNumber + 1}</span>
      <Button variant="default" disabled={pageNumber === 0} onClick={onPrevious}>
        previous
      </Button>
      <Button
        variant="default"
        disabled={next === null}
        onClick={() => {
          if (next !== null) {
            onNext(next);
          }
        }}
        data-testid="queue-next"
      >
        next
      </Button>
    </nav>
  );
}
