import { Button } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { ErrorFace, Face } from '@/ui/Face';
import { loadMe } from './me';
import { PersonContext, type Person } from './SessionContext';
import { signIn } from './sign-in';

type Gate = { kind: 'opening' } | { kind: 'open'; person: Person } | { kind: 'shut'; error: unknown };

let opening: Promise<Person | null> | null = null;

/** Once a page, whatever React mounts how often: a code can be redeemed only once. */
function openOnce(): Promise<Person | null> {
  opening ??= signIn().then(async (session) => (session === null ? null : { ...(await loadMe()), session }));
  return opening;
}

/** Nothing of the application is mounted before it is known who looks at it, and nothing unmounts it afterwards. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [gate, setGate] = useState<Gate>({ kind: 'opening' });
  useEffect(() => {
    openOnce().then(
      (person) => {
        if (person !== null) {
          setGate({ kind: 'open', person });
        }
      },
      (error: unknown) => setGate({ kind: 'shut', error }),
    );
  }, []);
  switch (gate.kind) {
    case 'opening':
      return <Face title="Signing in …" />;
    case 'shut':
      return (
        <>
          <ErrorFace error={gate.error} />
          <Face
            title="You are not signed in"
            action={<Button onClick={() => window.location.assign('/')}>Sign in again</Button>}
          />
        </>
      );
    case 'open':
      return <PersonContext value={gate.person}>{children}</PersonContext>;
  }
}
