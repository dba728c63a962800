import { Tabs } from '@mantine/core';
import { lazy, memo, Suspense, useEffect, useMemo, useState } from 'react';
import { ErrorFace, Face } from '@/ui/Face';
import type { Snapshot } from '@/work/work';
import { useSourceDocument } from '../source-document';
import { useReviewFacts } from '../review-facts';
import classes from './DocumentPanel.module.css';
import { embeddedDocument, ExtractionDocument, readExtraction } from './ExtractionDocument';
import { readText } from './read-text';
import { ReceivedTerms } from './ReceivedTerms';
import { XmlDocument } from './XmlDocument';

// Large, and only some invoices come as PDF.
const PdfDocument = lazy(() => import('./PdfDocument'));

interface DocumentPanelProps {
  invoice: Snapshot;
  focusedTerm: string | null;
}

export const DocumentPanel = memo(function DocumentPanel({ invoice, focusedTerm }: DocumentPanelProps) {
  const { received, deviations } = useReviewFacts();
  const lit =
    focusedTerm === null
      ? null
      : ((deviations.has(focusedTerm) ? received : invoice.terms)[focusedTerm] ?? null);
  return (
    <Tabs
      defaultValue="document"
      keepMounted={false}
      classNames={{ root: classes['tabs'] ?? '', panel: classes['panel'] ?? '' }}
    >
      <Tabs.List>
        <Tabs.Tab value="document">Document</Tabs.Tab>
        <Tabs.Tab value="received" data-testid="as-received-tab">
          As received
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="document">
        <Source invoice={invoice} lit={lit} />
      </Tabs.Panel>
      <Tabs.Panel value="received">
        <ReceivedTerms invoice={invoice} />
      </Tabs.Panel>
    </Tabs>
  );
});

function Source({ invoice, lit }: { invoice: Snapshot; lit: string | null }) {
  const source = useSourceDocument(invoice.invoice_id);
  if (source.isPending) {
    return <Face title="Loading the document …" />;
  }
  if (source.isError) {
    return <ErrorFace error={source.error} onRetry={() => void source.refetch()} />;
  }
  return <DocumentOf blob={source.data} mediaType={invoice.source.media_type} lit={lit} />;
}

interface DocumentOfProps {
  blob: Blob;
  mediaType: string;
  lit: string | null;
}

function DocumentOf({ blob, mediaType, lit }: DocumentOfProps) {
  if (mediaType.includes('pdf')) {
    return (
      <Suspense fallback={<Face title="Opening the document …" />}>
        <PdfDocument file={blob} lit={lit} />
      </Suspense>
    );
  }
  if (mediaType.startsWith('image/')) {
    return <ImageDocument blob={blob} />;
  }
  return <TextDocument blob={blob} mediaType={mediaType} lit={lit} />;
}

function TextDocument({ blob, mediaType, lit }: DocumentOfProps) {
  const [content, setContent] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    void blob.arrayBuffer().then((bytes) => {
      if (wanted) {
        setContent(readText(new Uint8Array(bytes)));
      }
    });
    return () => {
      wanted = false;
    };
  }, [blob]);
  if (content === null) {
    return null;
  }
  return mediaType.includes('json') ? (
    <Extracted json={content} lit={lit} />
  ) : (
    <XmlDocument xml={content} lit={lit} />
  );
}

function Extracted({ json, lit }: { json: string; lit: string | null }) {
  const extraction = useMemo(() => readExtraction(json), [json]);
  const embedded = useMemo(() => embeddedDocument(extraction), [extraction]);
  return (
    <>
      {embedded !== null && <DocumentOf blob={embedded} mediaType={embedded.type} lit={lit} />}
      <ExtractionDocument extraction={extraction} />
    </>
  );
}

function ImageDocument({ blob }: { blob: Blob }) {
  const url = useMemo(() => URL.createObjectURL(blob), [blob]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return <img className={classes['image']} src={url} alt="The document as received" />;
}
