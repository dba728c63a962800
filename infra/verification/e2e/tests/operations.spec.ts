import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Route } from '@playwright/test';
import { basic, expect, Reviewer, test } from './people.ts';

/** What operators see of the processors, and do about them. */

const processor = (page: Page, name: string) => page.getByTestId(`processor-${name}`);

async function hasNoFlaws(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
    expect
      .soft(
        violations.map(({ id, nodes }) => ({ id, on: nodes.map(({ target }) => target) })),
        `${what}, ${colorScheme}`,
      )
      .toEqual([]);
  }
}

/** The service as it would answer with these processors, so that what is rare can be looked at. */
async function answers(page: Page, answered: { rebuild?: object; letters?: object[] }): Promise<void> {
  await page.route('**/actuator/processors', (route: Route) =>
    route.fulfill({
      json: {
        processors: [
          {
            name: 'review-queue',
            position: 41_208,
            head: 41_210,
            lag_events: 2,
            lag_seconds: 1.5,
            dead_letters: answered.letters?.length ?? 0,
            rebuild: answered.rebuild ?? null,
          },
        ],
      },
    }),
  );
  await page.route('**/dead-letters?*', (route: Route) =>
    route.fulfill({ json: { items: answered.letters ?? [], next_cursor: null } }),
  );
}

const LETTER = {
  id: 7,
  invoice_id: '0193aaaa-0000-7000-8000-000000000001',
  version: 5,
  event_type: 'InvoiceCorrected',
  cause: 'tools.jackson.core.exc.StreamReadException',
  message: 'The stored JSON cannot be read at line 1, column 17.',
  since: '2026-11-22T09:00:00Z',
  tried_at: '2026-11-22T09:00:00Z',
  tries: 1,
  waiting: 3,
};

test('an operator rebuilds a view by keyboard and reads how it went', async ({ browser, receive }) => {
  await receive();
  const { page, ...otto } = await operator(browser);
  await expect(page).toHaveURL(/\/operations$/);
  await expect(page.getByTestId('health')).toContainText('up');
  for (const name of ['review-queue', 'invoice-detail', 'mentions']) {
    await expect(processor(page, name)).toContainText('up to date');
    await expect(processor(page, name)).toContainText('no dead letters');
  }
  await hasNoFlaws(page, 'processors');

  const queue = processor(page, 'review-queue');
  await queue.getByTestId('rebuild').focus();
  await page.keyboard.press('Enter');
  await expect(queue.getByTestId('rebuild-ask')).toBeVisible();
  await hasNoFlaws(page, 'before a rebuild');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(queue.getByTestId('rebuild-ask')).toBeHidden();
  await expect(queue.getByTestId('rebuild')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(queue.getByTestId('rebuild-ask-confirm')).toBeFocused();
  await page.keyboard.press('Enter');

  await expect(queue.getByTestId('rebuild-past')).toHaveAttribute('data-state', 'done');
  await expect(queue.getByTestId('rebuild-past')).toContainText('for otto');
  await expect(queue.getByTestId('rebuild-past')).toContainText('the view before was the same');
  await otto.leaves();
});

test('a rebuild tells how fast it is, and can be cancelled once', async ({ browser }) => {
  const { page, ...otto } = await operator(browser);
  await answers(page, {
    rebuild: {
      state: 'reading',
      done_events: 12_000,
      total_events: 48_000,
      events_per_second: 9_000,
      seconds_left: 4,
      switched: false,
      requested_by: 'otto',
      requested_at: '2026-11-22T09:00:00Z',
    },
  });
  let cancelled = 0;
  await page.route('**/rebuild', (route: Route) => {
    cancelled += route.request().method() === 'DELETE' ? 1 : 0;
    return route.fulfill({ status: 202, json: { run_id: '1' } });
  });
  await page.reload();

  const progress = page.getByTestId('rebuild-progress');
  await expect(progress).toContainText('12,000 of 48,000 events');
  await expect(progress).toContainText('9,000 events/s');
  await expect(progress).toContainText('4 s left');
  await expect(page.getByTestId('rebuild')).toBeDisabled();
  await expect(page.getByTestId('lag')).toHaveText('2 events, 2 s behind');
  await hasNoFlaws(page, 'a rebuild');
  await page.getByTestId('rebuild-cancel').click();
  await expect.poll(() => cancelled).toBe(1);
  await otto.leaves();
});

test('a dead letter says why, is retried, and is dropped only when that is confirmed', async ({ browser }) => {
  const { page, ...otto } = await operator(browser);
  const letters = [LETTER];
  await answers(page, { letters });
  const sent: string[] = [];
  await page.route('**/dead-letters/7**', (route: Route) => {
    sent.push(`${route.request().method()} ${new URL(route.request().url()).pathname}`);
    return route.fulfill({ json: { state: 'parked', dead_letter: { ...LETTER, tries: 2 } } });
  });
  await page.reload();

  const letter = page.getByTestId('dead-letter');
  await expect(letter).toContainText('InvoiceCorrected, version 5 of invoice 0193aaaa');
  await expect(letter).toContainText('line 1, column 17');
  await expect(letter).toContainText('3 events behind it');
  await hasNoFlaws(page, 'dead letters');

  await letter.getByTestId('retry').click();
  await expect(letter.getByTestId('still-parked')).toBeVisible();
  await letter.getByTestId('drop').click();
  await expect(letter.getByTestId('drop-ask')).toContainText('recorded');
  await hasNoFlaws(page, 'before a drop');
  expect(sent).toHaveLength(1);
  await letter.getByTestId('drop-ask-confirm').click();
  await expect
    .poll(() => sent)
    .toEqual([
      'POST /actuator/processors/review-queue/dead-letters/7/retry',
      'DELETE /actuator/processors/review-queue/dead-letters/7',
    ]);
  await otto.leaves();
});

test('loading, without a connection, and old', async ({ browser }) => {
  const { page, ...otto } = await operator(browser);
  await expect(processor(page, 'review-queue')).toBeVisible();
  await page.route('**/actuator/**', (route: Route) => route.abort());
  await expect(page.getByTestId('operations-old')).toContainText('cannot be reached');
  await expect(processor(page, 'review-queue'), 'what was known stays').toBeVisible();

  await page.reload();
  await expect(page.getByTestId('error-face')).toContainText('No connection');
  await page.unroute('**/actuator/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(processor(page, 'review-queue')).toBeVisible();
  await otto.leaves();
});

test('operations are for operators, and invoices are not', async ({ browser, receive, request }) => {
  const invoice = await receive();
  const { page, ...otto } = await operator(browser);
  await expect(page.getByRole('navigation').getByRole('link')).toHaveText(['Operations']);
  await page.goto(`/invoices/${invoice}`);
  await expect(page.getByTestId('no-content')).toBeVisible();
  await page.getByRole('link', { name: 'To operations' }).click();
  await expect(page.getByTestId('operations')).toBeVisible();
  await otto.leaves();

  const anna = await Reviewer.signIn(browser, 'anna', '/operations');
  await expect(anna.page.getByTestId('operators-only')).toBeVisible();
  await expect(anna.page.getByTestId('nav-operations')).toHaveCount(0);
  await anna.leaves();
  const refused = await request.post('/actuator/processors/review-queue/rebuild', {
    headers: { Authorization: basic('anna') },
  });
  expect(refused.status()).toBe(403);
});

async function operator(browser: Parameters<typeof Reviewer.signIn>[0]) {
  const otto = await Reviewer.signIn(browser, 'otto', '/operations');
  return { page: otto.page, leaves: () => otto.leaves() };
}
