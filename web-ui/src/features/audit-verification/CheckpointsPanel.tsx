import { Button, Select, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { sayError } from '@/api/problem';
import type { Checkpoint } from '@/api/types';
import { showInstant } from '@/terms/dates';
import { More } from '@/ui/More';
import { ErrorFace } from '@/ui/Face';
import { saveFile } from '@/ui/save-file';
import { count, showCount } from '@/ui/words';
import classes from './AuditVerification.module.css';
import { fetchConsistency, useSigning, type useCheckpoints } from './checkpoints';

/** Signed tree heads: whoever keeps one can tell later whether anything before it was altered or removed. */
export function CheckpointsPanel({ checkpoints }: { checkpoints: ReturnType<typeof useCheckpoints> }) {
  const signing = useSigning();
  const items = checkpoints.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={classes['panel']} aria-labelledby="checkpoints" data-testid="checkpoints">
      <header className={classes['head']}>
        <h3 id="checkpoints">Checkpoints</h3>
        <Button
          variant="default"
          loading={signing.isPending}
          onClick={() => signing.mutate()}
          data-testid="checkpoint-sign"
        >
          Sign one now
        </Button>
      </header>
      <p className={classes['dim']}>
        Keep one outside the reach of whoever runs the database: it shows later whether anything up to it was
        altered or removed.
      </p>
      <p role="status" className={classes['good']}>
        {signing.isSuccess && `Signed over ${count(signing.data.tree_size, 'event')}.`}
      </p>
      {signing.isError && (
        <p className={classes['bad']} role="alert" data-testid="checkpoint-refused">
          {sayError(signing.error)}
        </p>
      )}
      {checkpoints.isPending && <Skeleton height={60} mt={10} animate={false} aria-busy="true" />}
      {checkpoints.data === undefined && checkpoints.isError && (
        <ErrorFace error={checkpoints.error} onRetry={() => void checkpoints.refetch()} />
      )}
      {checkpoints.isSuccess && items.length === 0 && (
        <p className={classes['none']}>None is signed yet. Sign one now, and keep it.</p>
      )}
      {items.length > 0 && (
        <>
          <div className={classes['scroll']}>
            <table className={classes['table']}>
              <thead>
                <tr>
                  <th scope="col">Signed</th>
                  <th scope="col" className={classes['number']}>
                    Events
                  </th>
                  <th scope="col">Root</th>
                  <th scope="col">Key</th>
                  <th scope="col">
                    <span className="visually-hidden">Download</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((checkpoint) => (
                  <tr key={`${checkpoint.tree_size} ${checkpoint.signed_at}`} data-testid="checkpoint">
                    <td>{showInstant(checkpoint.signed_at)}</td>
                    <td className={classes['number']}>{showCount(checkpoint.tree_size)}</td>
                    <td className={classes['hash']} title={checkpoint.root_hash}>
                      {checkpoint.root_hash.slice(0, 8)}…
                    </td>
                    <td className={classes['hash']}>{checkpoint.key_id}</td>
                    <td className={classes['last']}>
                      <Button
                        variant="default"
                        size="compact-xs"
                        aria-label={`Download the checkpoint over ${checkpoint.tree_size} events`}
                        onClick={() => saveCheckpoint(checkpoint)}
                        data-testid="checkpoint-download"
                      >
                        Download
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <More of={checkpoints} />
          <Consistency checkpoints={items} />
        </>
      )}
    </section>
  );
}

function saveCheckpoint({ text, tree_size }: Checkpoint): void {
  saveFile(new Blob([text], { type: 'text/plain' }), `checkpoint-${tree_size}.txt`);
}

/** Two heads of one log: the later begins with the earlier. */
function Consistency({ checkpoints }: { checkpoints: readonly Checkpoint[] }) {
  const sizes = [...new Set(checkpoints.map(({ tree_size }) => tree_size))].sort((one, other) => other - one);
  const [chosen, setChosen] = useState<{ one: number; other: number } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [newest = 0, before = newest] = sizes;
  const { one, other } = chosen ?? { one: before, other: newest };
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  if (sizes.length < 2) {
    return (
      <p className={classes['dim']}>
        With a second checkpoint, over more events, you can have it proved that the one goes on from the
        other.
      </p>
    );
  }
  const data = sizes.map((size) => ({
    value: String(size),
    label: count(size, 'event'),
  }));
  const prove = async () => {
    setBusy(true);
    setError(null);
    try {
      saveFile(await fetchConsistency(from, to), `consistency-${from}-${to}.json`);
    } catch (failure) {
      setError(sayError(failure));
    }
    setBusy(false);
  };
  return (
    <div className={classes['proof']}>
      <Select
        size="xs"
        label="That the log over"
        data={data}
        allowDeselect={false}
        value={String(one)}
        onChange={(size) => setChosen({ one: Number(size), other })}
        data-testid="proof-one"
      />
      <Select
        size="xs"
        label="and the log over"
        data={data}
        allowDeselect={false}
        value={String(other)}
        onChange={(size) => setChosen({ one, other: Number(size) })}
        data-testid="proof-other"
      />
      <Button
        variant="default"
        loading={busy}
        disabled={one === other}
        onClick={() => void prove()}
        data-testid="proof-download"
      >
        are one log: proof
      </Button>
      <p className={classes['dim']}>
        The verifier checks it with both checkpoints: consistency proof.json --checkpoints kept.txt
      </p>
      {error !== null && (
        <p className={classes['bad']} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
