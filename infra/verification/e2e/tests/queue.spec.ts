import { randomUUID } from 'node:crypto';
import { expect, Reviewer, test } from './people.ts';

test('somebody who signs in on the issuer’s page sees the queue', async ({ browser, receive }) => {
  const number = `QUEUE-${randomUUID().slice(0, 8)}`;
  const invoice = await receive({ number });
  const anna = await Reviewer.signIn(browser, 'anna');

  const row = anna.page.locator(`[data-testid="queue-row"][data-invoice-id="${invoice}"]`);
  await expect(row).toContainText(number);
  await expect(row).toContainText('Acme');

  await anna.leaves();
});

test('a reloaded page stays signed in', async ({ browser, receive }) => {
  await receive();
  const anna = await Reviewer.signIn(browser, 'anna');

  await anna.page.reload();

  await expect(anna.page.getByTestId('user-menu')).toContainText('anna');
  await expect(anna.page.getByTestId('queue-row').first()).toBeVisible();
  await anna.leaves();
});
