import { ActionIcon } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useCallback, useState } from 'react';
import { Document, Page, pdfjs } from 'react-pdf';
import 'react-pdf/dist/Page/TextLayer.css';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { Face } from '@/ui/Face';
import classes from './PdfDocument.module.css';

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

/** Fonts, character maps and decoders that a PDF may refer to without bringing them; served by ourselves. */
const OPTIONS = {
  standardFontDataUrl: '/pdf/standard_fonts/',
  cMapUrl: '/pdf/cmaps/',
  wasmUrl: '/pdf/wasm/',
  iccUrl: '/pdf/iccs/',
};
const ZOOMS = [0.75, 1, 1.25, 1.5, 2, 3];

interface PdfDocumentProps {
  file: Blob;
  lit: string | null;
}

export default function PdfDocument({ file, lit }: PdfDocumentProps) {
  const { ref, width } = useElementSize();
  const [pages, setPages] = useState(0);
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(1);
  const step = (by: number) =>
    setZoom((now) => ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(now) + by))] ?? 1);

  /** The text layer takes HTML, so what the document says is escaped before it is marked. */
  const light = useCallback(
    ({ str }: { str: string }) => {
      const safe = escaped(str);
      return lit !== null && lit.length > 1 && str.includes(lit)
        ? safe.replaceAll(escaped(lit), (found) => `<mark>${found}</mark>`)
        : safe;
    },
    [lit],
  );

  return (
    <div ref={ref} className={classes['document']}>
      <div className={classes['tools']} role="toolbar" aria-label="Document">
        <ActionIcon
          variant="default"
          size="sm"
          aria-label="Page before"
          disabled={page <= 1}
          onClick={() => setPage(page - 1)}
        >
          ‹
        </ActionIcon>
        <span>
          {page} / {pages === 0 ? '…' : pages}
        </span>
        <ActionIcon
          variant="default"
          size="sm"
          aria-label="Next page"
          disabled={page >= pages}
          onClick={() => setPage(page + 1)}
        >
          ›
        </ActionIcon>
        <span className={classes['space']} />
        <ActionIcon
          variant="default"
          size="sm"
          aria-label="Smaller"
          disabled={zoom === ZOOMS[0]}
          onClick={() => step(-1)}
        >
          −
        </ActionIcon>
        <span>{Math.round(zoom * 100)} %</span>
        <ActionIcon
          variant="default"
          size="sm"
          aria-label="Larger"
          disabled={zoom === ZOOMS.at(-1)}
          onClick={() => step(1)}
        >
          +
        </ActionIcon>
      </div>
      <div className={classes['page']} data-testid="pdf">
        <Document
          file={file}
          options={OPTIONS}
          onLoadSuccess={({ numPages }) => setPages(numPages)}
          loading={<Face title="Opening the document …" />}
          error={<Face title="This PDF cannot be shown">Its terms stand on the form all the same.</Face>}
        >
          {width > 0 && (
            <Page
              pageNumber={page}
              width={width - 24}
              scale={zoom}
              renderAnnotationLayer={false}
              customTextRenderer={light}
              loading={<div className={classes['blank']} />}
            />
          )}
        </Document>
      </div>
    </div>
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
