import { useEffect, useState, type ReactNode } from 'react';
import { answered, client } from '@/api/client';
import { LiveContext } from '@/api/live';
import { usePerson } from '@/session/SessionContext';
import { LiveConnection, RESYNC } from './connection';

function socketUrl(): string {
  return `${window.location.origin.replace(/^http/, 'ws')}/ws`;
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const { session } = usePerson();
  const [connection] = useState(
    () =>
      new LiveConnection({
        url: socketUrl(),
        accessToken: session.accessToken,
        askVersion: (id) =>
          answered(
            client.GET('/api/invoices/{id}', { params: { path: { id } }, headers: { [RESYNC]: 'yes' } }),
          ),
      }),
  );
  useEffect(() => {
    connection.start();
    return () => connection.stop();
  }, [connection]);
  return <LiveContext value={connection}>{children}</LiveContext>;
}
