import { fetchFile } from '@/api/client';
import { counting, type Arrived } from './counting';
import type { Destination } from './destination';
import { exportPath, nameIn, suggestedName, type ExportRequest } from './export-request';

/** The export that this tab asked for, and how far it is. */
export type Download = {
  state: 'running' | 'done' | 'cancelled' | 'failed';
  request: ExportRequest;
  fileName: string;
  /** Known as soon as the service begins to answer. */
  export_id: string | null;
  total: number | null;
  /** Of the events that arrived; null where only the service can count them. */
  events: number | null;
  bytes: number;
  error: unknown;
};

const TELL_EVERY_MS = 100;

/** Goes on while the person looks at other pages of the application; one at a time. */
class ExportDownload {
  #now: Download | null = null;
  #abort: AbortController | null = null;
  readonly #listeners = new Set<() => void>();

  readonly get = (): Download | null => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly cancel = (): void => {
    this.#abort?.abort();
  };

  async start(request: ExportRequest, destination: Destination): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#now = {
      state: 'running',
      request,
      fileName: destination.fileName ?? suggestedName(request.format, new Date()),
      export_id: null,
      total: null,
      events: null,
      bytes: 0,
      error: null,
    };
    this.#changed({});
    window.addEventListener('beforeunload', askFirst);
    try {
      await this.#load(request, destination, abort.signal);
      this.#changed({ state: 'done' });
    } catch (error) {
      this.#changed(abort.signal.aborted ? { state: 'cancelled' } : { state: 'failed', error });
    } finally {
      window.removeEventListener('beforeunload', askFirst);
      this.#abort = null;
    }
  }

  async #load(request: ExportRequest, destination: Destination, signal: AbortSignal): Promise<void> {
    const response = await fetchFile(exportPath(request), signal);
    const isLines = request.format === 'ndjson';
    const total = readNumber(response.headers.get('Export-Events'));
    const fileName =
      destination.fileName ??
      nameIn(response.headers.get('Content-Disposition')) ??
      this.#now?.fileName ??
      '';
    this.#changed({
      export_id: response.headers.get('Export-Id'),
      total,
      fileName,
      events: isLines ? 0 : null,
    });
    const tell = ({ bytes, lines }: Arrived) =>
      this.#changed({ bytes, ...(isLines ? { events: lines } : {}) });
    let told = 0;
    let last: Arrived = { bytes: 0, lines: 0 };
    const count = counting((arrived) => {
      last = arrived;
      if (performance.now() - told > TELL_EVERY_MS) {
        told = performance.now();
        tell(arrived);
      }
    });
    if (response.body === null) {
      throw new Error('The answer is empty.');
    }
    await destination.write(response.body.pipeThrough(count, { signal }), fileName, signal);
    tell(last);
  }

  #changed(change: Partial<Download>): void {
    if (this.#now !== null) {
      this.#now = { ...this.#now, ...change };
    }
    this.#listeners.forEach((listener) => listener());
  }
}

export const exportDownload = new ExportDownload();

function readNumber(header: string | null): number | null {
  const number = Number(header ?? '');
  return header === null || Number.isNaN(number) ? null : number;
}

/** Leaving the page would break it off. */
function askFirst(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
