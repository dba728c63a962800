import { Button, NumberInput, Skeleton, Tabs } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import { problemOf } from '@/api/problem';
import type { HistoryEntry, Invoice } from '@/api/types';
import { versionQuery } from '@/api/versions';
import { mayAudit, usePerson } from '@/session/SessionContext';
import { showInstant, showOffset } from '@/terms/dates';
import type { Rows } from '@/terms/paths';
import { CopyButton } from '@/ui/CopyButton';
import { ErrorFace, Face } from '@/ui/Face';
import { useNow } from '@/ui/use-now';
import { StatusBadge } from '@/ui/StatusBadge';
import { count, listOf, verbOf } from '@/ui/words';
import { Comparison } from './Comparison';
import type { TermWords } from '@/ui/EventFacts';
import classes from './HistoryPage.module.css';
import { InstantField } from './InstantField';
import { placeOf, readPlace, writePlace, type Place } from './place';
import { ProofButton } from './ProofButton';
import { TimelineList } from './TimelineList';
import { brokenLinks, eventOf, marksOnTrack, rowsAlong, versionAt, type BrokenLink } from './timeline';
import { useTimeline } from './use-timeline';
import { VersionSlider } from './VersionSlider';

/** A slider at rest this long has arrived: then its version is asked for, and then the address follows. */
const ASK_MS = 60;
const ARRIVED_MS = 300;

interface HistoryPageProps {
  invoiceId: string;
  nameOf: (path: string, rows: Rows) => string;
  show: TermWords['show'];
  /** The invoice as it was, and the event that led there; null where that is not known (yet). */
  renderInvoice: (invoice: Invoice, event: HistoryEntry | null) => ReactNode;
}

/** One invoice through all of its versions: what happened, what was refused, and how it stood at any time. */
export function HistoryPage({ invoiceId, nameOf, show, renderInvoice }: HistoryPageProps) {
  const person = usePerson();
  const history = useTimeline(invoiceId);
  const { timeline, newest, known, isComplete } = history;
  const { place, version, beforeReceipt, moveTo, goTo } = usePlace(history);
  const { compare } = place;
  const [pane, setPane] = useState<'invoice' | 'timeline'>('invoice');
  const shown = useVersion(invoiceId, version, known);
  const rows = useMemo(() => rowsAlong(timeline.events), [timeline]);
  const broken = useMemo(() => brokenLinks(timeline), [timeline]);
  const marks = useMemo(() => marksOnTrack(timeline, known), [timeline, known]);
  const event = version === null ? undefined : eventOf(timeline, version);
  const invoice = shown.data;
  // Where no version is shown, it is called as it was received.
  const termOf = (path: string) =>
    invoice === undefined
      ? timeline.events[0]?.changes.find(({ term }) => term === path)?.after
      : invoice.terms[path];
  const number = termOf('invoice_number') ?? undefined;
  // A version that is none is nothing to compare with, nor to stand on in the timeline.
  const stands = version !== null && version <= known ? version : null;

  if (history.error !== null && timeline.events.length === 0) {
    return <ErrorFace error={history.error} onRetry={history.retry} />;
  }
  return (
    <div className={classes['screen']} data-testid="history-page">
      <title>{`${[titleOf(stands, compare), number ?? 'Invoice', 'History'].filter(Boolean).join(' · ')} · Countersign`}</title>
      <header className={classes['header']}>
        <BackToReview invoiceId={invoiceId} />
        <h1 className={classes['title']}>
          <span data-testid="invoice-number">{number ?? (newest < 0 ? '…' : 'no number')}</span>
          <span className={classes['parties']}>
            {newest >= 0 &&
              `${termOf('seller.name') ?? 'unknown seller'} → ${termOf('buyer.name') ?? 'unknown buyer'}`}
          </span>
        </h1>
        <span className={classes['actions']}>
          {stands !== null && newest > 0 && (
            <Compare
              version={stands}
              compare={compare}
              newest={known}
              onCompare={(other) => goTo(placeOf(stands, other))}
            />
          )}
          <CopyButton
            label="Copy link"
            text={() => linkTo(place)}
            then="It opens exactly this."
            testId="copy-link"
          />
          {mayAudit(person) && (
            <>
              <ProofButton invoiceId={invoiceId} number={number} />
              <Button
                component={Link}
                variant="default"
                to={`/audit/exports?invoice_id=${encodeURIComponent(invoiceId)}`}
                data-testid="export"
              >
                Export
              </Button>
            </>
          )}
        </span>
      </header>
      <div className={classes['travel']}>
        <VersionSlider
          version={stands ?? (beforeReceipt ? 0 : Math.max(known, 0))}
          newest={Math.max(known, 0)}
          compare={compare}
          marks={marks}
          said={event === undefined ? `v${version ?? known}` : sayEvent(event)}
          onMove={moveTo}
        />
        <InstantField
          key={place.at.kind === 'instant' ? place.at.instant : ''}
          instant={place.at.kind === 'instant' ? place.at.instant : null}
          onGo={(instant) => goTo({ at: { kind: 'instant', instant }, compare })}
        />
      </div>
      <Faults history={history} broken={broken} />
      <Tabs
        className={classes['sides'] ?? ''}
        value={pane}
        onChange={(value) => setPane(value === 'timeline' ? 'timeline' : 'invoice')}
      >
        <Tabs.List grow>
          <Tabs.Tab value="invoice">{compare === null ? 'As it was' : 'Comparison'}</Tabs.Tab>
          <Tabs.Tab value="timeline" data-testid="timeline-tab">
            Timeline
          </Tabs.Tab>
        </Tabs.List>
      </Tabs>
      <div className={classes['panes']} data-pane={pane}>
        <section className={classes['timeline']} aria-label="Timeline" tabIndex={-1}>
          {isComplete || event !== undefined ? (
            <TimelineList
              timeline={timeline}
              rows={rows}
              broken={broken}
              version={stands}
              compare={compare}
              nameOf={nameOf}
              show={show}
              onCompare={(other) => stands !== null && goTo(placeOf(stands, other))}
            />
          ) : (
            <Loading what="Loading the history" isOffline={history.isPaused} />
          )}
        </section>
        <div className={classes['content']}>
          <Content
            invoiceId={invoiceId}
            place={place}
            version={version}
            beforeReceipt={beforeReceipt}
            shown={shown}
            history={history}
            renderInvoice={renderInvoice}
          />
        </div>
        <News history={history} version={version} onShow={(to) => goTo(placeOf(to, compare))} />
      </div>
    </div>
  );
}

