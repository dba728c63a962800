import type { APIRequestContext } from '@playwright/test';
import { basic, expect, Reviewer, test, type User } from './people.ts';

function claim(request: APIRequestContext, user: User, invoice: string, minutes = 15) {
  return request.put(`/api/invoices/${invoice}/claim`, {
    headers: { Authorization: basic(user) },
    data: { minutes },
  });
}

/** A claim says whose turn it is; it never stands in the way of a decision. */
test.describe('a claim', () => {
  test('is taken and given back by a key in the queue, and others see it there', async ({
    browser,
    receive,
  }) => {
    const number = `CLAIM-${Date.now()}`;
    const invoice = await receive({ number });
    const anna = await Reviewer.signIn(browser, 'anna', `/queue?q=${number}`);
    const ben = await Reviewer.signIn(browser, 'ben', `/queue?q=${number}`);
    const rowOf = ({ page }: Reviewer) =>
      page.locator(`[data-testid="queue-row"][data-invoice-id="${invoice}"]`);
    await expect(rowOf(anna)).toBeVisible();
    await expect(rowOf(ben)).toBeVisible();

    await anna.page.keyboard.press('j');
    await anna.page.keyboard.press('c');
    await expect(rowOf(anna).getByTestId('row-claim')).toContainText('you');
    await expect(rowOf(ben).getByTestId('row-claim')).toContainText('anna');
    await expect(ben.page.getByTestId('queue-refresh'), 'a claim is no change').toBeHidden();

    await anna.page.keyboard.press('c');
    await expect(rowOf(anna).getByTestId('row-claim')).toBeHidden();
    await expect(rowOf(ben).getByTestId('row-claim')).toBeHidden();
    await anna.leaves();
    await ben.leaves();
  });

  test('of somebody else is taken over only after a question, by keys alone', async ({
    browser,
    receive,
    request,
  }) => {
    const number = `CLAIM-${Date.now()}`;
    const invoice = await receive({ number });
    await claim(request, 'ben', invoice);
    const anna = await Reviewer.signIn(browser, 'anna', `/queue?q=${number}`);
    const row = anna.page.locator(`[data-testid="queue-row"][data-invoice-id="${invoice}"]`);
    await expect(row.getByTestId('row-claim')).toContainText('ben');

    await anna.page.keyboard.press('j');
    await anna.page.keyboard.press('c');
    const ask = anna.page.getByTestId('claim-ask');
    await expect(ask).toContainText(/ben has this until \d\d:\d\d\. Take over\?/);
    await anna.page.keyboard.press('Escape');
    await expect(ask).toBeHidden();
    await expect(row.getByTestId('row-claim')).toContainText('ben');

    await anna.page.keyboard.press('c');
    await anna.page.keyboard.press('Enter');
    await expect(row.getByTestId('row-claim')).toContainText('you');
    await expect(row.getByRole('link')).toBeFocused();
    await anna.leaves();
  });

  test('taken over is told to the loser in the open invoice, and nothing typed is lost', async ({
    open,
    receive,
  }) => {
    const invoice = await receive();
    const [ben, carol] = [await open('ben', invoice), await open('carol', invoice)];
    await Promise.all([ben.sees(0), carol.sees(0)]);
    await ben.page.getByTestId('claim-take').click();
    await expect(ben.page.getByTestId('claim-words')).toContainText(/yours until \d\d:\d\d/);
    await ben.types('seller.name', 'Beta Inc');

    await expect(carol.page.getByTestId('claim-words')).toContainText('ben has this until');
    await carol.page.getByTestId('claim-take-over').click();
    await expect(carol.page.getByText(/ben has this until .*Take over\?/)).toBeVisible();
    await carol.page.getByTestId('claim-take-over-confirm').click();

    await expect(ben.page.getByTestId('taken-over')).toContainText(
      /carol took this over at \d\d:\d\d; your draft is kept/,
    );
    await expect(ben.field('seller.name')).toHaveValue('Beta Inc');
    await ben.savesAs(1);
    await ben.page.getByTestId('taken-over-ok').click();
    await expect(ben.page.getByTestId('taken-over')).toBeHidden();
  });

  test('of somebody else blocks no decision', async ({ open, receive, request }) => {
    const invoice = await receive();
    await claim(request, 'carol', invoice);
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await expect(ben.page.getByTestId('claim-words')).toContainText('carol has this');
    await ben.page.getByTestId('approve').click();
    await expect(ben.told).toHaveText('Approved as v1');
  });

  test('is given back from the header', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.page.getByTestId('claim-take').click();
    await anna.page.getByTestId('claim-release').click();
    await expect(anna.page.getByTestId('claim-words')).toBeHidden();
    await expect(anna.page.getByTestId('claim-take')).toBeVisible();
  });

  test('narrows the queue to my own', async ({ browser, receive, request }) => {
    const number = `MINE-${Date.now()}`;
    const [mine, other] = [
      await receive({ number: `${number}-A` }),
      await receive({ number: `${number}-B` }),
    ];
    await claim(request, 'anna', mine);
    await claim(request, 'ben', other);
    const anna = await Reviewer.signIn(browser, 'anna', `/queue?q=${number}`);
    await expect(anna.page.getByTestId('queue-row')).toHaveCount(2);

    await anna.page.getByTestId('only-mine').check();

    await expect(anna.page.getByTestId('queue-row')).toHaveCount(1);
    await expect(anna.page.getByTestId('queue-row')).toContainText(`${number}-A`);
    await anna.page.reload();
    await expect(anna.page.getByTestId('only-mine'), 'the address keeps it').toBeChecked();
    await expect(anna.page.getByTestId('queue-row')).toHaveCount(1);
    await anna.leaves();
  });
});
