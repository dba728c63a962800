import type { Page } from '@playwright/test';
import { basic, expect, test } from './people.ts';

/** That the bad network is as bad as it says: other tests build on it. */
test.describe('a bad network', () => {
  const HEALTH = '/actuator/health/liveness';
  let page: Page;

  /** Asks from inside the page and gives the status, or what the page hears where there is no answer. */
  const asks = (path = HEALTH, method = 'GET', body: string | null = null): Promise<number | string> =>
    page.evaluate(
      ([to, how, what, who]) =>
        fetch(to, {
          method: how,
          // Of two alike, a browser holds the second back until it may have the first one's answer for it.
          cache: 'no-store',
          ...(what === null ? {} : { body: what }),
          headers: { Authorization: who, 'Content-Type': 'application/json' },
        }).then(
          (answer) => answer.status,
          (error: unknown) => String(error),
        ),
      [path, method, body, basic('anna')] as const,
    );

  /** Opens a socket in the page; what becomes of it stands in `window.heard`. */
  const opensSocket = (): Promise<void> =>
    page.evaluate(() => {
      const heard: string[] = [];
      const socket = new WebSocket(`ws://${location.host}/ws`, ['v12.stomp']);
      socket.onopen = () => heard.push('open');
      socket.onclose = () => heard.push('closed');
      Object.assign(window, { heard });
    });
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);

  test.beforeEach(async ({ browser, network }) => {
    const context = await browser.newContext({ proxy: network.proxy });
    page = await context.newPage();
    await page.goto(HEALTH);
  });
  test.afterEach(() => page.context().close());

  test('loses an answer after the service gave it, once', async ({ network, receive }) => {
    const invoice = await receive();
    const correction = { expected_review_version: 0, changes: { due_date: '2026-03-15' } };
    const path = `/api/invoices/${invoice}/corrections`;
    const lost = network.losesAnswer(/^POST .*\/corrections$/);

    expect(await asks(path, 'POST', JSON.stringify(correction))).toBe('TypeError: Failed to fetch');
    expect(await lost.happened).toBe(200);
    expect(network.sent(/corrections/), 'the browser did not repeat it behind the page’s back').toHaveLength(
      1,
    );
    expect(await asks(path, 'POST', JSON.stringify(correction)), 'the first was stored').toBe(409);
  });

  test('holds answers and requests until they are released', async ({ network }) => {
    const answer = network.holdsAnswer(/liveness/);
    const first = asks();
    expect(await answer.happened).toBe(200);
    const request = network.holdsRequest(/liveness/);
    const second = asks();
    await request.happened;
    expect(await asks('/actuator/health/readiness'), 'others pass').toBe(200);

    answer.release();
    request.release();
    expect(await Promise.all([first, second])).toEqual([200, 200]);
  });

  test('answers like a gateway for a while', async ({ network }) => {
    const gateway = network.answers(503, /liveness/);
    expect([await asks(), await asks()]).toEqual([503, 503]);
    expect(gateway.count).toBe(2);
    gateway.lift();
    expect(await asks()).toBe(200);
  });

  test('is down and up again', async ({ network }) => {
    await opensSocket();
    await expect.poll(heard).toEqual(['open']);
    network.isDown();
    await expect.poll(heard).toEqual(['open', 'closed']);
    expect(await asks()).toBe('TypeError: Failed to fetch');
    network.isUp();
    expect(await asks()).toBe(200);
  });

  test('cuts what is open and lets in what comes after', async ({ network }) => {
    const held = network.holdsAnswer(/liveness/);
    await opensSocket();
    await expect.poll(heard).toEqual(['open']);
    const waiting = asks();
    await held.happened;

    network.cuts();

    expect(await waiting).toBe('TypeError: Failed to fetch');
    await expect.poll(heard).toEqual(['open', 'closed']);
    await opensSocket();
    await expect.poll(heard).toEqual(['open']);
  });

  test('lets everything through but sockets', async ({ network }) => {
    network.refusesSockets();
    await opensSocket();
    await expect.poll(heard).toEqual(['closed']);
    expect(await asks()).toBe(200);
    network.allowsSockets();
    await opensSocket();
    await expect.poll(heard).toEqual(['open']);
  });

  test('holds what the service says over a socket', async ({ network }) => {
    const hears = () => page.evaluate(() => (window as unknown as { frames: string[] }).frames.length);
    await page.evaluate(() => {
      const frames: string[] = [];
      const socket = new WebSocket(`ws://${location.host}/ws`, ['v12.stomp']);
      Object.assign(window, { frames, socket });
      socket.onmessage = ({ data }) => frames.push(String(data));
      return new Promise((open) => (socket.onopen = open));
    });
    network.holdsPushes();
    await page.evaluate((who) => {
      const { socket } = window as unknown as { socket: WebSocket };
      socket.send(`CONNECT\naccept-version:1.2\nhost:x\nAuthorization:${who}\n\n\0`);
    }, basic('anna'));
    await asks();
    expect(await hears()).toBe(0);
    network.releasesPushes();
    await expect.poll(hears).toBe(1);
  });
});
