import { Button, Progress, Select, Skeleton, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link, useSearchParams } from 'react-router';
import { sayError } from '@/api/problem';
import type { RecordedExport } from '@/api/types';
import { showInstant } from '@/terms/dates';
import { ErrorFace, Face } from '@/ui/Face';
import { InvoicePicker } from '@/ui/InvoicePicker';
import { PeriodFields, ZoneNote } from '@/ui/PeriodFields';
import { count, showCount } from '@/ui/words';
import classes from './AuditExports.module.css';
import { chooseDestination } from './destination';
import { exportDownload, type Download } from './export-download';
import {
  FORMAT_NAMES,
  FORMATS,
  SHORT_NAMES,
  isFormat,
  manifestName,
  suggestedName,
  type ExportRequest,
} from './export-request';
import { sayOutcome, saySelection, showBytes } from './export-words';
import { EXPORTS_KEY, saveManifest, useExports } from './exports';

/** Events to take away, with what proves them; who took what stays on record. */
export function AuditExports() {
  const exports = useExports();
  const download = useSyncExternalStore(exportDownload.subscribe, exportDownload.get);
  useRecordOf(download);
  const recorded = exports.data?.pages
    .flatMap((page) => page.items)
    .find((item) => item.export_id === download?.export_id);
  return (
    <>
      <title>Exports · Countersign</title>
      <h2 className="visually-hidden">Exports</h2>
      <ExportForm busy={download?.state === 'running'} />
      {download !== null && <DownloadPanel download={download} recorded={recorded} />}
      <section aria-labelledby="recorded-exports">
        <h3 id="recorded-exports" className={classes['heading']}>
          Exports on record
        </h3>
        <Recorded exports={exports} />
      </section>
    </>
  );
}

/** An export is on record as soon as it begins, and again when it ends. */
function useRecordOf(download: Download | null): void {
  const queryClient = useQueryClient();
  const state = download?.state;
  const id = download?.export_id;
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: EXPORTS_KEY });
  }, [queryClient, state, id]);
}

function ExportForm({ busy }: { busy: boolean }) {
  const [params] = useSearchParams();
  const [request, setRequest] = useState<ExportRequest>({
    from: params.get('from') ?? '',
    to: params.get('to') ?? '',
    actor: params.get('actor') ?? '',
    invoice_id: params.get('invoice_id') ?? '',
    format: 'ndjson',
  });
  const [error, setError] = useState<string | null>(null);
  const change = (part: Partial<ExportRequest>) => setRequest({ ...request, ...part });
  const begin = async () => {
    setError(null);
    try {
      const destination = await chooseDestination(suggestedName(request.format, new Date()));
      if (destination !== null) {
        void exportDownload.start(request, destination);
      }
    } catch (failure) {
      setError(sayError(failure));
    }
  };
  return (
    <form
      className={classes['panel']}
      aria-label="New export"
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <div className={classes['fields']}>
        <PeriodFields period={request} onChange={change} />
        <TextInput
          size="xs"
          label="By whom"
          placeholder="everybody"
          value={request.actor}
          onChange={(event) => change({ actor: event.currentTarget.value })}
          data-testid="export-actor"
        />
        <InvoicePicker
          value={request.invoice_id}
          onChange={(invoiceId) => change({ invoice_id: invoiceId })}
        />
        <Select
          size="xs"
          label="As"
          data={FORMATS.map((value) => ({ value, label: FORMAT_NAMES[value] }))}
          value={request.format}
          allowDeselect={false}
          onChange={(format) => format !== null && isFormat(format) && change({ format })}
          data-testid="export-format"
        />
      </div>
      <div className={classes['actions']}>
        <span className={classes['dim']}>
          A checkpoint is signed first, so that everything until now is covered. <ZoneNote />
        </span>
        <span className={classes['space']} />
        <Button type="submit" disabled={busy} data-testid="export-begin">
          Export
        </Button>
      </div>
      {error !== null && (
        <p className={classes['bad']} role="alert">
          {error}
        </p>
      )}
    </form>
  );
}

interface DownloadPanelProps {
  download: Download;
  /** What the service has on record of it. */
  recorded: RecordedExport | undefined;
}

