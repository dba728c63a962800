import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { demo, extraction } from './documents.ts';
import { eventful } from './histories.ts';
import { basic, expect, Reviewer, saves, test } from './people.ts';

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
    // In the page itself: no page here has frames of others, for which it would be set up anew in a page beside it.
    const looking = new AxeBuilder({ page })
      .setLegacyMode()
      .include(part)
      .options({ resultTypes: ['violations'] });
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
  test.describe.configure({ mode: 'parallel', timeout: 240_000 });

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
    await page.getByTestId('restore-0').click();
    await expect(page.getByTestId('restore-confirm')).toBeVisible();
    await isOpenToEverybody(page, 'restoring', part('restore-preview'));
  });

  test('time travel', async ({ browser, receive, request }) => {
    const invoice = await receive();
    await eventful(request, invoice);
    const version = 5;
    const audrey = await Reviewer.signIn(
      browser,
      'audrey',
      `/invoices/${invoice}/history?version=${version}`,
    );
    const { page } = audrey;
    await expect(page.getByTestId('as-it-was')).toHaveAttribute('data-version', String(version));
    await expect(page.getByTestId('timeline-refused').first()).toBeVisible();
    await page.getByTestId(`timeline-v${version}`).locator('summary').first().click();
    await isOpenToEverybody(page, 'an earlier version');

    await page.goto(`/invoices/${invoice}/history?version=${version}&compare=0`);
    await expect(page.getByTestId('comparison')).toBeVisible();
    await page.getByTestId('compare-all').check({ force: true });
    await isOpenToEverybody(page, 'comparison');

    await saves(request, 'ben', invoice, version, { due_date: null });
    await expect(page.getByTestId('arrived')).toContainText('is new');
    await isOpenToEverybody(page, 'a version that came', part('arrived'));

    await page.goto(`/invoices/${invoice}/history?at=2001-01-01T00:00:00Z`);
    await expect(page.getByTestId('before-receipt')).toBeVisible();
    await isOpenToEverybody(page, 'before the receipt', 'main');
    await audrey.leaves();
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

    await carol.banner.getByTestId('review-merge').click();
    await expect(carol.dialog.getByTestId('needs-you')).toBeVisible();
    await carol.dialog.getByTestId('force').click();
    await expect(carol.dialog.getByTestId('force-reason')).toBeVisible();
    await isOpenToEverybody(page, 'conflict', part('conflict-dialog'));

    await page.getByTestId('force-cancel').click();
    await carol.dialog.getByTestId('refresh-latest').click();
    await expect(carol.kept).toBeVisible();
    await isOpenToEverybody(page, 'kept work', part('kept-bar'));

    await page.getByTestId('discard-kept').click();
    await expect(page.getByTestId('discarded-bar')).toBeVisible();
    await isOpenToEverybody(page, 'discarded work', part('discarded-bar'));

    await carol.types('seller.name', 'Beta Inc');
    await page.getByTestId('back-to-queue').click();
    await expect(page.getByTestId('leave-bar')).toBeVisible();
    await isOpenToEverybody(page, 'leaving', part('leave-bar'));
  });

  test('saves that wait', async ({ open, receive, network }) => {
    const anna = await open('anna', await receive(), { network });
    const { page } = anna;
    await anna.sees(0);
    network.answers(503, /^POST .*\/corrections$/);
    await anna.types('seller.name', 'Acme Corp');
    await anna.saves();
    await page.getByTestId('saves-waiting').click();
    await expect(page.getByTestId('outbox-row')).toBeVisible();
    await isOpenToEverybody(page, 'outbox', part('outbox-panel'));

    network.isDown();
    await expect(anna.connection).not.toHaveAttribute('data-state', 'live');
    await isOpenToEverybody(page, 'without a connection', 'header');
  });

  test('people', async ({ open, receive, request }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    const { page } = anna;
    await Promise.all([anna.sees(0), ben.sees(0)]);
    await ben.field('due_date').focus();
    await ben.page.getByTestId('claim-take').click();
    await ben.field('due_date').focus();
    await expect(page.getByTestId('editors-due_date')).toBeVisible();
    await page.getByTestId('claim-take-over').click();
    await expect(page.getByTestId('claim-take-over-confirm')).toBeVisible();
    await isOpenToEverybody(page, 'somebody is here, and has it');
    await page.getByTestId('claim-take-over-confirm').click();
    await expect(ben.page.getByTestId('taken-over')).toBeVisible();
    await isOpenToEverybody(ben.page, 'taken over', part('taken-over'));

    const answer = await request.post(`/api/invoices/${invoice}/comments`, {
      headers: { Authorization: basic('ben') },
      data: { text: 'Is this right, @anna?', term: 'due_date' },
    });
    expect(answer.status()).toBe(201);
    await page.getByTestId('comments-due_date').click();
    await expect(page.getByTestId('comment')).toBeVisible();
    await page.getByTestId('comment-text').pressSequentially('Ask @b');
    await expect(page.getByTestId('mention-names')).toBeVisible();
    await isOpenToEverybody(page, 'comments', part('side-panel'));
    await page.getByTestId('mentions').click();
    await expect(page.getByTestId('mention-item').first()).toBeVisible();
    await isOpenToEverybody(page, 'mentions', part('mentions-list'));
  });

  test('approving together', async ({ browser, receive, request }) => {
    const number = `AXE-${randomUUID().slice(0, 8)}`;
    const [one, other] = [await receive({ number: `${number}-1` }), await receive({ number: `${number}-2` })];
    const ben = await Reviewer.signIn(browser, 'ben', `/queue?q=${number}&sort=invoice_number`);
    const { page } = ben;
    await expect(page.getByTestId('queue-row')).toHaveCount(2);
    await page.getByTestId('tick-all').check();
    await saves(request, 'anna', other, 0, { 'seller.name': 'Acme Corp' });
    await expect(page.getByTestId('changed-since-ticked')).toBeVisible();
    await request.put(`/api/invoices/${one}/claim`, { headers: { Authorization: basic('anna') }, data: {} });
    await expect(page.getByTestId('row-claim')).toBeVisible();
    await isOpenToEverybody(page, 'ticked queue');
    await page.getByTestId('bulk-approve').click();
    await expect(page.getByTestId('bulk-confirm')).toBeVisible();
    await isOpenToEverybody(page, 'before approving together', part('bulk-panel'));
    await page.getByTestId('bulk-confirm').click();
    await expect(page.getByTestId('bulk-said')).toContainText('1 approved');
    await isOpenToEverybody(page, 'after approving together', part('bulk-panel'));
    await ben.leaves();
  });

  test('what auditors have', async ({ browser, receive, request }) => {
    const invoice = await receive();
    await saves(request, 'anna', invoice, 0, { 'seller.name': 'Acme Corp' });
    const audrey = await Reviewer.signIn(browser, 'audrey', `/audit/search?invoice_id=${invoice}`);
    const { page } = audrey;
    await expect(page.getByTestId('search-row')).toHaveCount(2);
    await isOpenToEverybody(page, 'audit search');
    await page.getByTestId('search-term').click();
    await expect(page.getByRole('option').first()).toBeVisible();
    await isOpenToEverybody(page, 'the business terms to choose from', '[role="listbox"]');
    await page.goto(`/audit/search?invoice_id=${invoice}&actor=nobody`);
    await expect(page.getByTestId('search-empty')).toBeVisible();
    await isOpenToEverybody(page, 'audit search without a hit', 'main');

    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'showSaveFilePicker');
    });
    await page.goto(`/audit/exports?invoice_id=${invoice}`);
    await page.getByTestId('export-begin').click();
    await expect(page.getByTestId('export-progress')).toHaveAttribute('data-state', 'done');
    await expect(page.getByTestId('export-row').first()).toBeVisible();
    await isOpenToEverybody(page, 'exports');

    await page.goto('/audit/verification');
    await page.getByTestId('verification-begin').click();
    await page.getByTestId('comparison-begin').click();
    await expect(page.getByTestId('verification-verdict')).toBeVisible();
    await expect(page.getByTestId('comparison-verdict')).toBeVisible();
    await expect(page.getByTestId('audit-key').first()).toBeVisible();
    await isOpenToEverybody(page, 'verification');
    await audrey.leaves();
  });
});
