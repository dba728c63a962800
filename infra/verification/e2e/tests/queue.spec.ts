import { randomUUID } from 'node:crypto';
import { expect, Reviewer, test } from './people.ts';

test('somebody who signs in on the issuer’s page sees the queue', async ({ page, receive }) => {
  const number = `QUEUE-${randomUUID().slice(0, 8)}`;
  const invoice = await receive({ number });

  await page.goto(`/queue?q=${number}`);
  await page.getByLabel('Name').fill('anna');
  await page.getByLabel('Password').fill('demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();

  await expect(page.getByTestId('user-menu')).toContainText('anna');
  const row = page.locator(`[data-testid="queue-row"][data-invoice-id="${invoice}"]`);
  await expect(row).toContainText(number);
  await expect(row).toContainText('Acme');
});

test('a reloaded page stays signed in', async ({ browser, receive }) => {
  await receive();
  const anna = await Reviewer.signIn(browser, 'anna');

  await anna.page.reload();

  await expect(anna.page.getByTestId('user-menu')).toContainText('anna');
  await expect(anna.page.getByTestId('queue-row').first()).toBeVisible();
  await anna.leaves();
});
