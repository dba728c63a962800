import type { APIRequestContext } from '@playwright/test';
import { basic, expect, test, type Reviewer } from './people.ts';

/** What somebody saved and the service did not hear, or heard and could not answer: it arrives, once. */

const SAVE = /^POST .*\/corrections$/;

async function historyOf(request: APIRequestContext, invoice: string) {
  const answer = await request.get(`/api/invoices/${invoice}/history`, {
    headers: { Authorization: basic('audrey') },
  });
  return ((await answer.json()) as { items: { review_version: number; command_id: string; actor: string }[] })
    .items;
}

async function isSavedOnce(request: APIRequestContext, invoice: string, version = 1): Promise<void> {
  expect((await historyOf(request, invoice)).map((event) => event.review_version)).toEqual(
    Array.from({ length: version + 1 }, (_, each) => each),
  );
}

/** Saves as somebody's script. */
async function benSaves(request: APIRequestContext, invoice: string, changes: Record<string, string>) {
  const answer = await request.post(`/api/invoices/${invoice}/corrections`, {
    headers: { Authorization: basic('ben') },
    data: { expected_review_version: 0, changes },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

const waiting = ({ page }: Reviewer) => page.getByTestId('saves-waiting');
const row = ({ page }: Reviewer) => page.getByTestId('outbox-row');

test.describe('a save without an answer', () => {
  test('waits while the network is cut, is shown, and goes out once it is back', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.context.setOffline(true);
    await expect(anna.connection).toContainText('offline');
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await expect(anna.connection).toContainText('offline, 1 save waiting');
    await expect(anna.told).toContainText('Not saved yet');

    await waiting(anna).click();
    await expect(row(anna)).toContainText('Seller name');
    await expect(row(anna)).toContainText('since');
    await anna.types('due_date', '2026-03-15');
    await expect(anna.page.getByTestId('unsaved'), 'the form goes on').toHaveText('1 unsaved change');

    await anna.context.setOffline(false);
    await expect(anna.told).toHaveText('Saved as v1');
    await anna.sees(1);
    await expect(waiting(anna)).toBeHidden();
    await expect(anna.page.getByTestId('outbox-empty')).toBeVisible();
    await expect(anna.field('due_date'), 'typed since, unsaved still').toHaveValue('2026-03-15');
    await expect(anna.banner).toBeHidden();
    await anna.savesAs(2);
    await isSavedOnce(request, invoice, 2);
  });

  test('survives a reload, and comes without an alarm', async ({ open, receive, network, request }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const gateway = network.answers(503, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await expect(anna.connection).toContainText('1 save waiting');
    await anna.page.reload();

    await expect(anna.connection).toContainText('1 save waiting');
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
    await expect(anna.kept, 'it is not unsaved').toBeHidden();
    gateway.lift();
    await expect(anna.told).toHaveText('Saved as v1');
    await anna.sees(1);
    await expect(anna.banner).toBeHidden();
    await expect(anna.page.getByTestId('seen-bar')).toBeHidden();
    await isSavedOnce(request, invoice);
    expect(new Set(network.sent(SAVE).map(({ key }) => key)).size, 'always the same name').toBe(1);
  });

  test('that had arrived is saved once, and its draft is not offered again', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    network.holdsPushes();
    const lost = network.losesAnswer(SAVE);
    const gateway = network.answers(502, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    expect(await lost.happened).toBe(200);
    await anna.page.reload();
    await expect(anna.connection).toContainText('1 save waiting');
    gateway.lift();
    await expect(anna.version, 'by the retry: no push has come').toHaveText('v1');
    await expect(waiting(anna)).toBeHidden();
    network.releasesPushes();
    await anna.sees(1);
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
    await expect(anna.kept).toBeHidden();
    await expect(anna.page.getByTestId('unsaved')).toHaveText('No unsaved changes');
    await isSavedOnce(request, invoice);
  });

  test('is sent by another tab when its own is gone', async ({ open, receive, network, request }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const gateway = network.answers(504, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await expect(anna.connection).toContainText('1 save waiting');
    const queue = await anna.opensTab('/queue');
    await expect(queue.connection).toContainText('1 save waiting');
    await anna.page.close();

    gateway.lift();
    await expect(waiting(queue)).toBeHidden();
    await isSavedOnce(request, invoice);
  });

  test('is sent by one of many tabs', async ({ open, receive, network, request }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const tabs = [await anna.opensTab('/queue'), await anna.opensTab('/queue')];
    const gateway = network.answers(503, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    for (const tab of tabs) {
      await expect(tab.connection).toContainText('1 save waiting');
    }
    const before = network.sent(SAVE).length;
    gateway.lift();
    const held = network.holdsRequest(SAVE);
    for (const tab of [anna, ...tabs]) {
      await tab.page.bringToFront();
      await waiting(tab).click();
      await tab.page.getByTestId('try-now').click();
    }
    await held.happened;
    expect(network.sent(SAVE).length, 'nobody sends it a second time meanwhile').toBe(before + 1);
    held.release();
    for (const tab of [anna, ...tabs]) {
      await expect(waiting(tab)).toBeHidden();
    }
    await expect(anna.told).toHaveText('Saved as v1');
    await isSavedOnce(request, invoice);
  });

  test('is taken back by hand; what was typed is unsaved again', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    network.answers(503, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await waiting(anna).click();
    await anna.page.getByTestId('cancel-save').click();
    await expect(anna.told).toContainText('it may have arrived');
    await expect(anna.page.getByTestId('unsaved')).toHaveText('1 unsaved change');
    await expect(waiting(anna)).toBeHidden();
    await anna.page.reload();
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
    await isSavedOnce(request, invoice, 0);
  });

  test('that is taken back but had arrived is told honestly', async ({ open, receive, network, request }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    network.holdsPushes();
    network.losesAnswer(SAVE);
    network.answers(503, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await waiting(anna).click();
    await anna.page.getByTestId('cancel-save').click();
    await expect(anna.told).toHaveText('Saved as v1');
    await expect(anna.version).toHaveText('v1');
    await expect(anna.page.getByTestId('unsaved')).toHaveText('No unsaved changes');
    await isSavedOnce(request, invoice);
  });
});

test.describe('a queued save that somebody else was faster than', () => {
  test('goes from the queue into the conflict', async ({ open, receive, network, request }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const gateway = network.answers(503, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await expect(anna.connection).toContainText('1 save waiting');
    await benSaves(request, invoice, { 'seller.name': 'Acme Inc' });
    gateway.lift();

    await expect(anna.dialog).toBeVisible();
    await expect(waiting(anna)).toBeHidden();
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
  });

  test('says that it needs its person, who finds the conflict behind the link', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const gateway = network.answers(503, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await expect(anna.connection).toContainText('1 save waiting');
    await anna.page.getByRole('link', { name: '‹ Queue' }).click();
    await benSaves(request, invoice, { 'seller.name': 'Acme Inc' });
    gateway.lift();

    await expect(anna.connection).toContainText('1 save needs you');
    await waiting(anna).click();
    await expect(row(anna)).toContainText('somebody else was faster');
    await anna.page.getByTestId('outbox-open').click();
    await expect(anna.dialog).toBeVisible();
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
    await expect(waiting(anna)).toBeHidden();
  });
});

test.describe('other answers', () => {
  test('a refusal is not tried again, and the work stays', async ({ open, receive, network }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const gateway = network.answers(422, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await expect(anna.told).toHaveAttribute('data-tone', 'bad');
    await expect(waiting(anna)).toBeHidden();
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
    expect(gateway.count).toBe(1);
    gateway.lift();
    await anna.savesAs(1);
  });

  test('a broken server is told, and the next click sends the same again', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const gateway = network.answers(500, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await expect(anna.told).toContainText('Nothing you typed is lost');
    gateway.lift();
    await anna.savesAs(1);
    const [first, second] = network.sent(SAVE).map(({ key }) => key);
    expect(second).toBe(first);
    await isSavedOnce(request, invoice);
  });
});

test.describe('queued saves of somebody who signed out', () => {
  test('are sent by nobody else, and by themselves when their person is back', async ({
    open,
    receive,
    network,
    request,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    const gateway = network.answers(503, SAVE);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await expect(anna.connection).toContainText('1 save waiting');
    await anna.signsOut();

    const ben = anna.as('ben');
    gateway.lift();
    await ben.page.goto(`/invoices/${invoice}`);
    await ben.signsIn();
    await ben.sees(0);
    await expect(waiting(ben)).toBeHidden();
    await ben.types('due_date', '2026-03-15');
    await ben.savesAs(1);
    expect((await historyOf(request, invoice)).map(({ actor }) => actor)).toEqual(['anna', 'ben']);
    await ben.signsOut();

    await anna.page.goto('/queue');
    await anna.signsIn();
    await expect(anna.connection, 'ben was faster').toContainText('1 save needs you');
  });
});

test('leaving with a queued save asks', async ({ open, receive, network }) => {
  const invoice = await receive();
  const anna = await open('anna', invoice, { network });
  await anna.sees(0);
  network.answers(503, SAVE);
  await anna.types('seller.name', 'Acme Corp');
  await anna.saves();
  await expect(anna.connection).toContainText('1 save waiting');
  const asked = anna.page.waitForEvent('dialog');
  await anna.page.close({ runBeforeUnload: true });
  expect((await asked).type()).toBe('beforeunload');
  await (await asked).dismiss();
});
