import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The network between one person's browser and the service, as bad as a test needs it. It is the proxy that the
 * browser is told to use (`open(user, invoice, { network })`), so that the address in the browser stays the one under
 * which the issuer knows it, and every byte passes through here: requests one by one, the WebSocket as a tunnel.
 *
 * Requests are named by a pattern over method and path: `/^POST .*\/corrections$/`. A fault takes the next request
 * that matches, once, unless it says otherwise; of several that match, the one that was ordered first.
 *
 * - `losesAnswer(pattern)`: the service gets the request and answers; the answer never reaches the browser.
 * - `holdsAnswer(pattern)`: the same, but the answer waits here until `release()`.
 * - `holdsRequest(pattern)`: the request waits here until `release()`; the service has not seen it before.
 * - `answers(status, pattern)`: what a gateway in between says, to every match until `lift()`.
 * - `cuts()`: every open connection breaks, now. New ones work.
 * - `isDown()` / `isUp()`: connections break, and no new one is accepted until it is up again.
 * - `refusesSockets()` / `allowsSockets()`: the WebSocket breaks and cannot come back; everything else works.
 * - `holdsPushes()` / `releasesPushes()`: what the service says over the WebSocket waits here.
 */
export class FaultyNetwork {
  /** Everything that the browser asked for, also what never reached the service. */
  readonly requests: PassedRequest[] = [];

  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly tunnels = new Set<Tunnel>();
  private readonly faults: Fault[] = [];
  private readonly waiting: { fits: () => boolean; then: () => void }[] = [];
  private down = false;
  private socketsRefused = false;
  private pushesHeld = false;

  private constructor() {
    this.server = createServer((request, response) => {
      this.pass(request, response).catch(() => response.destroy());
    });
    this.server.on('connection', (socket) => this.accept(socket));
    this.server.on('connect', (request: IncomingMessage, socket: Duplex) => this.tunnel(request, socket));
  }

  static async start(): Promise<FaultyNetwork> {
    const network = new FaultyNetwork();
    await new Promise<void>((listening) => network.server.listen(0, '127.0.0.1', listening));
    return network;
  }

  /** For `browser.newContext({ proxy })`. Browsers reach their own machine directly unless told not to. */
  get proxy() {
    const { port } = this.server.address() as AddressInfo;
    return { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' };
  }

  losesAnswer(pattern: RegExp): Happening {
    return this.order({ kind: 'lose', pattern, once: true });
  }

  holdsAnswer(pattern: RegExp): Held {
    return this.order({ kind: 'hold_answer', pattern, once: true });
  }

  holdsRequest(pattern: RegExp): Held {
    return this.order({ kind: 'hold_request', pattern, once: true });
  }

  answers(status: number, pattern: RegExp): Lasting {
    return this.order({ kind: 'answer', pattern, once: false, status });
  }

  cuts(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }

  isDown(): void {
    this.down = true;
    this.cuts();
  }

  isUp(): void {
    this.down = false;
  }

  refusesSockets(): void {
    this.socketsRefused = true;
    this.tunnels.forEach(({ browser }) => browser.destroy());
  }

  allowsSockets(): void {
    this.socketsRefused = false;
  }

  holdsPushes(): void {
    this.pushesHeld = true;
    this.tunnels.forEach(({ service }) => service.pause());
  }

  releasesPushes(): void {
    this.pushesHeld = false;
    this.tunnels.forEach(({ service }) => service.resume());
  }

  /** Requests so far that fit the pattern. */
  sent(pattern: RegExp): PassedRequest[] {
    return this.requests.filter(({ line }) => pattern.test(line));
  }

  /** Waits until so many requests fit the pattern. */
  async sees(pattern: RegExp, count = 1): Promise<void> {
    await new Promise<void>((then) => {
      this.waiting.push({ fits: () => this.sent(pattern).length >= count, then });
      this.tell();
    });
  }

  async stop(): Promise<void> {
    this.isDown();
    await new Promise((closed) => this.server.close(closed));
  }

  private accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.down) {
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '');
    const body = await bytesOf(request);
    const passed: PassedRequest = {
      line: `${request.method ?? ''} ${url.pathname}`,
      query: url.search,
      key: request.headers['idempotency-key']?.toString() ?? null,
      body: body.toString('utf8'),
    };
    const fault = this.faults.find(({ pattern, over }) => !over && pattern.test(passed.line));
    if (fault?.once === true) {
      fault.over = true;
    }
    this.requests.push(passed);
    this.tell();

