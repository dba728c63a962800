import { createContext, useContext } from 'react';
import type { InvoicePush, InvoiceVersion, QueuePush } from './types';

export type ConnectionState =
  { kind: 'live' } | { kind: 'reconnecting'; since: number } | { kind: 'offline'; since: number };

export interface InvoiceListener {
  onPush: (push: InvoicePush) => void;
  /** The current version, asked on every (re)connection, on tab focus and by the slow poll while the socket is down. */
  onVersion: (version: InvoiceVersion) => void;
}

/** What a feature may know of the live connection; src/features/live provides it. */
export interface Live {
  state: () => ConnectionState;
  subscribe: (onChange: () => void) => () => void;
  watchInvoice: (invoiceId: string, listener: InvoiceListener) => () => void;
  watchQueue: (onPush: (push: QueuePush) => void, onReconnect: () => void) => () => void;
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) {
    throw new Error('useLive outside of the live connection');
  }
  return live;
}
