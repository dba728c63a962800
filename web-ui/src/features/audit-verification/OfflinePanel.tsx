import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import classes from './AuditVerification.module.css';
import type { KnownKey } from './checkpoints';

/** Nobody has to take the service's word. */
export function OfflinePanel({ keys }: { keys: readonly KnownKey[] }) {
  const panel = useRef<HTMLElement>(null);
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === '#offline') {
      panel.current?.scrollIntoView();
    }
  }, [hash]);
  const key = keys.at(-1)?.verifier_key ?? 'the verifier key';
  return (
    <section ref={panel} className={classes['panel']} aria-labelledby="offline" data-testid="offline">
      <header className={classes['head']}>
        <h3 id="offline">Without the service</h3>
      </header>
      <p>
        Keep the key and now and then a checkpoint, where nobody who runs the database can write. Then take an
        export with its manifest and check both with the verifier, one jar that shares no code with the
        service:
      </p>
      <pre className={classes['command']} data-testid="offline-command">
        {`java -jar countersign-verifier.jar export events.ndjson manifest.json \\
  --key "${key}" \\
  --checkpoints kept.txt`}
      </pre>
      <p className={classes['dim']}>
        It ends with 0 where all is well, 1 where something is broken, 2 where it could not tell. Of an
        archive, <code>archive export.zip</code> in place of the two files looks at the documents too.
      </p>
    </section>
  );
}
