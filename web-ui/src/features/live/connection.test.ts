// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveConnection, silenceLimit } from './connection';

describe('a socket that says nothing', () => {
  it('counts as dead after more than two of the heart-beats that the server promised', () => {
    expect(silenceLimit('10000,10000')).toBe(25_000);
    expect(silenceLimit('30000,0')).toBe(75_000);
    expect(silenceLimit('1000,1000')).toBe(25_000);
  });

  it('is believed where the server promised none', () => {
    expect(silenceLimit('0,10000')).toBe(Infinity);
    expect(silenceLimit(undefined)).toBe(Infinity);
  });
});

/** The server's end of one connection. */
class Socket extends EventTarget {
  static opened: Socket[] = [];
  readonly subscriptions = new Map<string, string>();
  /** The headers that it was connected with. */
  connectHeaders: Record<string, string> = {};
  /** Every destination that was subscribed to, in order. */
  readonly asked: string[] = [];
  readyState = 0;
  binaryType = '';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: object) => void) | null = null;

  constructor() {
    super();
    Socket.opened.push(this);
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(data: string): void {
    const [command, ...lines] = data.replace(/\0$/, '').split('\n');
    const headers = Object.fromEntries(
      lines.filter((line) => line.includes(':')).map((line) => line.split(/:(.*)/, 2)),
    ) as Record<string, string>;
    if (command === 'CONNECT') {
      this.connectHeaders = headers;
      queueMicrotask(() => this.#receive('CONNECTED\nversion:1.2\n\n\0'));
    } else if (command === 'SUBSCRIBE') {
      this.asked.push(headers['destination'] ?? '');
      this.subscriptions.set(headers['id'] ?? '', headers['destination'] ?? '');
    } else if (command === 'UNSUBSCRIBE') {
      this.subscriptions.delete(headers['id'] ?? '');
    }
  }

  close(): void {
    this.readyState = 3;
    this.onclose?.({});
  }

  says(destination: string, body: object): void {
    for (const [id, to] of this.subscriptions) {
      if (to === destination) {
        this.#receive(
          `MESSAGE\nsubscription:${id}\nmessage-id:1\ndestination:${to}\n\n${JSON.stringify(body)}\0`,
        );
      }
    }
  }

  #receive(data: string): void {
    this.onmessage?.({ data });
  }
}

describe('a live connection', () => {
  let live: LiveConnection;

  beforeEach(() => {
    Socket.opened = [];
    vi.stubGlobal('WebSocket', Socket);
    live = new LiveConnection({
      url: 'ws://server/ws',
      accessToken: () => Promise.resolve('token'),
      askVersion: (id) => Promise.resolve({ invoice_id: id, review_version: 1 }),
      random: () => 0,
    });
  });

  afterEach(() => {
    live.stop();
    vi.unstubAllGlobals();
  });

  function connected(times = 1): Promise<Socket> {
    return vi.waitFor(() => {
      const socket = Socket.opened[times - 1];
      if (socket === undefined || live.state().kind !== 'live') {
        throw new Error('Not connected yet');
      }
      return socket;
    });
  }

  const nothing = () => undefined;

  it('asks again when it is subscribed for the first time, as after every gap', async () => {
    const subscribed: string[] = [];
    live.watchQueue(nothing, () => subscribed.push('queue'));
    live.watchClaim('i1', nothing, () => subscribed.push('claim'));
    live.watchComments('i1', nothing, () => subscribed.push('comments'));
    live.watchMentions('anna', nothing, () => subscribed.push('mentions'));
    expect(subscribed, 'nothing is subscribed yet').toEqual([]);
    live.start();
    const socket = await connected();
    expect(subscribed).toEqual(['queue', 'claim', 'comments', 'mentions']);
    expect(socket.asked).toContain('/topic/invoices.i1.claim');

    expect(socket.connectHeaders).not.toHaveProperty('Countersign-Resync');

    socket.close();
    const second = await connected(2);
    expect(subscribed).toHaveLength(8);
    expect(second.connectHeaders, 'operators see that it came back').toHaveProperty('Countersign-Resync');
  });

  it('subscribes all topics before anything is asked', async () => {
    let askedAfter = 0;
    live.watchQueue(nothing, () => {
      askedAfter = Socket.opened[0]?.asked.length ?? 0;
    });
    live.watchMentions('anna', nothing, nothing);
    live.start();
    await connected();
    expect(askedAfter).toBe(2);
  });

  it('calls at once whoever comes while it stands', async () => {
    live.start();
    await connected();
    const subscribed = vi.fn();
    live.watchQueue(nothing, subscribed);
    expect(subscribed).toHaveBeenCalledOnce();
  });

  it('asks once for an open invoice, and tells its version to the form and its people to the header', async () => {
    const version = vi.fn();
    const people = vi.fn();
    live.watchInvoice('i1', { onPush: nothing, onVersion: version });
    live.watchPresence('i1', people);
    live.start();
    const socket = await connected();
    const asks = ({ asked }: Socket) => asked.filter((to) => to === '/app/invoices.i1').length;
    expect(asks(socket)).toBe(1);
    const ben = { user: 'ben', tab_id: 't', state: 'viewing', since: '' };
    socket.says('/app/invoices.i1', { invoice_id: 'i1', review_version: 7, presence: [ben] });
    expect(version).toHaveBeenCalledWith(expect.objectContaining({ review_version: 7 }));
    expect(people).toHaveBeenLastCalledWith([ben]);
    socket.says('/topic/invoices.i1.presence', { presence: [] });
    expect(people).toHaveBeenLastCalledWith([]);

    socket.close();
    expect(asks(await connected(2))).toBe(1);
  });

  it('tells whoever comes later, and leaves an invoice with the last who listens', async () => {
    live.start();
    const socket = await connected();
    const leave = live.watchPresence('i1', nothing);
    socket.says('/app/invoices.i1', { invoice_id: 'i1', review_version: 7 });
    const version = vi.fn();
    const push = vi.fn();
    const close = live.watchInvoice('i1', { onPush: push, onVersion: version });
    socket.says('/app/invoices.i1', { invoice_id: 'i1', review_version: 8 });
    expect(version.mock.calls).toEqual([[expect.objectContaining({ review_version: 8 })]]);
    leave();
    socket.says('/topic/invoices.i1', { invoice_id: 'i1', review_version: 9 });
    expect(push).toHaveBeenCalledOnce();
    close();
    expect([...socket.subscriptions.values()]).toEqual([]);
  });
});
