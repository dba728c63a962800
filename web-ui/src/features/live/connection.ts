import { Client, type IFrame, type IMessage, type StompSubscription } from '@stomp/stompjs';
import type { ConnectionState, InvoiceListener, Live } from '@/api/live';
import { backOff } from '@/api/back-off';
import type {
  ClaimPush,
  CommentPush,
  InvoicePush,
  InvoiceVersion,
  MentionPush,
  Presence,
  QueuePush,
  TabPresence,
} from '@/api/types';

const HEARTBEAT_MS = 10_000;
const RETRY = { first: 500, slowest: 20_000 };
/** While the socket is down, an open invoice asks for its version this often. */
const POLL_MS = 10_000;
const TICK_MS = 2_000;
/** Says that a page asks what it may have missed; operators see how often. */
export const RESYNC = 'Countersign-Resync';
/** A clock that jumped that far between two ticks: the machine slept. */
const JUMP_MS = 10_000;

/** First every watch opens its subscriptions, then each asks what it may have missed: told twice rather than never. */
type Watch = { open: () => void; ask: () => void; close: () => void };

type OpenInvoiceListener = Partial<InvoiceListener> & { onPresence?: (presence: Presence[]) => void };

type OpenInvoice = { listeners: Set<OpenInvoiceListener>; ask: () => void; stop: () => void };

interface ConnectionOptions {
  url: string;
  accessToken: () => Promise<string | null>;
  askVersion: (invoiceId: string) => Promise<InvoiceVersion>;
  random?: () => number;
}

/** How long a server that promised heart-beats may be silent before its socket counts as dead. */
export function silenceLimit(heartBeat: string | undefined): number {
  const promised = Number(heartBeat?.split(',')[0] ?? 0);
  return promised > 0 ? Math.max(promised, HEARTBEAT_MS) * 2.5 : Infinity;
}

