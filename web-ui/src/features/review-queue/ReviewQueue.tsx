import { Button, Checkbox, Select, Skeleton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { loadAnew, useLive } from '@/api/live';
import type { Claim, QueuePush, QueueRow, Status } from '@/api/types';
import { mayApprove, mayDecide, usePerson } from '@/session/SessionContext';
import { ErrorFace, Face } from '@/ui/Face';
import { isStatus, STATUS_NAMES } from '@/ui/StatusBadge';
import { useHotkeys } from '@/ui/use-hotkeys';
import { useNow } from '@/ui/use-now';
import { useDraftedInvoices } from '@/work/WorkContext';
import { BulkPanel } from './BulkPanel';
import { ClaimAsk } from './ClaimAsk';
import { freshNews, takeClaim, takePush, type QueueNews } from './queue-news';
import { useQueuePage, type QueueFilter } from './queue-page';
import { readPlace, storePlace, type QueuePlace } from './queue-place';
import { QueueTable } from './QueueTable';
import type { QueueWalk } from './queue-walk';
import classes from './ReviewQueue.module.css';
import { TickBar } from './TickBar';
import { UploadPanel } from './UploadPanel';
import { useQueueClaims } from './use-queue-claims';
import { useLookAgain, useTicks } from './use-ticks';

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

/** Longer without the socket, and nobody can say who is still there. */
const GONE_MS = 15_000;

function readStatus(text: string | null): Status | null {
  return text !== null && isStatus(text) ? text : null;
}

export function ReviewQueue() {
  const person = usePerson();
  const [params, setParams] = useSearchParams();
  const search = params.toString();
  const [place] = useState(() => readPlace(search));
  const [cursors, setCursors] = useState<string[]>(place?.cursors ?? []);
  const filter: QueueFilter = {
    status: readStatus(params.get('status')),
    sort: SORTS.find(({ value }) => value === params.get('sort'))?.value ?? 'due_date',
    q: params.get('q') ?? '',
    claimedBy: params.get('mine') === '1' ? person.user : null,
  };
  const { status, sort, q, claimedBy } = filter;
  const asked = JSON.stringify(filter);
  const [pagedBy, setPagedBy] = useState(asked);
  if (pagedBy !== asked) {
    // A cursor belongs to the filter that it came from.
    setPagedBy(asked);
    setCursors([]);
  }
  const page = useQueuePage({ ...filter, cursor: pagedBy === asked ? (cursors.at(-1) ?? null) : null });
  const { store, ticks, unsettled } = useTicks(person.user);
  const { news, receivedHere, claimedHere, refresh } = useQueueNews(filter, page, (rows) =>
    store.learn(rows),
  );
  const { lookAgain, looking, lookError } = useLookAgain(store);
  const claims = useQueueClaims(person.user, claimedHere);
  const [approving, setApproving] = useState(false);
  const next = page.isPlaceholderData ? null : (page.data?.next_cursor ?? null);

  // At once: what was clicked shows its new state in the same moment, not after the rows of the old one were rendered.
  const choose = (name: string, value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null) {
          after.delete(name);
        } else {
          after.set(name, value);
        }
        return after;
      },
      { flushSync: true },
    );

  const walk: QueueWalk = {
    filter,
    ids: news.rows.map((row) => row.invoice_id),
    cursor: next,
    path: search === '' ? '/queue' : `/queue?${search}`,
  };
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
        <Checkbox
          size="xs"
          label="only mine"
          checked={claimedBy !== null}
          onChange={(event) => choose('mine', event.currentTarget.checked ? '1' : null)}
          data-testid="only-mine"
        />
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
        {claims.asking !== null && (
          <ClaimAsk
            asking={claims.asking}
            onTakeOver={() => {
              if (claims.asking !== null) {
                claims.takeOver(claims.asking);
              }
            }}
            onLeave={claims.leave}
          />
        )}
        {(lookError ?? claims.said?.text) !== undefined && (
          <span
            className={classes['said']}
            data-tone={lookError === null ? claims.said?.tone : 'bad'}
            data-testid="queue-said"
          >
            {lookError ?? claims.said?.text}
          </span>
        )}
      </div>
      <QueueContent
        page={page}
        news={news}
        place={place}
        search={search}
        cursors={cursors}
        walk={walk}
        me={person.user}
        filtered={status !== null || q !== '' || claimedBy !== null}
        onShowAll={() => setParams({})}
        onClaim={mayDecide(person) ? claims.toggle : null}
        ticking={
          mayApprove(person)
            ? {
                ticks,
                unsettled,
                looking,
                onTick: (row, asRange) => (asRange ? store.range(news.rows, row) : store.toggle(row)),
                onTickAll: (on) => store.all(news.rows, on),
                onLookAgain: lookAgain,
                onSettle: (invoiceId) => store.settle(invoiceId),
              }
            : null
        }
      />
      <div className={classes['foot']}>
        {mayApprove(person) && (
          <TickBar
            ticks={ticks}
            unsettled={unsettled}
            onApprove={() => setApproving(true)}
            onUntickAll={() => store.clear()}
          />
        )}
        <Pager
          shown={news.rows.length}
          pageNumber={cursors.length}
          next={next}
          onNext={(cursor) => setCursors((all) => [...all, cursor])}
          onPrevious={() => setCursors((all) => all.slice(0, -1))}
        />
      </div>
      {approving && (
        <BulkPanel user={person.user} onLookAgain={lookAgain} onClose={() => setApproving(false)} />
      )}
    </div>
  );
}

type Page = ReturnType<typeof useQueuePage>;

