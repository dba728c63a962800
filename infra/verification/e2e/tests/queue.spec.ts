import { expect, Reviewer, test } from './people.ts';

test('somebody who signs in on the issuer’s page sees the queue', async ({ browser, receive }) => {
  const invoice = await receive('QUEUE-1');
  const anna = await Reviewer.signIn(browser, 'anna');

  const row = anna.page.locator(`[data-testid="queue-row"][data-invoice-id="${invoice}"]`);
  await expect(row).toContainText('QUEUE-1');
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
