import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { differenceQuery } from '@/api/versions';
import type { TermChange, WireChanges } from '@/api/types';
import { count } from '@/ui/words';
import { ChangeList } from '@/ui/EventFacts';
import { ErrorFace } from '@/ui/Face';
import { FindingsAfter } from '@/ui/FindingsAfter';
import classes from './HistoryPanel.module.css';

/** What the form around the history makes of an earlier version. */
export type Restoring = {
  /** The version that the form shows. */
  version: number;
  /** Why nothing can be restored at the moment. */
  blocked: string | null;
  asCorrection: (changes: readonly TermChange[]) => WireChanges;
  onRestore: (target: number, changes: readonly TermChange[]) => void;
};

interface RestoreProps {
  invoiceId: string;
  target: number;
  open: boolean;
  restoring: Restoring;
  nameOf: (path: string) => string;
  show: (path: string, value: string | null | undefined) => string;
  onOpen: (open: boolean) => void;
}

/** Going back is an ordinary correction: first what it changes, then into the form, then saved like any other. */
export function Restore({ invoiceId, target, open, restoring, nameOf, show, onOpen }: RestoreProps) {
  return open ? (
    <Preview
      invoiceId={invoiceId}
      target={target}
      restoring={restoring}
      nameOf={nameOf}
      show={show}
      onClose={() => onOpen(false)}
    />
  ) : (
    <Button variant="subtle" size="compact-xs" onClick={() => onOpen(true)} data-testid={`restore-${target}`}>
      Restore this version…
    </Button>
  );
}

type PreviewProps = Omit<RestoreProps, 'open' | 'onOpen'> & { onClose: () => void };

function Preview({ invoiceId, target, restoring, nameOf, show, onClose }: PreviewProps) {
  const { version, blocked, asCorrection, onRestore } = restoring;
  const difference = useQuery(differenceQuery(invoiceId, version, target));
  const changes = difference.data ?? [];
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that opened it is gone.
    title.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    title.current?.scrollIntoView({ block: 'start' });
  }, [difference.isSuccess]);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <section
      className={classes['restore']}
      aria-labelledby={`restore-${target}-title`}
      data-testid="restore-preview"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <h3 id={`restore-${target}-title`} tabIndex={-1} ref={title}>
        Restoring v{target}
        {difference.isSuccess && ` changes ${count(changes.length, 'term')} of v${version}`}
      </h3>
      {difference.isPending && (
        <div aria-busy="true" aria-label="Looking for what it changes">
          <Skeleton height={16} animate={false} />
        </div>
      )}
      {difference.isError && <ErrorFace error={difference.error} onRetry={() => void difference.refetch()} />}
      {difference.isSuccess && (
        <>
          {changes.length === 0 && <p>v{version} is the same already.</p>}
          <ChangeList changes={changes} nameOf={nameOf} show={show} most={Infinity} testId="restores" />
          {changes.length > 0 && (
            <FindingsAfter
              invoiceId={invoiceId}
              version={version}
              changes={asCorrection(changes)}
              isPartial={false}
            />
          )}
        </>
      )}
      {blocked !== null && <p role="status">{blocked}</p>}
      <div className={classes['buttons']}>
        <Button
          disabled={blocked !== null || changes.length === 0}
          onClick={() => {
            onRestore(target, changes);
            onClose();
          }}
          data-testid="restore-confirm"
        >
          Put it into the form
        </Button>
        <Button variant="default" onClick={onClose} data-testid="restore-cancel">
          Cancel
        </Button>
      </div>
    </section>
  );
}
