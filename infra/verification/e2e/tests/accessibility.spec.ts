import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { demo, extraction } from './documents.ts';
import { expect, Reviewer, saves, test } from './people.ts';

/** Nothing on any screen, in light or in dark, keeps people out who see, hear or point differently. */

/**
 * Looks at the page as it is now, or at the new part of it, in both colour schemes: they differ in contrast only. Goes
 * on after a finding, so that one run tells them all.
 */
async function isOpenToEverybody(page: Page, what: string, part = 'html'): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(
      page.locator(`html[data-mantine-color-scheme=${colorScheme}], html:not([data-mantine-color-scheme])`),
    ).toBeAttached();
    const looking = new AxeBuilder({ page }).include(part).options({ resultTypes: ['violations'] });
    const { violations } = await (
      colorScheme === 'light' ? looking : looking.withRules('color-contrast')
    ).analyze();
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })),
      );
    expect.soft(grave, `${what}, ${colorScheme}`).toEqual([]);
  }
}

const part = (testId: string) => `[data-testid="${testId}"]`;

test.describe('open to everybody:', () => {
  test.describe.configure({ timeout: 240_000 });

  test('the issuer’s page', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByLabel('Name')).toBeVisible();
    await isOpenToEverybody(page, 'sign-in');

    await page.getByLabel('Name').fill('anna');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText('wrong')).toBeVisible();
    await isOpenToEverybody(page, 'sign-in refused');
  });

  test('the queue', async ({ browser, receive }) => {
    await receive();
    await receive({ document: demo('02-catering-wrong-sums.ubl.xml') });
    const ben = await Reviewer.signIn(browser, 'ben');
    const { page } = ben;
    await expect(page.getByTestId('queue-row').first()).toBeVisible();
    await isOpenToEverybody(page, 'queue');

    await page.keyboard.press('?');
    await expect(page.getByTestId('keys')).toBeVisible();
    await isOpenToEverybody(page, 'keys', part('keys'));
    await page.keyboard.press('Escape');

    await page.getByTestId('user-menu').click();
    await expect(page.getByTestId('sign-out')).toBeVisible();
    await isOpenToEverybody(page, 'user menu', '[role="menu"]');
    await page.keyboard.press('Escape');

    await page.getByTestId('upload-file').setInputFiles({
      name: 'shopping-list.xml',
      mimeType: 'application/xml',
      buffer: Buffer.from('<list>bread</list>'),
    });
    await expect(page.getByTestId('upload-row').getByRole('alert')).toBeVisible();
    await isOpenToEverybody(page, 'refused upload', part('uploads'));

    await page.goto('/queue?q=nothing-has-this-number');
    await expect(page.getByTestId('queue-empty')).toBeVisible();
    await isOpenToEverybody(page, 'empty queue', 'main');

    await page.route('**/api/invoices?**', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto('/queue');
    await expect(page.getByRole('alert')).toBeVisible();
    await isOpenToEverybody(page, 'queue that does not load', 'main');
    await ben.leaves();
  });

  test('the review of each kind of document', async ({ open, receive }) => {
    const carol = await open('carol', await receive({ document: demo('02-catering-wrong-sums.ubl.xml') }));
    const { page } = carol;
    await expect(page.getByTestId('drawn-invoice')).toBeVisible();
    await isOpenToEverybody(page, 'review of an XML with findings');
    await page.getByTestId('as-received-tab').click();
    await expect(page.getByTestId('as-received')).toBeVisible();
    await isOpenToEverybody(page, 'as received', part('as-received'));

    await page.goto(`/invoices/${await receive({ document: demo('08-print-shop.facturx.pdf') })}`);
    await expect(page.getByTestId('pdf').locator('canvas').first()).toBeVisible();
    await isOpenToEverybody(page, 'PDF', part('pdf'));

    await page.goto(`/invoices/${await receive({ document: extraction() })}`);
    await expect(page.getByTestId('extraction')).toBeVisible();
    await isOpenToEverybody(page, 'extraction', part('extraction'));

    await page.goto('/invoices/00000000-0000-7000-8000-000000000000');
    await expect(page.getByRole('alert')).toBeVisible();
    await isOpenToEverybody(page, 'no such invoice', 'main');
  });

  test('deciding', async ({ open, receive, request }) => {
    const invoice = await receive();
    // A sum that no longer adds up: approval asks for a reason.
    await saves(request, 'anna', invoice, 0, { 'totals.amount_due': '120.00' });
    const carol = await open('carol', invoice);
    const { page } = carol;
    await carol.sees(1);
    for (const [button, asks] of [
      ['hold', 'hold-code'],
      ['rejection', 'rejection-code'],
      ['approve', 'approve-reason'],
    ] as const) {
      await page.getByTestId(button).click();
      await expect(page.getByTestId(asks)).toBeVisible();
      await isOpenToEverybody(page, button, '[role="dialog"]');
      await page.keyboard.press('Escape');
      await expect(page.getByTestId(asks)).toBeHidden();
    }
    await page.getByTestId('history').click();
    await expect(page.getByTestId('history-entry').first()).toBeVisible();
    await isOpenToEverybody(page, 'history', part('history-panel'));
  });

  test('what is said when somebody else was faster', async ({ open, receive, request }) => {
    const invoice = await receive();
    const carol = await open('carol', invoice);
    const { page } = carol;
    await carol.sees(0);
    await saves(request, 'anna', invoice, 0, { 'seller.name': 'Acme Corp', 'totals.amount_due': '120.00' });
    await expect(page.getByTestId('seen-totals.amount_due')).toBeVisible();
    await isOpenToEverybody(page, 'seen bar', part('seen-bar'));

    await carol.types('seller.name', 'Beta Inc');
    await saves(request, 'ben', invoice, 1, { 'seller.name': 'Acme Corporation' });
    await expect(carol.banner).toBeVisible();
    await isOpenToEverybody(page, 'stale banner', part('stale-banner'));

    await carol.saves();
    await expect(carol.dialog).toBeVisible();
    await isOpenToEverybody(page, 'conflict', part('conflict-dialog'));

    await carol.dialog.getByTestId('refresh-latest').click();
    await expect(carol.kept).toBeVisible();
    await isOpenToEverybody(page, 'kept work', part('kept-bar'));
  });
});
