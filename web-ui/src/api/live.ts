import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type {
  ClaimPush,
  CommentPush,
  InvoicePush,
  InvoiceVersion,
  MentionPush,
  Presence,
  QueuePush,
  TabPresence,
} from './types';

export type ConnectionState =
  { kind: 'live' } | { kind: 'reconnecting'; since: number } | { kind: 'offline'; since: number };

export interface InvoiceListener {
  onPush: (push: InvoicePush) => void;
  /** The current version, asked on every (re)connection, on tab focus and by the slow poll while the socket is down. */
  onVersion: (version: InvoiceVersion) => void;
}

/**
 * Pushes come from now on, the first time and after every gap: what was asked before may have missed some. Called at once
 * where the connection stands already.
 */
type OnSubscribed = () => void;

/** What a feature may know of the live connection; src/features/live provides it. */
export interface Live {
  state: () => ConnectionState;
  subscribe: (onChange: () => void) => () => void;
  watchInvoice: (invoiceId: string, listener: InvoiceListener) => () => void;
  watchQueue: (onPush: (push: QueuePush) => void, onSubscribed: OnSubscribed) => () => void;
  /** Who has the invoice open: at once, and again whenever that changes. */
  watchPresence: (invoiceId: string, onPresence: (presence: Presence[]) => void) => () => void;
  watchClaim: (
    invoiceId: string,
    onPush: (push: ClaimPush) => void,
    onSubscribed: OnSubscribed,
  ) => () => void;
  watchComments: (
    invoiceId: string,
    onPush: (push: CommentPush) => void,
    onSubscribed: OnSubscribed,
  ) => () => void;
  /** Comments of others that name the person. */
  watchMentions: (
    user: string,
    onMention: (push: MentionPush) => void,
    onSubscribed: OnSubscribed,
  ) => () => void;
  /** Not kept for later where the socket is down: presence is true now or not at all. */
  tellPresence: (invoiceId: string, presence: TabPresence) => void;
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) {
    throw new Error('useLive outside of the live connection');
  }
  return live;
}

/** Loads anew what pushes keep up to date: an answer that is still on its way may be older than the first push. */
export async function loadAnew(queryClient: QueryClient, queryKey: QueryKey): Promise<void> {
  await queryClient.cancelQueries({ queryKey });
  await queryClient.invalidateQueries({ queryKey });
}