type History = ReturnType<typeof useTimeline>;

interface ContentProps extends Pick<HistoryPageProps, 'invoiceId' | 'renderInvoice'> {
  place: Place;
  version: number | null;
  beforeReceipt: boolean;
  shown: ReturnType<typeof useVersion>;
  history: History;
}

/** The invoice as it was, two versions of it side by side, or why there is neither. */
function Content(props: ContentProps) {
  const { invoiceId, place, version, beforeReceipt, shown, history, renderInvoice } = props;
  const { timeline, known, isComplete, isPaused } = history;
  const { at, compare } = place;
  const [first] = timeline.events;
  if (at.kind === 'wrong') {
    return <NoVersion why={at.why} newest={known} />;
  }
  if (at.kind === 'instant' && beforeReceipt && first !== undefined) {
    return <BeforeReceipt instant={at.instant} receivedAt={first.at} />;
  }
  if (version === null) {
    return <Loading what="Loading the history" isOffline={isPaused} />;
  }
  const isNone = problemOf(shown.error)?.error_code === 'VERSION_NOT_FOUND';
  if (isNone || (isComplete && version > known)) {
    return <NoVersion why={`There is no version ${version}.`} newest={known} />;
  }
  if (shown.isError) {
    return <ErrorFace error={shown.error} onRetry={() => void shown.refetch()} />;
  }
  if (compare !== null && isComplete && compare > known) {
    return <NoVersion why={`There is no version ${compare} to compare with.`} newest={known} />;
  }
  if (compare !== null) {
    return (
      <Comparison
        invoiceId={invoiceId}
        from={Math.min(version, compare)}
        to={Math.max(version, compare)}
        eventOf={(which) => eventOf(timeline, which)}
      />
    );
  }
  const isOffline = shown.fetchStatus === 'paused';
  return shown.data === undefined ? (
    <Loading what="Loading the invoice as it was" isOffline={isOffline} />
  ) : (
    <AsItWas
      version={version}
      invoice={shown.data}
      isOffline={isOffline}
      event={eventOf(timeline, shown.data.review_version)}
      renderInvoice={renderInvoice}
    />
  );
}

/**
 * What is on screen, as the address says it. A slider that moves is ahead of the address, which follows once it rests:
 * each rest is one step to go back.
 */