function DownloadPanel({ download, recorded }: DownloadPanelProps) {
  const { state, fileName, total, bytes, export_id: exportId } = download;
  const events = eventsOf(download, recorded);
  const lacks = state === 'done' && total !== null && events !== null && events < total;
  return (
    <section
      className={classes['panel']}
      aria-label="This export"
      data-state={state}
      data-testid="export-progress"
    >
      <div className={classes['download']}>
        <div>
          <b className={classes['file']}>{fileName}</b>
          <p role={state === 'running' ? undefined : 'status'} data-testid="export-said">
            {state === 'running' &&
              (total === null
                ? 'A checkpoint is being signed, then the events are chosen …'
                : `${showCount(events ?? 0)} of ${count(total, 'event')}, ${showBytes(bytes)}`)}
            {state === 'done' && `Done: ${count(events ?? total ?? 0, 'event')}, ${showBytes(bytes)}.`}
            {state === 'cancelled' && 'Cancelled. Nothing was kept.'}
          </p>
          {lacks && (
            <p className={classes['bad']} role="alert" data-testid="export-lacks">
              The log knows of {count(total, 'event')}: the store lacks some. Check the file with its
              manifest, which names them.
            </p>
          )}
          {state === 'failed' && (
            <p className={classes['bad']} role="alert" data-testid="export-failed">
              It broke off, and nothing was kept. {sayError(download.error)}
            </p>
          )}
        </div>
        <span className={classes['space']} />
        {state === 'running' && (
          <Button variant="default" onClick={() => exportDownload.cancel()} data-testid="export-cancel">
            Cancel
          </Button>
        )}
        {state === 'done' && exportId !== null && (
          <ManifestButton exportId={exportId} name={manifestName(fileName)} label="Save its manifest" />
        )}
      </div>
      {state === 'running' && (
        <Progress
          value={events === null || total === null || total === 0 ? 0 : (100 * events) / total}
          aria-label={`Export of ${fileName}`}
        />
      )}
      {state === 'done' && (
        <p className={classes['dim']}>
          The manifest lists what the file must hold. Together they are{' '}
          <Link to="/audit/verification#offline">checked offline</Link>.
        </p>
      )}
    </section>
  );
}

/**
 * How many events came, null where that is not known (yet). A spreadsheet has a row for each changed term, and an
 * archive is packed: there only the service can count.
 */
function eventsOf(download: Download, recorded: RecordedExport | undefined): number | null {
  const isSettled = download.state === 'running' || recorded?.state === 'done';
  return download.events ?? (isSettled ? (recorded?.events ?? null) : null);
}

interface ManifestProps {
  exportId: string;
  /** Null for the name that the service gives it. */
  name: string | null;
  label: string;
}

function ManifestButton({ exportId, name, label }: ManifestProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await saveManifest(exportId, name);
    } catch (failure) {
      setError(sayError(failure));
    }
    setBusy(false);
  };
  return (
    <>
      {error !== null && (
        <span className={classes['bad']} role="alert">
          {error}
        </span>
      )}
      <Button
        variant="default"
        size="compact-xs"
        loading={busy}
        onClick={() => void save()}
        data-testid="export-manifest"
      >
        {label}
      </Button>
    </>
  );
}

function Recorded({ exports }: { exports: ReturnType<typeof useExports> }) {
  if (exports.isPending) {
    return (
      <div className={classes['panel']} aria-busy="true" aria-label="Loading the exports">
        {Array.from({ length: 4 }, (_, row) => (
          <Skeleton key={row} height={20} mb={10} animate={false} />
        ))}
      </div>
    );
  }
  if (exports.data === undefined) {
    return <ErrorFace error={exports.error} onRetry={() => void exports.refetch()} />;
  }
  const items = exports.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <Face title="No exports yet" testId="exports-empty">
        Each one stands here with who asked for it, also where it was broken off.
      </Face>
    );
  }
  return (
    <>
      {exports.isError && (
        <p className={classes['bad']} role="alert">
          This list may be old. {sayError(exports.error)}
        </p>
      )}
      <div className={classes['scroll']}>
        <table className={classes['table']} data-testid="exports">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">As</th>
              <th scope="col">Outcome</th>
              <th scope="col">
                <span className="visually-hidden">Manifest</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.export_id} data-testid="export-row" data-state={item.state}>
                <td>{showInstant(item.requested_at)}</td>
                <td>{item.requested_by}</td>
                <td>
                  <Selection filter={item.filter} />
                </td>
                <td>{SHORT_NAMES[item.format]}</td>
                <td>{sayOutcome(item)}</td>
                <td className={classes['last']}>
                  {item.state === 'done' && (
                    <ManifestButton exportId={item.export_id} name={null} label="Manifest" />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {exports.hasNextPage && (
        <Button
          variant="default"
          mt={10}
          loading={exports.isFetchingNextPage}
          onClick={() => void exports.fetchNextPage()}
        >
          More
        </Button>
      )}
    </>
  );
}

function Selection({ filter }: { filter: RecordedExport['filter'] }) {
  const invoiceId = filter.invoice_id ?? null;
  const text = saySelection(filter, invoiceId === null ? null : invoiceId.slice(0, 8));
  return invoiceId === null ? text : <Link to={`/invoices/${invoiceId}/history`}>{text}</Link>;
}
