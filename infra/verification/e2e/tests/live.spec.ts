import { expect, historyOf, saves, test, type Reviewer } from './people.ts';

/** What comes over the wire while somebody works, and what becomes of their work when the wire breaks. */

const SAVE = /^POST .*\/corrections$/;

/** Where somebody is: the field with the focus, the caret in it, and where on the screen it stands. */
function placeOf({ page }: Reviewer) {
  return page.evaluate(() => {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) {
      return { field: field?.tagName };
    }
    const { top, left } = field.getBoundingClientRect();
    return { field: field.dataset['testid'], caret: [field.selectionStart, field.selectionEnd], top, left };
  });
}

/** Waits until somebody is where they were, but for a pixel, which the eye takes for none. */
async function isStillAt(reviewer: Reviewer, before: Awaited<ReturnType<typeof placeOf>>): Promise<void> {
  const near = (now = 0, then = 0) => Math.abs(now - then) <= 1;
  await expect
    .poll(async () => {
      const { top, left, ...where } = await placeOf(reviewer);
      return { ...where, near: near(top, before.top) && near(left, before.left) };
    })
    .toEqual({ field: before.field, caret: before.caret, near: true });
}

/** Puts the caret between the third and the fifth letter. */
async function putsCaretInto(reviewer: Reviewer, path: string): Promise<void> {
  const field = reviewer.field(path);
  await field.scrollIntoViewIfNeeded();
  await field.focus();
  await field.evaluate((input) => (input as HTMLInputElement).setSelectionRange(3, 5));
}

test.describe('a push', () => {
  test('leaves a dirty field, the focus, the caret and the place on the screen alone', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('lines.l1.item_name', 'Paper, recycled');
    await putsCaretInto(anna, 'lines.l1.item_name');
    const before = await placeOf(anna);

    await saves(request, 'ben', invoice, 0, {
      'lines.l1.item_name': 'Cardboard',
      'seller.name': 'Acme Corp',
    });

    await expect(anna.banner).toBeVisible();
    await expect(anna.banner).toContainText('ben changed');
    await expect(anna.field('lines.l1.item_name')).toHaveValue('Paper, recycled');
    await expect(anna.field('seller.name'), 'nothing changes under unsaved work').toHaveValue('Acme');
    await isStillAt(anna, before);
  });

  test('leaves the focus, the caret and the place alone where the form takes the new values itself, and marks them', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await putsCaretInto(anna, 'lines.l1.item_name');
    const before = await placeOf(anna);

    await saves(request, 'ben', invoice, 0, { 'seller.name': 'Acme Corp' });

    await anna.sees(1);
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
    await expect(anna.page.getByTestId('mark-seller.name')).toContainText('ben');
    await isStillAt(anna, before);
  });

  test('that comes twenty times in a row makes one banner, and it counts', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('due_date', '2026-03-15');
    await anna.page.evaluate(() => {
      let banners = 0;
      new MutationObserver((changes) =>
        changes
          .flatMap(({ addedNodes }) => [...addedNodes])
          .filter((node) => node instanceof Element)
          .forEach((node) => {
            banners += node.matches('[data-testid="stale-banner"]') ? 1 : 0;
            banners += node.querySelectorAll('[data-testid="stale-banner"]').length;
            Object.assign(window, { banners });
          }),
      ).observe(document.body, { childList: true, subtree: true });
    });

    for (let version = 0; version < 20; version++) {
      await saves(request, 'ben', invoice, version, { 'seller.name': `Acme ${version}` });
    }

    await expect(anna.banner).toHaveCount(1);
    await expect(anna.banner).toContainText('ben made 20 changes');
    await expect(anna.banner).toContainText('(v0 → v20)');
    expect(await anna.page.evaluate(() => (window as unknown as { banners: number }).banners)).toBe(1);
    await expect(anna.field('due_date')).toHaveValue('2026-03-15');
  });

  test('about my own save is no news, though it comes before the answer', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    const answer = network.holdsAnswer(SAVE);

    await anna.saves();
    expect(await answer.happened).toBe(200);
    await expect(anna.version, 'the push has come').toHaveText('v1');
    await expect(anna.banner).toBeHidden();

    answer.release();
    await expect(anna.told).toHaveText('Saved as v1');
    await expect(anna.banner).toBeHidden();
    await expect(anna.page.getByTestId('seen-bar')).toBeHidden();
    await anna.types('due_date', '2026-03-15');
    await anna.savesAs(2);
    expect(await historyOf(request, invoice)).toHaveLength(3);
  });

  test('about my own save is no news, though it comes long after the answer', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    network.holdsPushes();
    await anna.types('seller.name', 'Acme Corp');
    await anna.savesAs(1);
    await anna.types('due_date', '2026-03-15');

    network.releasesPushes();
    // Pushes come in order: once this one is there, the one about the own save has come.
    await saves(request, 'ben', invoice, 1, { 'buyer.name': 'Librairie' });

    await expect(anna.banner).toContainText('ben changed Buyer name');
    await expect(anna.banner).toContainText('(v1 → v2)');
  });
});

