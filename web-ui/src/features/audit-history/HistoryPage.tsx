import { Button, Tabs } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { problemOf } from '@/api/problem';
import type { HistoryEntry, Invoice } from '@/api/types';
import { mayAudit, usePerson } from '@/session/SessionContext';
import { showInstant, showOffset } from '@/terms/dates';
import type { Rows } from '@/terms/paths';
import { CopyButton } from '@/ui/CopyButton';
import type { TermWords } from '@/ui/EventFacts';
import { ErrorFace, Face } from '@/ui/Face';
import { InvoiceHead } from '@/ui/InvoiceHead';
import { Loading } from '@/ui/Loading';
import { StatusBadge } from '@/ui/StatusBadge';
import { listOf, verbOf } from '@/ui/words';
import { CompareControl } from './CompareControl';
import { Comparison } from './Comparison';
import classes from './HistoryPage.module.css';
import { HistoryNews } from './HistoryNews';
import { InstantField } from './InstantField';
import { placeOf, writePlace, type Place } from './place';
import { ProofButton } from './ProofButton';
import { TimelineList } from './TimelineList';
import { brokenLinks, eventOf, marksOnTrack, rowsAlong, type BrokenLink } from './timeline';
import { usePlace, useVersion } from './use-place';
import { useTimeline, type TimelineSoFar } from './use-timeline';
import { VersionSlider } from './VersionSlider';

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
  const { state } = useLocation() as { state: unknown };
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
      <InvoiceHead
        back={{ to: `/invoices/${invoiceId}`, state, label: 'Review', testId: 'back-to-review' }}
        invoice={
          number === undefined && newest < 0
            ? null
            : { number, seller: termOf('seller.name') ?? undefined, buyer: termOf('buyer.name') ?? undefined }
        }
      >
        <span className={classes['actions']}>
          {stands !== null && newest > 0 && (
            <CompareControl
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
      </InvoiceHead>
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
            <Awaited what="Loading the history" isOffline={history.isPaused} />
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
        <HistoryNews history={history} version={version} onShow={(to) => goTo(placeOf(to, compare))} />
      </div>
    </div>
  );
}

interface ContentProps extends Pick<HistoryPageProps, 'invoiceId' | 'renderInvoice'> {
  place: Place;
  version: number | null;
  beforeReceipt: boolean;
  shown: ReturnType<typeof useVersion>;
  history: TimelineSoFar;
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
    return <Awaited what="Loading the history" isOffline={isPaused} />;
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
    <Awaited what="Loading the invoice as it was" isOffline={isOffline} />
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

/** What is wrong with the whole: it did not load to its end, or the chain does not hold. */
function Faults({ history, broken }: { history: TimelineSoFar; broken: readonly BrokenLink[] }) {
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

function Awaited({ what, isOffline }: { what: string; isOffline: boolean }) {
  return isOffline ? <Face title="No connection">{OFFLINE}</Face> : <Loading what={what} height={28} />;
}