/** The rows on screen: what was fetched, with pushed values put in place until the next fetch. */
function useQueueNews(filter: QueueFilter, page: Page, onRows: (rows: readonly QueueRow[]) => void) {
  const live = useLive();
  const queryClient = useQueryClient();
  const [pushed, setPushed] = useState<{ since: number; news: QueueNews } | null>(null);
  const [justReceived, setJustReceived] = useState<Record<string, number>>({});
  // By the time of the fetch, not by its content: an answer that is the same as before settles what was waiting too.
  const since = page.dataUpdatedAt;
  const current =
    pushed?.since === since ? pushed.news : freshNews(page.data?.items ?? [], page.data?.asOf ?? 0);

  const take = (change: (news: QueueNews) => QueueNews) =>
    setPushed((before) => ({ since, news: change(before?.since === since ? before.news : current) }));
  const onPush = useEffectEvent((push: QueuePush) => {
    take((news) => takePush(news, push, filter));
    onRows(push.invoices);
  });
  const onFetched = useEffectEvent((rows: readonly QueueRow[]) => onRows(rows));
  const refresh = () => void loadAnew(queryClient, ['review-queue']);
  const onSubscribed = useEffectEvent(refresh);
  useEffect(
    () =>
      live.watchQueue(
        (push) => onPush(push),
        () => onSubscribed(),
      ),
    [live],
  );
  const fetched = page.data?.items;
  useEffect(() => {
    if (fetched !== undefined) {
      onFetched(fetched);
    }
  }, [fetched]);
  const receivedHere = (invoiceId: string) => {
    setJustReceived((all) => ({ ...all, [invoiceId]: 0 }));
    refresh();
  };
  const claimedHere = (invoiceId: string, claim: Claim | null) =>
    take((news) => takeClaim(news, invoiceId, claim));
  return {
    news: { ...current, flashed: { ...justReceived, ...current.flashed } },
    receivedHere,
    claimedHere,
    refresh,
  };
}

type TableProps = Parameters<typeof QueueTable>[0];

interface ContentProps extends Pick<TableProps, 'walk' | 'me' | 'ticking'> {
  page: Page;
  news: QueueNews;
  place: QueuePlace | null;
  search: string;
  cursors: string[];
  filtered: boolean;
  onShowAll: () => void;
  /** Null for who may not claim. */
  onClaim: ((row: QueueRow) => void) | null;
}

function QueueContent({ page, news, place, search, cursors, filtered, onShowAll, ...props }: ContentProps) {
  const { walk, me, ticking, onClaim } = props;
  const navigate = useNavigate();
  const table = useRef<HTMLTableElement>(null);
  const [cursor, setCursor] = useState(place?.invoiceId ?? null);
  const presenceKnown = usePresenceKnown();
  const drafted = useDraftedInvoices();
  const { rows } = news;
  usePlace(table, place, rows.length > 0, { search, cursors, invoiceId: cursor });

  const at = rows.findIndex((row) => row.invoice_id === cursor);
  const here = rows[at];
  const move = (by: number) => {
    const to = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (to !== undefined) {
      linkOf(table.current, to.invoice_id)?.focus();
    }
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    ...(here === undefined || onClaim === null ? {} : { c: () => onClaim(here) }),
    ...(here === undefined || ticking === null
      ? {}
      : { x: () => ticking.onTick(here, false), 'shift+x': () => ticking.onTick(here, true) }),
  });

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
  if (rows.length === 0) {
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
        {walk.filter.claimedBy === null
          ? 'No invoice matches this status and text.'
          : 'You have claimed none of these. Press c on an invoice to claim it.'}
      </Face>
    ) : (
      <Face title="The queue is empty" testId="queue-empty">
        Drop a document anywhere on this page to receive it.
      </Face>
    );
  }
  return (
    <QueueTable
      ref={table}
      rows={rows}
      flashed={news.flashed}
      cursor={cursor}
      onCursor={setCursor}
      onOpen={(invoiceId) => void navigate(`/invoices/${invoiceId}`, { state: { queue: walk } })}
      walk={walk}
      me={me}
      presenceKnown={presenceKnown}
      drafted={drafted}
      ticking={ticking}
    />
  );
}

function linkOf(table: HTMLTableElement | null, invoiceId: string): HTMLAnchorElement | undefined {
  return (
    table?.querySelector<HTMLAnchorElement>(`[data-invoice-id="${CSS.escape(invoiceId)}"] a[data-row]`) ??
    undefined
  );
}

/** Whoever comes back finds the queue as it was left: the page, the scroll and the row. */
function usePlace(
  table: React.RefObject<HTMLTableElement | null>,
  place: QueuePlace | null,
  ready: boolean,
  now: Omit<QueuePlace, 'scrollY'>,
) {
  const latest = useRef(now);
  const pending = useRef(place);
  useLayoutEffect(() => {
    latest.current = now;
  });
  useLayoutEffect(() => () => storePlace({ ...latest.current, scrollY: window.scrollY }), []);
  useLayoutEffect(() => {
    if (!ready || pending.current === null) {
      return;
    }
    const { scrollY, invoiceId } = pending.current;
    pending.current = null;
    window.scrollTo(0, scrollY);
    if (invoiceId !== null && (document.activeElement ?? document.body) === document.body) {
      linkOf(table.current, invoiceId)?.focus({ preventScroll: true });
    }
  }, [ready, table]);
}

function usePresenceKnown(): boolean {
  const live = useLive();
  const state = useSyncExternalStore(live.subscribe, live.state);
  const now = useNow(5_000);
  return state.kind === 'live' || now - state.since < GONE_MS;
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