function usePlace({ timeline, known, isComplete }: History) {
  const [params, setParams] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const place = useMemo(() => readPlace(params), [params]);
  const now = useNow(60_000);
  const [moving, setMoving] = useState<{ to: number; sent: boolean } | null>(null);
  const [followed, setFollowed] = useState(params);
  if (followed !== params) {
    setFollowed(params);
    if (moving?.sent === true) {
      setMoving(null);
    }
  }
  const goTo = (to: Place) => {
    setMoving(null);
    setParams(writePlace(to), { state });
  };

  const found = place.at.kind === 'instant' ? versionAt(timeline, place.at.instant, isComplete) : undefined;
  const asked = place.at.kind === 'version' ? place.at.version : (found ?? null);

  // Without a version, or at an instant that is yet to come, it is the newest of now; that it stays.
  const isOpenEnded =
    place.at.kind === 'newest' || (place.at.kind === 'instant' && Date.parse(place.at.instant) > now);
  const pinned = isOpenEnded && known >= 0 && isComplete ? known : null;
  useEffect(() => {
    if (pinned !== null) {
      setParams(writePlace(placeOf(pinned, place.compare)), { replace: true, state });
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, whatever else is new
  }, [pinned]);
  useEffect(() => {
    if (moving === null || moving.sent) {
      return undefined;
    }
    const { to } = moving;
    const timer = setTimeout(() => {
      if (to === asked) {
        setMoving(null);
      } else {
        setMoving({ to, sent: true });
        setParams(writePlace(placeOf(to, place.compare)), { state });
      }
    }, ARRIVED_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only another move starts the pause anew
  }, [moving]);

  return {
    place: moving === null ? place : placeOf(moving.to, place.compare),
    version: moving?.to ?? asked,
    beforeReceipt: moving === null && found === null,
    moveTo: (to: number) => setMoving({ to, sent: false }),
    goTo,
  };
}

/** The invoice at a version; the one before stays until it is there. Its neighbours are fetched ahead. */
function useVersion(invoiceId: string, version: number | null, known: number) {
  const queryClient = useQueryClient();
  const [rested] = useDebouncedValue(version, ASK_MS);
  const query = useQuery({
    ...versionQuery(invoiceId, version ?? -1),
    enabled: version !== null && rested === version,
    placeholderData: keepPreviousData,
  });
  const isThere = query.isSuccess && !query.isPlaceholderData && rested === version;
  useEffect(() => {
    if (!isThere || version === null) {
      return;
    }
    for (const neighbour of [version - 1, version + 1]) {
      if (neighbour >= 0 && neighbour <= known) {
        // Only ahead of time: where it fails, it is asked for again once it is wanted.
        queryClient.query(versionQuery(invoiceId, neighbour)).catch(() => undefined);
      }
    }
  }, [isThere, version, known, invoiceId, queryClient]);
  return query;
}

function titleOf(version: number | null, compare: number | null): string {
  if (version === null) {
    return '';
  }
  return compare === null
    ? `v${version}`
    : `v${Math.min(version, compare)} and v${Math.max(version, compare)}`;
}

function linkTo(place: Place): string {
  return `${window.location.origin}${window.location.pathname}?${writePlace(place).toString()}`;
}

function sayEvent({ review_version: version, actor, event, at }: HistoryEntry): string {
  return `v${version}: ${actor} ${verbOf(event)}, ${showInstant(at)}`;
}

function BackToReview({ invoiceId }: { invoiceId: string }) {
  const { state } = useLocation() as { state: unknown };
  return (
    <Link
      to={`/invoices/${invoiceId}`}
      state={state}
      className={classes['back']}
      data-testid="back-to-review"
    >
      ‹ Review
    </Link>
  );
}

interface CompareProps {
  version: number;
  compare: number | null;
  newest: number;
  onCompare: (other: number | null) => void;
}

function Compare({ version, compare, newest, onCompare }: CompareProps) {
  const [typed, setTyped] = useState<string | number>(compare ?? '');
  const [over, setOver] = useState(compare);
  if (over !== compare) {
    setOver(compare);
    setTyped(compare ?? '');
  }
  if (compare === null) {
    const other = version === 0 ? 1 : version - 1;
    return (
      <Button variant="default" onClick={() => onCompare(other)} data-testid="compare">
        Compare v{Math.min(version, other)} with v{Math.max(version, other)}
      </Button>
    );
  }
  const take = () => {
    if (typeof typed === 'number' && typed !== compare) {
      onCompare(typed);
    }
  };
  return (
    <form
      className={classes['compare']}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <span>v{version} with</span>
      <NumberInput
        size="xs"
        className={classes['other'] ?? ''}
        aria-label="Compare with version"
        prefix="v"
        min={0}
        max={newest}
        allowDecimal={false}
        allowNegative={false}
        value={typed}
        onChange={setTyped}
        onBlur={take}
        data-testid="compare-with"
      />
      <Button variant="default" onClick={() => onCompare(null)} data-testid="compare-end">
        End comparison
      </Button>
    </form>
  );
}

/** What is wrong with the whole: it did not load to its end, or the chain does not hold. */
function Faults({ history, broken }: { history: History; broken: readonly BrokenLink[] }) {
  const { newest, isComplete, error, retry } = history;
  return (
    <>
      {error !== null && (
        <p className={classes['fault']} role="alert">
          {isComplete ? 'What is new could not be asked for.' : `Only v0 to v${newest} could be loaded.`}
          <Button variant="default" size="compact-xs" onClick={retry}>
            Try again
          </Button>
        </p>
      )}
      {broken.length > 0 && (
        <p className={classes['fault']} role="alert" data-testid="chain-broken">
          The chain is broken at {listOf(broken.map(({ version }) => `v${version}`))}: what stands there does
          not follow from the event before it.
        </p>
      )}
    </>
  );
}

interface NewsProps {
  history: History;
  version: number | null;
  onShow: (version: number) => void;
}

/** How far it is loaded, and what came since: over the foot of the timeline, so that nothing moves. */
function News({ history: { timeline, newest, known, isComplete, isFetching }, version, onShow }: NewsProps) {
  const [seen, setSeen] = useState<number | null>(null);
  if (seen === null && isComplete) {
    setSeen(newest);
  }
  const last = timeline.events.at(-1);
  const isNews = seen !== null && newest > Math.max(seen, version ?? -1);
  return (
    <>
      {!isComplete && isFetching && newest >= 0 && (
        <p className={classes['news']} data-testid="history-progress">
          <progress max={Math.max(known, newest) + 1} value={newest + 1} aria-label="Loading the history" />
          {known > newest ? `${newest + 1} of ${count(known + 1, 'event')}` : count(newest + 1, 'event')}
        </p>
      )}
      <p className={classes['news']} role="status" data-testid="arrived" data-empty={!isNews || undefined}>
        {isNews && last !== undefined && (
          <>
            {newest - seen === 1
              ? `${last.actor} ${verbOf(last.event)}: v${newest} is new.`
              : `${newest - seen} new versions, up to v${newest} by ${last.actor}.`}
            <Button
              variant="default"
              size="compact-xs"
              onClick={() => {
                setSeen(newest);
                onShow(newest);
              }}
              data-testid="show-newest"
            >
              Show v{newest}
            </Button>
          </>
        )}
      </p>
    </>
  );
}

interface AsItWasProps extends Pick<HistoryPageProps, 'renderInvoice'> {
  version: number;
  invoice: Invoice;
  isOffline: boolean;
  event: HistoryEntry | undefined;
}

function AsItWas({ version, invoice, isOffline, event, renderInvoice }: AsItWasProps) {
  const isBehind = invoice.review_version !== version;
  const at = new Date(invoice.changed_at);
  return (
    <section
      className={classes['asItWas']}
      aria-label={`The invoice as it was at v${version}`}
      aria-busy={isBehind}
      data-testid="as-it-was"
      data-version={invoice.review_version}
    >
      <p className={classes['step']}>
        <strong data-testid="version">v{version}</strong>
        {isBehind ? (
          <span>{isOffline ? OFFLINE : 'loading …'}</span>
        ) : (
          <>
            <StatusBadge status={invoice.status} />
            <span>
              since <b>{invoice.changed_by}</b> {event === undefined ? 'decided' : verbOf(event.event)} at{' '}
              <time dateTime={invoice.changed_at}>
                {showInstant(invoice.changed_at)} ({showOffset(at)})
              </time>
            </span>
          </>
        )}
      </p>
      {renderInvoice(invoice, event === undefined || event.event === 'InvoiceReceived' ? null : event)}
    </section>
  );
}

function BeforeReceipt({ instant, receivedAt }: { instant: string; receivedAt: string }) {
  return (
    <Face
      title="Not here yet"
      testId="before-receipt"
      action={<ShowVersion version={0}>Show it as received</ShowVersion>}
    >
      {`At ${showInstant(instant)} (${showOffset(new Date(instant))}) this invoice had not been received. It came at ${showInstant(receivedAt)}.`}
    </Face>
  );
}

function NoVersion({ why, newest }: { why: string; newest: number }) {
  return (
    <Face
      title="No such version"
      testId="no-version"
      action={newest >= 0 && <ShowVersion version={newest}>Show v{newest}</ShowVersion>}
    >
      {newest < 0 ? why : `${why} The newest is v${newest}.`}
    </Face>
  );
}

function ShowVersion({ version, children }: { version: number; children: ReactNode }) {
  const { state } = useLocation() as { state: unknown };
  return (
    <Button
      component={Link}
      variant="default"
      to={{ search: writePlace(placeOf(version)).toString() }}
      state={state}
    >
      {children}
    </Button>
  );
}

const OFFLINE = 'Offline: this follows once the connection is back.';

function Loading({ what, isOffline }: { what: string; isOffline: boolean }) {
  return isOffline ? (
    <Face title="No connection">{OFFLINE}</Face>
  ) : (
    <div className={classes['loading']} aria-busy="true" aria-label={what}>
      {Array.from({ length: 8 }, (_, row) => (
        <Skeleton key={row} height={28} animate={false} />
      ))}
    </div>
  );
}
