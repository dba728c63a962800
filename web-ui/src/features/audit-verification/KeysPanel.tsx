import { Button, Skeleton } from '@mantine/core';
import { showInstant } from '@/terms/dates';
import { ErrorFace } from '@/ui/Face';
import { saveFile } from '@/ui/save-file';
import classes from './AuditVerification.module.css';
import type { KnownKey, useKeys } from './checkpoints';

/** Who signs. A key that is noted down once tells every later checkpoint from a forged one. */
export function KeysPanel({ keys }: { keys: ReturnType<typeof useKeys> }) {
  return (
    <section className={classes['panel']} aria-labelledby="audit-keys" data-testid="audit-keys">
      <header className={classes['head']}>
        <h3 id="audit-keys">Public keys</h3>
      </header>
      <p className={classes['dim']}>
        Note the fingerprint down once, and compare it when you check anything.
      </p>
      {keys.isPending && <Skeleton height={40} mt={10} animate={false} aria-busy="true" />}
      {keys.isError && <ErrorFace error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && <p className={classes['none']}>Nothing is signed yet.</p>}
      <ul className={classes['keys']}>
        {keys.data?.map((key) => (
          <li key={key.key_id} data-testid="audit-key">
            <div className={classes['keyHead']}>
              <b>
                {key.name}+{key.key_id}
              </b>
              <span className={classes['dim']}>
                {key.algorithm}, since {showInstant(key.first_used_at)}
              </span>
              <span className={classes['space']} />
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => saveKey(key)}
                data-testid="key-download"
              >
                Download
              </Button>
            </div>
            <span className={classes['hash']} data-testid="key-fingerprint">
              SHA-256 {key.fingerprint}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function saveKey({ name, key_id, public_key }: KnownKey): void {
  saveFile(new Blob([public_key], { type: 'application/x-pem-file' }), `${name}-${key_id}.pem`);
}