test.describe('my other tab', () => {
  test('refreshes quietly while it holds no unsaved work, and approves at once', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const here = await open('carol', invoice);
    const there = await here.opensTab(`/invoices/${invoice}`);
    await Promise.all([here.sees(0), there.sees(0)]);

    await here.types('seller.name', 'Acme Corp');
    await here.savesAs(1);

    await there.sees(1);
    await expect(there.field('seller.name')).toHaveValue('Acme Corp');
    await expect(there.banner).toBeHidden();
    await expect(there.page.getByTestId('seen-bar'), 'nothing to look at: it was me').toBeHidden();
    await there.types('due_date', '2026-03-15');
    await there.savesAs(2);
    expect(await historyOf(request, invoice)).toHaveLength(3);
  });

  test('keeps its unsaved work and offers what to do with it', async ({ open, receive }) => {
    const invoice = await receive();
    const here = await open('carol', invoice);
    const there = await here.opensTab(`/invoices/${invoice}`);
    await Promise.all([here.sees(0), there.sees(0)]);
    await there.types('due_date', '2026-03-15');

    await here.types('seller.name', 'Acme Corp');
    await here.savesAs(1);

    await expect(there.banner).toBeVisible();
    await expect(there.field('due_date')).toHaveValue('2026-03-15');
    await expect(here.banner).toBeHidden();
    await there.banner.getByTestId('review-merge').click();
    await there.dialog.getByTestId('save-merged').click();
    await expect(there.told).toHaveText('Saved as v2');
    await here.sees(2);
    await expect(here.field('due_date')).toHaveValue('2026-03-15');
    await expect(here.banner).toBeHidden();
  });
});

test('every decision goes out under a name of its own', async ({ open, receive, network }) => {
  const carol = await open('carol', await receive(), { network });
  await carol.sees(0);
  await carol.types('seller.name', 'Acme Corp');
  await carol.savesAs(1);
  for (const [button, told] of [
    ['hold', 'On hold as v2'],
    ['reopening', 'Reopened as v3'],
    ['rejection', 'Rejected as v4'],
  ] as const) {
    await carol.page.getByTestId(button).click();
    await carol.page.getByTestId(`${button}-code`).click();
    await carol.page.getByRole('option').first().click();
    await carol.page.getByTestId(`${button}-confirm`).click();
    await expect(carol.told).toHaveText(told);
  }
  const keys = network.sent(/^POST .*\/(corrections|hold|reopening|rejection)$/).map(({ key }) => key);
  expect(keys).toHaveLength(4);
  expect(new Set(keys.filter((key) => /^[0-9a-f-]{36}$/.test(key ?? ''))).size).toBe(4);
});

test.describe('a socket that breaks', () => {
  test('is said, polled around, and caught up with when it is back', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);

    network.refusesSockets();
    await expect(anna.connection).toHaveAttribute('data-state', 'reconnecting');
    await expect(anna.connection).toContainText('reconnecting (since');
    await saves(request, 'ben', invoice, 0, { 'seller.name': 'Acme Corp' });
    await expect(anna.version, 'by the poll').toHaveText('v1');
    await expect(anna.connection).toHaveAttribute('data-state', 'reconnecting');

    network.allowsSockets();
    await anna.sees(1);
    await saves(request, 'ben', invoice, 1, { 'seller.name': 'Acme Corporation' });
    await anna.sees(2);
  });

  test('is back at once after a cut, asks for pushes first and for the version then', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const frames: string[] = [];
    anna.page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => frames.push(...destinationsIn(String(payload)))),
    );

    network.isDown();
    await expect(anna.connection).toHaveAttribute('data-state', 'reconnecting');
    await saves(request, 'ben', invoice, 0, { 'seller.name': 'Acme Corp' });
    network.isUp();

    await anna.sees(1);
    expect(frames.indexOf(`/topic/invoices.${invoice}`)).toBeGreaterThanOrEqual(0);
    expect(frames.indexOf(`/topic/invoices.${invoice}`)).toBeLessThan(
      frames.indexOf(`/app/invoices.${invoice}`),
    );
  });

  test('is offline, by the browser’s own word, and live again', async ({ open, receive, request }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('due_date', '2026-03-15');

    await anna.context.setOffline(true);
    await expect(anna.connection).toHaveAttribute('data-state', 'offline');
    await saves(request, 'ben', invoice, 0, { 'seller.name': 'Acme Corp' });
    await anna.context.setOffline(false);

    await expect(anna.banner).toContainText('ben changed Seller name');
    await expect(anna.connection).toHaveAttribute('data-state', 'live');
    await expect(anna.field('due_date')).toHaveValue('2026-03-15');
  });

  test('without anybody noticing is found out when the tab is looked at again', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    await anna.types('due_date', '2026-03-15');
    network.holdsPushes();
    await saves(request, 'ben', invoice, 0, { 'seller.name': 'Acme Corp' });

    // A browser without a screen takes every tab for the one in front, so nothing else tells that one came back.
    await anna.page.evaluate(() => window.dispatchEvent(new Event('focus')));

    await expect(anna.banner).toContainText('v0 → v1');
    await expect(anna.field('due_date')).toHaveValue('2026-03-15');
  });

  test('while the laptop sleeps costs nothing: it wakes, catches up and keeps what was typed', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    await anna.types('due_date', '2026-03-15');
    const devTools = await anna.context.newCDPSession(anna.page);

    await devTools.send('Page.setWebLifecycleState', { state: 'frozen' });
    network.isDown();
    await saves(request, 'ben', invoice, 0, { 'seller.name': 'Acme Corp' });
    network.isUp();
    await devTools.send('Page.setWebLifecycleState', { state: 'active' });

    await expect(anna.banner).toContainText('ben changed Seller name');
    await expect(anna.connection).toHaveAttribute('data-state', 'live');
    await expect(anna.field('due_date')).toHaveValue('2026-03-15');
  });
});

function destinationsIn(frame: string): string[] {
  return frame.startsWith('SUBSCRIBE') ? [/^destination:(.*)$/m.exec(frame)?.[1] ?? ''] : [];
}
