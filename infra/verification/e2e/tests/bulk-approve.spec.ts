import type { APIRequestContext } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { basic, expect, Reviewer, test, type Circumstances, type User } from './people.ts';
import type { Browser } from '@playwright/test';

async function correct(request: APIRequestContext, user: User, invoice: string, on: number, seller: string) {
  const answer = await request.post(`/api/invoices/${invoice}/corrections`, {
    headers: { Authorization: basic(user) },
    data: { expected_review_version: on, changes: { 'seller.name': seller } },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

async function versionOf(request: APIRequestContext, invoice: string) {
  const answer = await request.get(`/api/invoices/${invoice}`, { headers: { Authorization: basic('anna') } });
  const { review_version, status } = (await answer.json()) as { review_version: number; status: string };
  return `${status} v${review_version}`;
}

function inQueue(browser: Browser, user: User, number: string, circumstances: Circumstances = {}) {
  return Reviewer.signIn(browser, user, `/queue?q=${number}&sort=invoice_number`, circumstances);
}

const rowOf = ({ page }: Reviewer, invoice: string) =>
  page.locator(`[data-testid="queue-row"][data-invoice-id="${invoice}"]`);
const itemOf = ({ page }: Reviewer, invoice: string) =>
  page.locator(`[data-testid="bulk-item"][data-invoice-id="${invoice}"]`);

test.describe('approving several at once', () => {
  test('takes each on the version that was ticked, and reports each on its own', async ({
    browser,
    receive,
    request,
  }) => {
    const number = `BULK-${randomUUID().slice(0, 8)}`;
    const [first, second] = [
      await receive({ number: `${number}-1` }),
      await receive({ number: `${number}-2` }),
    ];
    await correct(request, 'ben', second, 0, 'Corrected by ben');
    const ben = await inQueue(browser, 'ben', number);
    await expect(ben.page.getByTestId('queue-row')).toHaveCount(2);

    await ben.page.keyboard.press('j');
    await ben.page.keyboard.press('x');
    await ben.page.keyboard.press('j');
    await ben.page.keyboard.press('Shift+X');
    await expect(ben.page.getByTestId('tick-bar')).toContainText('2 ticked');
    await expect(ben.page.getByTestId('tick-bar')).toContainText('each on the version you ticked');
    await ben.page.getByTestId('bulk-approve').click();
    await expect(itemOf(ben, first)).toContainText('v0');
    await expect(itemOf(ben, first)).toContainText('119.00');
    await expect(itemOf(ben, second)).toContainText('v1');
    await ben.page.getByTestId('bulk-confirm').click();

    await expect(itemOf(ben, first)).toContainText('Approved as v1');
    await expect(itemOf(ben, second)).toContainText('Refused');
    await expect(ben.page.getByTestId('bulk-said')).toHaveText('1 approved, 1 refused');
    await ben.page.getByTestId('bulk-close').click();
    await expect(ben.page.getByTestId('tick-bar'), 'what failed stays ticked').toContainText('1 ticked');
    await expect(rowOf(ben, second).getByTestId('tick')).toBeChecked();
    expect(await versionOf(request, first)).toBe('approved v1');
    expect(await versionOf(request, second)).toBe('in_review v1');
    await ben.leaves();
  });

  test('marks what changed since it was ticked, does not send it, and ticks it anew after a look', async ({
    browser,
    receive,
    request,
  }) => {
    const number = `BULK-${randomUUID().slice(0, 8)}`;
    const invoice = await receive({ number });
    const ben = await inQueue(browser, 'ben', number);
    const row = rowOf(ben, invoice);
    await row.getByTestId('tick').check();

    await correct(request, 'anna', invoice, 0, 'Acme Corp');

    await expect(row.getByTestId('changed-since-ticked')).toContainText('changed since you ticked it');
    await expect(row.getByTestId('tick'), 'the tick survives the push').toBeChecked();
    await ben.page.getByTestId('bulk-approve').click();
    await expect(itemOf(ben, invoice)).toContainText('not sent');
    await expect(ben.page.getByTestId('bulk-confirm')).toBeHidden();
    await ben.page.getByTestId('bulk-close').click();

    await row.getByTestId('look-again').click();
    await expect(ben.page.getByTestId('looked-again')).toContainText('Acme → Acme Corp');
    await expect(row.getByTestId('changed-since-ticked')).toBeHidden();
    await ben.page.getByTestId('bulk-approve').click();
    await ben.page.getByTestId('bulk-confirm').click();
    await expect(itemOf(ben, invoice)).toContainText('Approved as v2');
    await ben.leaves();
  });

  test('refuses what somebody changed in the last moment, and says by whom', async ({
    browser,
    receive,
    request,
    network,
  }) => {
    const number = `BULK-${randomUUID().slice(0, 8)}`;
    const invoice = await receive({ number });
    const ben = await inQueue(browser, 'ben', number, { network });
    await expect(ben.connection).toHaveAttribute('data-state', 'live');
    await rowOf(ben, invoice).getByTestId('tick').check();
    await ben.page.getByTestId('bulk-approve').click();

    network.holdsPushes();
    await correct(request, 'anna', invoice, 0, 'Acme Corp');
    await ben.page.getByTestId('bulk-confirm').click();

    await expect(itemOf(ben, invoice)).toContainText('anna changed');
    await expect(itemOf(ben, invoice).getByTestId('bulk-look-again')).toBeVisible();
    expect(await versionOf(request, invoice)).toBe('in_review v1');
    network.releasesPushes();
    await ben.leaves();
  });

  test('sends the very same again after a lost answer, and counts once', async ({
    browser,
    receive,
    request,
    network,
  }) => {
    const number = `BULK-${randomUUID().slice(0, 8)}`;
    const invoice = await receive({ number });
    const ben = await inQueue(browser, 'ben', number, { network });
    await rowOf(ben, invoice).getByTestId('tick').check();
    await ben.page.getByTestId('bulk-approve').click();
    network.losesAnswer(/^POST \/api\/decisions$/);
    await ben.page.getByTestId('bulk-confirm').click();

    await expect(itemOf(ben, invoice)).toContainText('Approved as v1');
    expect(await versionOf(request, invoice)).toBe('approved v1');
    await ben.leaves();
  });

  test('keeps ticks over paging, filters and a look into an invoice', async ({ browser, receive }) => {
    const number = `BULK-${randomUUID().slice(0, 8)}`;
    const invoice = await receive({ number });
    const ben = await inQueue(browser, 'ben', number);
    await rowOf(ben, invoice).getByTestId('tick').check();
    await ben.page.getByTestId('status-on_hold').click();
    await expect(ben.page.getByTestId('tick-bar')).toContainText('1 ticked');
    await ben.page.getByTestId('status-all').click();
    await rowOf(ben, invoice).getByRole('link').click();
    await expect(ben.version).toHaveText('v0');
    await ben.page.goBack();
    await expect(rowOf(ben, invoice).getByTestId('tick')).toBeChecked();
    await ben.page.getByTestId('untick-all').click();
    await expect(rowOf(ben, invoice).getByTestId('tick')).not.toBeChecked();
    await ben.leaves();
  });

  test('is for approvers only', async ({ browser, receive }) => {
    const number = `BULK-${randomUUID().slice(0, 8)}`;
    const invoice = await receive({ number });
    const anna = await inQueue(browser, 'anna', number);
    await expect(rowOf(anna, invoice)).toBeVisible();
    await expect(anna.page.getByTestId('tick')).toHaveCount(0);
    await anna.page.keyboard.press('j');
    await anna.page.keyboard.press('x');
    await expect(anna.page.getByTestId('tick-bar')).toHaveCount(0);
    await anna.leaves();
  });
});

test.describe('save and next', () => {
  test('follows the queue’s filter and order, and the way back finds the queue as it was', async ({
    browser,
    receive,
    request,
  }) => {
    const number = `NEXT-${randomUUID().slice(0, 8)}`;
    const [first, second, third] = [
      await receive({ number: `${number}-1` }),
      await receive({ number: `${number}-2` }),
      await receive({ number: `${number}-3` }),
    ];
    const anna = await Reviewer.signIn(
      browser,
      'anna',
      `/queue?q=${number}&sort=invoice_number&status=received`,
    );
    await expect(anna.page.getByTestId('queue-row')).toHaveCount(3);
    await anna.page.keyboard.press('j');
    await anna.page.keyboard.press('Enter');
    await expect(anna.page).toHaveURL(new RegExp(first));
    await anna.sees(0);

    await correct(request, 'ben', second, 0, 'Dealt with by ben');
    await anna.types('seller.name', 'Acme Corp');
    await anna.page.keyboard.press('Control+Shift+S');

    await expect(anna.page, 'the second is no longer received').toHaveURL(new RegExp(third));
    await expect(anna.page.getByTestId('invoice-number')).toHaveText(`${number}-3`);
    await anna.page.getByRole('link', { name: '‹ Queue' }).click();
    await expect(anna.page).toHaveURL(/status=received/);
    await expect(anna.page).toHaveURL(/sort=invoice_number/);
    await expect(anna.page.getByTestId('queue-row')).toHaveCount(1);
    await anna.leaves();
  });
});
