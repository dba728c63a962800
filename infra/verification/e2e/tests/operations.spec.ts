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

test('a dead letter says why, is retried, and is dropped only when that is confirmed', async ({
  browser,
}) => {
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

test('what is wrong comes first, with what to do about it at hand', async ({ browser }) => {
  const { page, ...otto } = await operator(browser);
  await page.route('**/actuator/health', (route: Route) =>
    route.fulfill({
      json: {
        status: 'DEGRADED',
        components: {
          db: { status: 'UP' },
          views: {
            status: 'DEGRADED',
            details: { reason: 'review-queue is 95 s behind', runbook: 'ViewBehind' },
          },
          nodes: {
            status: 'DEGRADED',
            details: { reason: 'query-side-2 (query-side) is not heard from', runbook: 'NodeDown' },
          },
        },
      },
    }),
  );
  await page.reload();

  await expect(page.getByTestId('health-problem')).toHaveText([
    /Views.*review-queue is 95 s behind.*ViewBehind/,
    /Nodes.*query-side-2.*NodeDown/,
  ]);
  await hasNoFlaws(page, 'what is wrong');
  await page.getByRole('link', { name: 'ViewBehind' }).focus();
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/\/operations\/runbook#viewbehind$/);
  const section = page.getByRole('region', { name: 'ViewBehind' });
  await expect(section).toBeInViewport();
  await expect(section).toBeFocused();
  await expect(section).toContainText('read_model.token_entry');
  await hasNoFlaws(page, 'the runbook');
  await section.getByRole('link', { name: 'DeadLetters' }).click();
  await expect(page.getByRole('region', { name: 'DeadLetters' })).toBeFocused();
  await page.getByRole('link', { name: 'Operations' }).last().click();
  await expect(page.getByTestId('operations')).toBeVisible();
  await otto.leaves();
});

test('the last hour, drawn and in numbers', async ({ browser }) => {
  const { page, ...otto } = await operator(browser);
  const minutes = Array.from({ length: 60 }, (_, at) => ({
    at: new Date(Date.UTC(2026, 10, 22, 9, at)).toISOString(),
    accepted: 0,
    refused: 0,
    pushes: 0,
    push_lag_p50_ms: null as number | null,
    push_lag_p99_ms: null as number | null,
  }));
  await page.route('**/actuator/activity', (route: Route) => route.fulfill({ json: { minutes } }));
  await page.reload();
  await expect(page.getByTestId('chart-push-lag')).toContainText('Nothing was pushed in the last hour');
  await expect(page.getByTestId('chart-conflicts')).toContainText('No decisions in the last hour');
  await expect(page.getByTestId('chart-decisions')).toContainText('No decisions in the last hour');
  await hasNoFlaws(page, 'an hour in which nothing happened');

  Object.assign(minutes[57] ?? {}, { accepted: 39, refused: 1 });
  Object.assign(minutes[58] ?? {}, {
    accepted: 60,
    pushes: 120,
    push_lag_p50_ms: 10,
    push_lag_p99_ms: 2_500,
  });
  await page.reload();
  const lag = page.getByTestId('chart-push-lag');
  await expect(lag).toContainText('99 % within 2.5 s');
  await expect(page.getByTestId('chart-conflicts')).toContainText('1 % · 1 of 100 decisions');
  await expect(page.getByTestId('chart-decisions')).toContainText(
    '100 decisions in the last hour, 99 accepted',
  );
  await expect(lag.getByRole('img', { name: /Push lag.*within 2\.5 s/ })).toBeVisible();
  await lag.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(lag.getByRole('row')).toHaveCount(2);
  await expect(lag.getByRole('row').last()).toContainText('2.5 s10 ms');
  await hasNoFlaws(page, 'the last hour');
  await otto.leaves();
});

test('a save is counted in the last hour', async ({ browser, receive }) => {
  const { page, ...otto } = await operator(browser);
  const invoice = await receive();
  const anna = await Reviewer.signIn(browser, 'anna', `/invoices/${invoice}`);
  await anna.sees(0);
  await anna.types('buyer_reference', 'PO-1');
  await anna.savesAs(1);
  await anna.leaves();
  await expect(page.getByTestId('chart-decisions').getByRole('img')).toBeVisible({ timeout: 30_000 });
  // Frames are told by each node every ten seconds.
  await expect(page.getByTestId('chart-push-lag').getByRole('img')).toBeVisible({ timeout: 30_000 });
  await otto.leaves();
});

test('nodes: who runs, and who is not heard from', async ({ browser }) => {
  const { page, ...otto } = await operator(browser);
  await expect(page.getByTestId('node').filter({ hasText: 'command side' })).toContainText('runs');
  await expect(page.getByTestId('node').filter({ hasText: 'query side' })).toContainText('runs');
  const node = { name: 'command-side-1', side: 'command-side', version: '1.0', open_sockets: null };
  const times = { started_at: '2026-11-22T08:00:00Z', heard_at: '2026-11-22T09:00:00Z' };
  let nodes: object[] = [
    { ...node, ...times, state: 'silent' },
    { ...node, ...times, name: 'query-side-1', side: 'query-side', state: 'running', open_sockets: 12 },
  ];
  await page.route('**/actuator/nodes', (route: Route) => route.fulfill({ json: { nodes } }));
  await page.reload();
  await expect(page.getByTestId('node').first()).toContainText('not heard from since 22 Nov 2026');
  await expect(page.getByTestId('node').last()).toContainText('12 sockets');
  await hasNoFlaws(page, 'nodes');
  nodes = [];
  await page.reload();
  await expect(page.getByTestId('nodes')).toContainText('None has told of itself yet');
  await otto.leaves();
});

test('what was dropped stays on record', async ({ browser }) => {
  const { page, ...otto } = await operator(browser);
  await answers(page, {});
  await page.route('**/drops?*', (route: Route) =>
    route.fulfill({
      json: {
        items: [{ ...LETTER, dropped_at: '2026-11-22T09:30:00Z', dropped_by: 'otto' }],
        next_cursor: null,
      },
    }),
  );
  await page.reload();
  const drops = page.getByTestId('drops');
  await drops.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(drops.getByTestId('drop-record')).toContainText('dropped by otto, 22 Nov 2026');
  await expect(drops.getByTestId('drop-record')).toContainText(
    'InvoiceCorrected, version 5 of invoice 0193aaaa',
  );
  await hasNoFlaws(page, 'what was dropped');
  await otto.leaves();
});

test('a part that does not load says so, and the others stay', async ({ browser }) => {
  const { page, ...otto } = await operator(browser);
  await page.route(/\/actuator\/(nodes|activity)$/, (route: Route) => route.abort());
  await page.reload();
  await expect(page.getByText('The last hour did not load.')).toBeVisible();
  await expect(page.getByText('The nodes did not load.')).toBeVisible();
  await expect(processor(page, 'review-queue')).toBeVisible();
  await hasNoFlaws(page, 'parts that did not load');
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
