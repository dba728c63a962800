/** What is exported and as what. Instants in `from` and `to`; an empty text leaves nothing out. */
export type ExportRequest = {
  from: string;
  to: string;
  actor: string;
  invoice_id: string;
  format: ExportFormat;
};

export const FORMATS = ['ndjson', 'csv', 'archive'] as const;

export type ExportFormat = (typeof FORMATS)[number];

export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'NDJSON, can be verified',
  csv: 'CSV for spreadsheets',
  archive: 'ZIP, both and documents',
};

export const SHORT_NAMES: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'NDJSON',
  csv: 'CSV',
  archive: 'ZIP',
};

const FILE_ENDINGS: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'ndjson',
  csv: 'csv',
  archive: 'zip',
};

export function isFormat(text: string): text is ExportFormat {
  return (FORMATS as readonly string[]).includes(text);
}

/** Where it is asked for. */
export function exportPath({ format, ...filter }: ExportRequest): string {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) {
    if (value.trim() !== '') {
      query.set(name, value.trim());
    }
  }
  return `/api/audit/export?${query.toString()}`;
}

/** Until the service names it. */
export function suggestedName(format: ExportFormat, today: Date): string {
  const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  return `countersign-${day}.${FILE_ENDINGS[format]}`;
}

/** The name that the service gave the file: RFC 6266, its plain and its encoded form. */
export function nameIn(disposition: string | null): string | null {
  const encoded = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (encoded !== undefined) {
    return decodeURIComponent(encoded.trim());
  }
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;]+))/i.exec(disposition ?? '');
  return plain?.[1] ?? plain?.[2]?.trim() ?? null;
}

/** Beside its export: events.ndjson -> events.manifest.json. */
export function manifestName(fileName: string): string {
  return `${fileName.replace(/\.[a-z]+$/i, '')}.manifest.json`;
}
