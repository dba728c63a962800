import { Button, CloseButton, Progress } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import { problemOf, sayError } from '@/api/problem';
import { usePerson } from '@/session/SessionContext';
import { uploadDocument, waitUntilListed } from './upload';
import classes from './UploadPanel.module.css';

type Upload = {
  id: number;
  name: string;
  sent: number;
  invoiceId: string | null;
  error: unknown;
};

let nextId = 0;

/** Takes documents dropped anywhere on the page, and shows what became of each. */
export function UploadPanel({ onReceived }: { onReceived: (invoiceId: string) => void }) {
  const { session } = usePerson();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);

  const change = (id: number, part: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...part } : upload)));

  const send = async (file: File) => {
    const id = nextId++;
    setUploads((all) => [...all, { id, name: file.name, sent: 0, invoiceId: null, error: null }]);
    try {
      const received = await uploadDocument(file, await session.accessToken(), (sent) =>
        change(id, { sent }),
      );
      await waitUntilListed(received.invoice_id);
      change(id, { sent: 1, invoiceId: received.invoice_id });
      onReceived(received.invoice_id);
    } catch (error) {
      change(id, { error });
    }
  };

  /** One after the other: a folder of documents should not crowd out everybody else. */
  const sendAll = async (files: readonly File[]) => {
    for (const file of files) {
      await send(file);
    }
  };

  const onDrag = useEffectEvent((event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) {
      return;
    }
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') {
      void sendAll([...event.dataTransfer.files]);
    }
  });

  useEffect(() => {
    const listener = (event: DragEvent) => {
      // Leaving an element for its child is not leaving the window.
      if (event.type !== 'dragleave' || event.relatedTarget === null) {
        onDrag(event);
      }
    };
    const kinds = ['dragover', 'dragleave', 'drop'] as const;
    kinds.forEach((kind) => document.addEventListener(kind, listener));
    return () => kinds.forEach((kind) => document.removeEventListener(kind, listener));
  }, []);

  return (
    <>
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        accept=".xml,.pdf,.json"
        data-testid="upload-file"
        onChange={(event) => {
          void sendAll([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <Button variant="default" onClick={() => chooser.current?.click()} data-testid="upload">
        Receive a document
      </Button>
      {over && (
        <div className={classes['over']}>
          <p>Drop to receive</p>
        </div>
      )}
      {uploads.length > 0 && (
        <section
          className={classes['panel']}
          aria-label="Received documents"
          aria-live="polite"
          data-testid="uploads"
        >
          {uploads.map((upload) => (
            <UploadRow
              key={upload.id}
              upload={upload}
              onClose={() => setUploads((all) => all.filter((other) => other.id !== upload.id))}
            />
          ))}
        </section>
      )}
    </>
  );
}

function UploadRow({ upload, onClose }: { upload: Upload; onClose: () => void }) {
  const problem = problemOf(upload.error);
  const done = upload.invoiceId !== null || upload.error !== null;
  return (
    <div className={classes['row']} data-testid="upload-row">
      <div className={classes['name']}>
        <strong>{upload.name}</strong>
        {done && <CloseButton size="xs" aria-label={`Dismiss ${upload.name}`} onClick={onClose} />}
      </div>
      {!done && (
        <Progress
          value={upload.sent * 100}
          size="sm"
          aria-label={`Sending ${upload.name}`}
          animated={upload.sent === 1}
        />
      )}
      {upload.invoiceId !== null && (
        <span>
          Received. <Link to={`/invoices/${upload.invoiceId}`}>Open it</Link>
        </span>
      )}
      {upload.error !== null && (
        <div className={classes['refused']} role="alert">
          {problem?.error_code === 'DUPLICATE_INVOICE' ? (
            <>
              This document was received before.{' '}
              {problem.invoice_id !== undefined && (
                <Link to={`/invoices/${problem.invoice_id}`}>Open its invoice</Link>
              )}
            </>
          ) : (
            <>
              <strong>{problem?.title ?? 'Not received'}</strong>
              {sayError(upload.error) !== problem?.title && <p>{sayError(upload.error)}</p>}
              <ul>
                {problem?.errors?.map((error, index) => (
                  <li key={index}>{error.message ?? error.code ?? error.pointer}</li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </div>
  );
}