    // A browser silently repeats a request whose kept connection breaks. Each connection carries one request, so that
    // what breaks here is broken for the page too.
    response.shouldKeepAlive = false;
    if (fault?.kind === 'answer') {
      fault.count += 1;
      fault.happen(fault.status);
      response
        .writeHead(fault.status, { 'Content-Type': 'text/html' })
        .end('<h1>The gateway has a bad day</h1>');
      return;
    }
    if (fault?.kind === 'hold_request') {
      fault.happen(0);
      await fault.released;
    }
    const answer = await this.forward(request, url, body);
    if (fault?.kind === 'lose') {
      await bytesOf(answer);
      response.destroy();
      fault.happen(answer.statusCode ?? 0);
      return;
    }
    if (fault?.kind === 'hold_answer') {
      const held = await bytesOf(answer);
      fault.happen(answer.statusCode ?? 0);
      await fault.released;
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer)).end(held);
      return;
    }
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  }

  private forward(request: IncomingMessage, url: URL, body: Buffer): Promise<IncomingMessage> {
    return new Promise((answered, failed) => {
      const onward = ask(
        {
          host: '127.0.0.1',
          port: url.port,
          path: url.pathname + url.search,
          method: request.method,
          headers: { ...endToEnd(request), host: url.host },
          agent: false,
        },
        answered,
      );
      onward.on('error', failed);
      onward.end(body);
    });
  }

  private tunnel(request: IncomingMessage, browser: Duplex): void {
    const port = Number(request.url?.split(':').at(-1));
    if (this.socketsRefused || this.down) {
      browser.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const service = connect(port, '127.0.0.1');
    const tunnel = { browser, service };
    this.tunnels.add(tunnel);
    const end = (): void => {
      this.tunnels.delete(tunnel);
      browser.destroy();
      service.destroy();
    };
    [browser, service].forEach((side) => side.on('error', end).on('close', end));
    service.on('connect', () => {
      browser.write('HTTP/1.1 200 Connection established\r\n\r\n');
      browser.on('data', (bytes: Buffer) => service.write(bytes));
      service.on('data', (bytes: Buffer) => browser.write(bytes));
      if (this.pushesHeld) {
        service.pause();
      }
    });
  }

  private order(wanted: Pick<Fault, 'kind' | 'pattern' | 'once'> & { status?: number }): Fault {
    const fault = new Fault(wanted.kind, wanted.pattern, wanted.once, wanted.status ?? 0);
    this.faults.push(fault);
    return fault;
  }

  private tell(): void {
    const fulfilled = this.waiting.filter(({ fits }) => fits());
    fulfilled.forEach((one) => {
      this.waiting.splice(this.waiting.indexOf(one), 1);
      one.then();
    });
  }
}

/** `line` is method and path, `key` the name of the decision. */
export interface PassedRequest {
  line: string;
  query: string;
  key: string | null;
  body: string;
}

interface Happening {
  /** Fulfilled with the status that the service gave, once it happened. */
  readonly happened: Promise<number>;
}

interface Held extends Happening {
  release: () => void;
}

interface Lasting extends Happening {
  /** How many requests met it. */
  readonly count: number;
  lift: () => void;
}

interface Tunnel {
  browser: Duplex;
  service: Socket;
}

class Fault implements Held, Lasting {
  readonly happened: Promise<number>;
  readonly released: Promise<void>;
  happen: (status: number) => void = () => undefined;
  release: () => void = () => undefined;
  over = false;
  count = 0;

  constructor(
    readonly kind: 'lose' | 'hold_answer' | 'hold_request' | 'answer',
    readonly pattern: RegExp,
    readonly once: boolean,
    readonly status: number,
  ) {
    this.happened = new Promise((resolve) => {
      this.happen = resolve;
    });
    this.released = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  lift(): void {
    this.over = true;
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

/** Without what is between two neighbours only. */
function endToEnd({ headers }: IncomingMessage): Record<string, string | string[]> {
  const between = ['connection', 'proxy-connection', 'keep-alive', 'transfer-encoding'];
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || between.includes(name) ? [] : [[name, value]],
    ),
  );
}