/** One socket for the whole page. A push is a hint: every gap is closed by asking for the version. */
export class LiveConnection implements Live {
  readonly #client: Client;
  readonly #watches = new Set<Watch>();
  readonly #invoices = new Map<string, OpenInvoice>();
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { kind: 'reconnecting', since: Date.now() };
  #failures = 0;
  #wasLive = false;
  #heardAt = 0;
  #silenceLimit = Infinity;
  #tickedAt = 0;
  #stopped = true;
  #poll: ReturnType<typeof setInterval> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: ConnectionOptions) {
    this.#client = new Client();
    this.#client.webSocketFactory = () => this.#openSocket();
    this.#client.heartbeatIncoming = HEARTBEAT_MS;
    this.#client.heartbeatOutgoing = HEARTBEAT_MS;
    this.#client.connectionTimeout = 8_000;
    this.#client.reconnectDelay = RETRY.first;
    this.#client.beforeConnect = async (client) => {
      const token = await options.accessToken();
      client.configure({
        connectHeaders: {
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
          ...(this.#wasLive ? { [RESYNC]: 'yes' } : {}),
        },
      });
    };
    this.#client.onConnect = (frame) => this.#connected(frame);
    this.#client.onWebSocketClose = () => this.#disconnected();
  }

  start(): void {
    window.addEventListener('online', this.#recheck);
    window.addEventListener('offline', this.#recheck);
    window.addEventListener('focus', this.#cameBack);
    document.addEventListener('visibilitychange', this.#becameVisible);
    this.#tickedAt = Date.now();
    this.#tick = setInterval(() => this.#ticked(), TICK_MS);
    this.#poll = setInterval(() => {
      if (this.#state.kind !== 'live') {
        this.#askAll();
      }
    }, POLL_MS);
    this.#stopped = false;
    this.#client.activate();
  }

  stop(): void {
    window.removeEventListener('online', this.#recheck);
    window.removeEventListener('offline', this.#recheck);
    window.removeEventListener('focus', this.#cameBack);
    document.removeEventListener('visibilitychange', this.#becameVisible);
    clearInterval(this.#poll);
    clearInterval(this.#tick);
    this.#stopped = true;
    void this.#client.deactivate();
  }

  readonly state = (): ConnectionState => this.#state;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  watchInvoice(invoiceId: string, listener: InvoiceListener): () => void {
    return this.#watchOpenInvoice(invoiceId, listener);
  }

  watchPresence(invoiceId: string, onPresence: (presence: Presence[]) => void): () => void {
    return this.#watchOpenInvoice(invoiceId, { onPresence });
  }

  watchQueue(onPush: (push: QueuePush) => void, onSubscribed: () => void): () => void {
    return this.#watchTopic('/topic/review-queue', onPush, onSubscribed);
  }

  watchClaim(invoiceId: string, onPush: (push: ClaimPush) => void, onSubscribed: () => void): () => void {
    return this.#watchTopic(`/topic/invoices.${invoiceId}.claim`, onPush, onSubscribed);
  }

  watchComments(
    invoiceId: string,
    onPush: (push: CommentPush) => void,
    onSubscribed: () => void,
  ): () => void {
    return this.#watchTopic(`/topic/invoices.${invoiceId}.comments`, onPush, onSubscribed);
  }

  watchMentions(user: string, onMention: (push: MentionPush) => void, onSubscribed: () => void): () => void {
    return this.#watchTopic(`/topic/mentions.${user}`, onMention, onSubscribed);
  }

  tellPresence(invoiceId: string, presence: TabPresence): void {
    if (this.#client.connected) {
      this.#client.publish({
        destination: `/app/invoices.${invoiceId}.presence`,
        body: JSON.stringify(presence),
      });
    }
  }

  #watchTopic(destination: string, onPush: (push: never) => void, onSubscribed: () => void): () => void {
    let subscription: StompSubscription | undefined;
    return this.#watch({
      open: () => {
        subscription = this.#client.subscribe(destination, reading(onPush));
      },
      ask: onSubscribed,
      close: () => subscription?.unsubscribe(),
    });
  }

  /** One answer tells version and people: however many listen to an invoice, it is asked once. */
  #watchOpenInvoice(invoiceId: string, listener: OpenInvoiceListener): () => void {
    const known = this.#invoices.get(invoiceId);
    const open = known ?? this.#openInvoice(invoiceId, listener);
    if (known !== undefined) {
      known.listeners.add(listener);
      // What the others were told is too old for whoever comes later.
      known.ask();
    }
    return () => {
      open.listeners.delete(listener);
      if (open.listeners.size === 0) {
        this.#invoices.delete(invoiceId);
        open.stop();
      }
    };
  }

  #openInvoice(invoiceId: string, first: OpenInvoiceListener): OpenInvoice {
    const listeners = new Set([first]);
    const tellPresence = (told: { presence?: Presence[] | null }) =>
      listeners.forEach(({ onPresence }) => onPresence?.(told.presence ?? []));
    const tellAll = (told: InvoiceVersion) => {
      listeners.forEach(({ onVersion }) => onVersion?.(told));
      tellPresence(told);
    };
    const tellPush = (push: InvoicePush) => listeners.forEach(({ onPush }) => onPush?.(push));
    let topics: StompSubscription[] = [];
    let answer: StompSubscription | undefined;
    const ask = () => {
      if (this.#client.connected) {
        answer?.unsubscribe();
        answer = this.#client.subscribe(`/app/invoices.${invoiceId}`, reading(tellAll));
      }
    };
    const stop = this.#watch({
      open: () => {
        // The ones before ended with their connection.
        answer = undefined;
        topics = [
          this.#client.subscribe(`/topic/invoices.${invoiceId}`, reading(tellPush)),
          this.#client.subscribe(`/topic/invoices.${invoiceId}.presence`, reading(tellPresence)),
        ];
      },
      ask,
      close: () => [...topics, answer].forEach((subscription) => subscription?.unsubscribe()),
    });
    const open = { listeners, ask, stop };
    this.#invoices.set(invoiceId, open);
    return open;
  }

  #watch(watch: Watch): () => void {
    this.#watches.add(watch);
    if (this.#client.connected) {
      watch.open();
      watch.ask();
    }
    return () => {
      this.#watches.delete(watch);
      if (this.#client.connected) {
        watch.close();
      }
    };
  }

  #openSocket(): WebSocket {
    const socket = new WebSocket(this.options.url, this.#client.stompVersions.protocolVersions());
    socket.addEventListener('message', () => {
      this.#heardAt = Date.now();
    });
    return socket;
  }

  #connected(frame: IFrame): void {
    this.#failures = 0;
    this.#wasLive = true;
    this.#silenceLimit = silenceLimit(frame.headers['heart-beat']);
    this.#client.reconnectDelay = RETRY.first;
    this.#become({ kind: 'live' });
    this.#watches.forEach((watch) => watch.open());
    this.#watches.forEach((watch) => watch.ask());
  }

  #disconnected(): void {
    this.#failures += 1;
    this.#client.reconnectDelay = backOff(this.#failures, RETRY, this.options.random);
    const since = this.#state.kind === 'live' ? Date.now() : this.#state.since;
    this.#become({ kind: navigator.onLine ? 'reconnecting' : 'offline', since });
  }

  /** The browser knows about the network sooner than a heart-beat does. */
  readonly #recheck = (): void => {
    if (!navigator.onLine) {
      this.#client.forceDisconnect();
      this.#become({ kind: 'offline', since: this.#state.kind === 'live' ? Date.now() : this.#state.since });
    } else {
      this.#become(
        this.#state.kind === 'offline' ? { kind: 'reconnecting', since: this.#state.since } : this.#state,
      );
      this.#cameBack();
    }
  };

  /** A socket may have died without a word while nobody looked, or while the machine slept. */
  #ticked(): void {
    const now = Date.now();
    const jumped = now - this.#tickedAt > JUMP_MS;
    this.#tickedAt = now;
    if (jumped) {
      this.#cameBack();
    } else if (this.#isSilent()) {
      this.#reconnectNow();
    }
  }

  #isSilent(): boolean {
    return this.#client.connected && Date.now() - this.#heardAt > this.#silenceLimit;
  }

  /** Somebody looks at the page (again), the network or the machine is back: nothing waits for a timer now. */
  readonly #cameBack = (): void => {
    this.#askAll();
    if (this.#isSilent() || (!this.#client.connected && navigator.onLine)) {
      this.#reconnectNow();
    }
  };

  #reconnectNow(): void {
    this.#failures = 0;
    this.#client.reconnectDelay = RETRY.first;
    this.#client.deactivate({ force: true }).then(
      () => {
        if (!this.#stopped) {
          this.#client.activate();
        }
      },
      () => undefined,
    );
  }

  readonly #becameVisible = (): void => {
    if (document.visibilityState === 'visible') {
      this.#cameBack();
    }
  };

  readonly #askAll = (): void => {
    for (const [invoiceId, { listeners }] of this.#invoices) {
      this.options.askVersion(invoiceId).then(
        (version) => listeners.forEach(({ onVersion }) => onVersion?.(version)),
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
