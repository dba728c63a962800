import { Client, type IMessage, type StompSubscription } from '@stomp/stompjs';
import type { ConnectionState, InvoiceListener, Live } from '@/api/live';
import type { ClaimPush, CommentPush, InvoiceVersion, Presence, QueuePush, TabPresence } from '@/api/types';

const HEARTBEAT_MS = 10_000;
const FIRST_RETRY_MS = 500;
const SLOWEST_RETRY_MS = 20_000;
/** While the socket is down, an open invoice asks for its version this often. */
const POLL_MS = 10_000;

type Watch = { open: () => void; close: () => void; lost: () => void };

interface ConnectionOptions {
  url: string;
  accessToken: () => Promise<string | null>;
  askVersion: (invoiceId: string) => Promise<InvoiceVersion>;
  random?: () => number;
}

/** Doubles with each failed try up to a ceiling, and spreads the tries, so that a restart is not met by everybody at once. */
export function retryDelay(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(SLOWEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** One socket for the whole page. A push is a hint: every gap is closed by asking for the version. */
export class LiveConnection implements Live {
  readonly #client: Client;
  readonly #watches = new Set<Watch>();
  readonly #invoices = new Map<string, Set<InvoiceListener>>();
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { kind: 'reconnecting', since: Date.now() };
  #failures = 0;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: ConnectionOptions) {
    this.#client = new Client();
    this.#client.brokerURL = options.url;
    this.#client.heartbeatIncoming = HEARTBEAT_MS;
    this.#client.heartbeatOutgoing = HEARTBEAT_MS;
    this.#client.connectionTimeout = 8_000;
    this.#client.reconnectDelay = FIRST_RETRY_MS;
    this.#client.beforeConnect = async (client) => {
      const token = await options.accessToken();
      client.configure({ connectHeaders: token === null ? {} : { Authorization: `Bearer ${token}` } });
    };
    this.#client.onConnect = () => this.#connected();
    this.#client.onWebSocketClose = () => this.#disconnected();
  }

  start(): void {
    window.addEventListener('online', this.#recheck);
    window.addEventListener('offline', this.#recheck);
    window.addEventListener('focus', this.#askAll);
    document.addEventListener('visibilitychange', this.#becameVisible);
    this.#poll = setInterval(() => {
      if (this.#state.kind !== 'live') {
        this.#askAll();
      }
    }, POLL_MS);
    this.#client.activate();
  }

  stop(): void {
    window.removeEventListener('online', this.#recheck);
    window.removeEventListener('offline', this.#recheck);
    window.removeEventListener('focus', this.#askAll);
    document.removeEventListener('visibilitychange', this.#becameVisible);
    clearInterval(this.#poll);
    void this.#client.deactivate();
  }

  readonly state = (): ConnectionState => this.#state;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  watchInvoice(invoiceId: string, listener: InvoiceListener): () => void {
    const listeners = this.#invoices.get(invoiceId) ?? new Set();
    this.#invoices.set(invoiceId, listeners.add(listener));
    let subscriptions: StompSubscription[] = [];
    const stop = this.#watch({
      open: () => {
        // First the pushes, then the version: a decision in between is then told twice rather than never.
        subscriptions = [
          this.#client.subscribe(`/topic/invoices.${invoiceId}`, reading(listener.onPush)),
          this.#client.subscribe(`/app/invoices.${invoiceId}`, reading(listener.onVersion)),
        ];
      },
      close: () => subscriptions.forEach((subscription) => subscription.unsubscribe()),
      lost: () => {
        subscriptions = [];
      },
    });
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.#invoices.delete(invoiceId);
      }
      stop();
    };
  }

  watchQueue(onPush: (push: QueuePush) => void, onReconnect: () => void): () => void {
    return this.#watchTopic('/topic/review-queue', onPush, onReconnect);
  }

  watchClaim(invoiceId: string, onPush: (push: ClaimPush) => void, onReconnect: () => void): () => void {
    return this.#watchTopic(`/topic/invoices.${invoiceId}.claim`, onPush, onReconnect);
  }

  watchComments(invoiceId: string, onPush: (push: CommentPush) => void, onReconnect: () => void): () => void {
    return this.#watchTopic(`/topic/invoices.${invoiceId}.comments`, onPush, onReconnect);
  }

  watchMentions(user: string, onMention: () => void, onReconnect: () => void): () => void {
    return this.#watchTopic(`/topic/mentions.${user}`, onMention, onReconnect);
  }

  watchPresence(invoiceId: string, onPresence: (presence: Presence[]) => void): () => void {
    let subscriptions: StompSubscription[] = [];
    const take = (told: { presence?: Presence[] | null }) => onPresence(told.presence ?? []);
    return this.#watch({
      open: () => {
        subscriptions = [
          this.#client.subscribe(`/topic/invoices.${invoiceId}.presence`, reading(take)),
          this.#client.subscribe(`/app/invoices.${invoiceId}`, reading(take)),
        ];
      },
      close: () => subscriptions.forEach((subscription) => subscription.unsubscribe()),
      lost: () => {
        subscriptions = [];
      },
    });
  }

  tellPresence(invoiceId: string, presence: TabPresence): void {
    if (this.#client.connected) {
      this.#client.publish({
        destination: `/app/invoices.${invoiceId}.presence`,
        body: JSON.stringify(presence),
      });
    }
  }

  #watchTopic(destination: string, onPush: (push: never) => void, onReconnect: () => void): () => void {
    let subscription: StompSubscription | undefined;
    let connectedBefore = false;
    return this.#watch({
      open: () => {
        subscription = this.#client.subscribe(destination, reading(onPush));
        if (connectedBefore) {
          onReconnect();
        }
        connectedBefore = true;
      },
      close: () => subscription?.unsubscribe(),
      lost: () => {
        subscription = undefined;
      },
    });
  }

  #watch(watch: Watch): () => void {
    this.#watches.add(watch);
    if (this.#client.connected) {
      watch.open();
    }
    return () => {
      this.#watches.delete(watch);
      if (this.#client.connected) {
        watch.close();
      }
    };
  }

  #connected(): void {
    this.#failures = 0;
    this.#client.reconnectDelay = FIRST_RETRY_MS;
    this.#become({ kind: 'live' });
    this.#watches.forEach((watch) => watch.open());
  }

  #disconnected(): void {
    this.#watches.forEach((watch) => watch.lost());
    this.#failures += 1;
    this.#client.reconnectDelay = retryDelay(this.#failures, this.options.random);
    const since = this.#state.kind === 'live' ? Date.now() : this.#state.since;
    this.#become({ kind: navigator.onLine ? 'reconnecting' : 'offline', since });
  }

  /** The browser knows about the network sooner than a heart-beat does. */
  readonly #recheck = (): void => {
    if (!navigator.onLine) {
      this.#client.forceDisconnect();
      this.#become({ kind: 'offline', since: this.#state.kind === 'live' ? Date.now() : this.#state.since });
    } else {
      this.#failures = 0;
      this.#client.reconnectDelay = FIRST_RETRY_MS;
      this.#become(
        this.#state.kind === 'offline' ? { kind: 'reconnecting', since: this.#state.since } : this.#state,
      );
      this.#askAll();
    }
  };

  readonly #becameVisible = (): void => {
    if (document.visibilityState === 'visible') {
      this.#askAll();
    }
  };

  readonly #askAll = (): void => {
    for (const [invoiceId, listeners] of this.#invoices) {
      this.options.askVersion(invoiceId).then(
        (version) => listeners.forEach((listener) => listener.onVersion(version)),
        // No answer now; the next focus, poll or reconnection asks again.
        () => undefined,
      );
    }
  };

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}

/** Each destination has one kind of message; which, the caller knows. */
function reading(take: (body: never) => void): (message: IMessage) => void {
  return (message) => take(JSON.parse(message.body) as never);
}
