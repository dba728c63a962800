import type { Browser, Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eventful, long } from './histories.ts';
import { expect, historyOf, Reviewer, saves, test as base, type User } from './people.ts';

/** One invoice through its versions: what happened, what was refused, how it stood at any time. */

/** The page of an invoice's history, in front of somebody. */
class TimeTravel {
  private constructor(
    readonly reviewer: Reviewer,
    readonly page: Page,
  ) {}

  static async opens(browser: Browser, user: User, invoice: string, query = ''): Promise<TimeTravel> {
    const reviewer = await Reviewer.signIn(browser, user, `/invoices/${invoice}/history${query}`);
    return new TimeTravel(reviewer, reviewer.page);
  }

  get slider() {
    return this.page.getByTestId('version-slider');
  }

  get arrived() {
    return this.page.getByTestId('arrived');
  }

  event(version: number) {
    return this.page.getByTestId(`timeline-v${version}`);
  }

  /** That version, all of it, and the address says so. */
  async shows(version: number): Promise<void> {
    await expect(this.page.getByTestId('as-it-was')).toHaveAttribute('data-version', String(version));
    await expect(this.page.getByTestId('version')).toHaveText(`v${version}`);
    await expect(this.slider).toHaveJSProperty('value', String(version));
    await expect(this.event(version)).toHaveAttribute('aria-current', 'step');
    await expect(this.page).toHaveTitle(new RegExp(`^v${version} · .* · History`));
  }

  async isAt(query: string): Promise<void> {
    await expect.poll(() => new URL(this.page.url()).search).toBe(query);
  }

  field(path: string) {
    return this.reviewer.field(path);
  }
}

interface Travels {
  /** An invoice to which a good deal happened, see `eventful`. */
  invoice: string;
  /** Opens the history of an invoice as somebody, until the test ends. */
  travels: (user: User, invoice: string, query?: string) => Promise<TimeTravel>;
}

const test = base.extend<Travels>({
  invoice: async ({ receive, request }, use) => {
    const invoice = await receive();
    await eventful(request, invoice);
    await use(invoice);
  },
  travels: async ({ browser }, use) => {
    const travellers: TimeTravel[] = [];
    await use(async (user, invoice, query) => {
      const traveller = await TimeTravel.opens(browser, user, invoice, query);
      travellers.push(traveller);
      return traveller;
    });
    await Promise.all(travellers.map(({ reviewer }) => reviewer.leaves()));
  },
});

test.describe('time travel', () => {
  test('the slider goes through the versions by keyboard, the address follows, and back goes back', async ({
    invoice,
    travels,
  }) => {
    const anna = await travels('anna', invoice);
    await anna.shows(5);
    await anna.isAt('?version=5');

    await anna.slider.focus();
    await anna.page.keyboard.press('Home');
    await anna.shows(0);
    await anna.isAt('?version=0');
    await expect(anna.field('due_date')).toHaveValue('2026-02-04');
    await expect(anna.field('due_date')).not.toBeEditable();

    await anna.page.keyboard.press('ArrowRight');
    await anna.shows(1);
    await anna.isAt('?version=1');
    await expect(anna.field('due_date')).toHaveValue('2026-03-01');
    await expect(anna.page.getByTestId('mark-due_date')).toContainText('anna: 4 Feb → 1 Mar');
    await expect(anna.slider).toHaveAttribute('aria-valuetext', /^v1: anna corrected it, /);
    await expect(anna.slider).toBeFocused();

    await anna.page.keyboard.press('PageUp');
    await anna.shows(2);
    await anna.isAt('?version=2');
    await anna.page.keyboard.press('End');
    await anna.shows(5);
    await anna.isAt('?version=5');
    // Past v4 without a rest, however slow the machine.
    const { keyboard } = anna.page;
    await Promise.all([keyboard.press('ArrowLeft'), keyboard.press('ArrowLeft')]);
    await anna.shows(3);
    await anna.isAt('?version=3');

    await anna.page.goBack();
    await anna.shows(5);
    await anna.page.goBack();
    await anna.shows(2);
    await anna.page.goForward();
    await anna.shows(5);
    await anna.page.reload();
    await anna.shows(5);
  });

  test('the timeline says who did what over what and why, and shows what was cleared', async ({
    invoice,
    request,
    travels,
  }) => {
    const audrey = await travels('audrey', invoice, '?version=2');
    const { page } = audrey;
    const event = (version: number) => audrey.event(version);
    await audrey.shows(2);

    await expect(event(2)).toContainText('ben corrected');
    await expect(event(2)).toContainText('Due date 1 Mar → cleared');
    await expect(audrey.field('due_date')).toHaveValue('');
    await expect(page.getByTestId('mark-due_date')).toContainText('ben: 1 Mar → –');
    await expect(page.getByTestId('step-changes')).toContainText('Due date');

    await expect(event(3).getByTestId('forced-3')).toContainText('made on v1, overrode Due date');
    await expect(event(3)).toContainText('confirmed by the seller');
    await expect(event(4)).toContainText('as in the register');
    await expect(event(5)).toContainText('Line 2 item – → Cardboard');
    await expect(event(0).getByText(/\d+ terms/)).toBeVisible();

    const stored = await historyOf(request, invoice);
    for (const { review_version: version, command_id: decision } of stored) {
      await expect(event(version)).toContainText('chain ok');
      await expect(event(version)).toContainText(decision);
    }
    await expect(page.getByTestId('chain-broken')).toBeHidden();
  });

  test('refused attempts stand in their place, outside of the count of versions', async ({
    invoice,
    travels,
  }) => {
    const anna = await travels('anna', invoice, '?version=3');
    await anna.shows(3);
    const refused = anna.page.getByTestId('timeline-refused');
    await expect(refused).toHaveCount(1);
    await expect(refused).toContainText('anna was refused');
    await expect(refused).toContainText('wanted Due date 15 Jul on v1 (current was v2)');
    // Newest first: after v2 happened, before v3 did.
    const order = await anna.page
      .getByTestId('timeline')
      .locator('> li')
      .evaluateAll((entries) => entries.map((entry) => (entry as HTMLElement).dataset['testid']));
    expect(order).toEqual([
      'timeline-v5',
      'timeline-v4',
      'timeline-v3',
      'timeline-refused',
      'timeline-v2',
      'timeline-v1',
      'timeline-v0',
    ]);
    await expect(anna.slider).toHaveAttribute('max', '5');
    const mark = await anna.page.getByTestId('refused-after-2').boundingBox();
    const track = await anna.slider.boundingBox();
    const place = ((mark?.x ?? 0) + (mark?.width ?? 0) / 2 - (track?.x ?? 0)) / (track?.width ?? 1);
    expect(place).toBeGreaterThan(2 / 5);
    expect(place).toBeLessThan(3 / 5);
  });

  test('an instant leads to the version that stood then', async ({ receive, request, travels }) => {
    const invoice = await receive();
    await saves(request, 'anna', invoice, 0, { buyer_reference: 'PO-1' });
    const [, first] = await historyOf(request, invoice);
    // The field goes by seconds.
    const between = new Date(Math.floor(Date.parse(first?.at ?? '') / 1_000 + 1) * 1_000);
    await expect.poll(() => Date.now()).toBeGreaterThan(between.getTime());
    await saves(request, 'ben', invoice, 1, { buyer_reference: 'PO-2' });

    const audrey = await travels('audrey', invoice);
    await audrey.shows(2);
    const { page } = audrey;
    await expect(page.getByTestId('instant-offset')).toHaveText(/^UTC[+-]\d{2}:\d{2}$/);
    const local = await page.evaluate((ms) => {
      const date = new Date(ms);
      return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    }, between.getTime());
    await page.getByTestId('instant').fill(local);
    await page.getByTestId('instant').press('Enter');
    await audrey.shows(1);
    await audrey.isAt(`?at=${encodeURIComponent(between.toISOString())}`);
    await expect(page.getByTestId('instant')).toHaveValue(local);

    await page.getByTestId('instant').fill('2001-01-01T00:00:00');
    await page.getByTestId('instant-go').click();
    await expect(page.getByTestId('before-receipt')).toContainText('had not been received');
    await page.goBack();
    await audrey.shows(1);
    await page.goForward();
    await page.getByRole('link', { name: 'Show it as received' }).click();
    await audrey.shows(0);

    // To the microsecond: the version begins with its event.
    for (const { review_version: version, at } of await historyOf(request, invoice)) {
      await page.goto(`/invoices/${invoice}/history?at=${encodeURIComponent(at)}`);
      await audrey.shows(version);
    }
  });

  test('any two versions stand side by side, and a link opens exactly that', async ({ invoice, travels }) => {
    const anna = await travels('anna', invoice, '?version=4');
    const { page } = anna;
    await anna.shows(4);
    await page.getByTestId('compare').click();
    await anna.isAt('?version=4&compare=3');
    await expect(page).toHaveTitle(/^v3 and v4 · /);
    await expect(page.getByTestId('compared-seller.name')).toHaveText('Seller nameAcmeAcme Corp');

    await page.getByTestId('compare-with').fill('v1');
    await page.getByTestId('compare-with').press('Enter');
    await anna.isAt('?version=4&compare=1');
    const comparison = page.getByTestId('comparison');
    await expect(comparison).toContainText('v1 and v4: 2 terms differ');
    await expect(page.getByTestId('compared-due_date')).toHaveText('Due date1 Mar15 Aug');
    await expect(page.getByTestId('compared-buyer_reference')).toBeHidden();
    await page.getByTestId('compare-all').check({ force: true });
    await expect(page.getByTestId('compared-buyer_reference')).toHaveText('Buyer referencePO-1PO-1');

    await page.goBack();
    await expect(comparison).toContainText('v3 and v4: 1 term differs');

    const ben = await travels('ben', invoice, '?version=5&compare=0');
    await expect(ben.page.getByTestId('comparison')).toContainText('v0 and v5: 4 terms differ');
    await expect(ben.page.getByTestId('comparison')).toContainText('Cardboard');
    await ben.page.getByTestId('compare-end').click();
    await ben.shows(5);
    await ben.event(3).getByTestId('compare-3').click();
    await ben.isAt('?version=5&compare=3');
    await ben.page.goto(`/invoices/${invoice}/history?version=2&compare=2`);
    await expect(ben.page.getByTestId('comparison')).toContainText('Nothing differs');
  });

  test('a new version moves nothing: the timeline grows and says so', async ({
    receive,
    request,
    travels,
  }) => {
    const invoice = await receive();
    await long(request, invoice, 30);
    const anna = await travels('anna', invoice, '?version=25');
    await anna.shows(25);
    await expect(anna.reviewer.connection).toHaveAttribute('data-state', 'live');
    const places = () =>
      Promise.all([anna.event(25), anna.event(24)].map(async (entry) => (await entry.boundingBox())?.y));
    const before = await places();
    await saves(request, 'ben', invoice, 30, { 'seller.name': 'Acme Corp' });
    await expect(anna.arrived).toContainText('ben corrected it: v31 is new.');
    await expect(anna.slider).toHaveAttribute('max', '31');
    await expect(anna.event(31)).toBeAttached();
    await anna.shows(25);
    // A list scrolls by whole pixels.
    for (const [entry, y] of (await places()).entries()) {
      expect(Math.abs((y ?? 0) - (before[entry] ?? Infinity))).toBeLessThan(1);
    }

    await anna.page.getByTestId('show-newest').click();
    await anna.shows(31);
    await expect(anna.arrived).toBeHidden();
  });

  test('a review of hundreds of events stays at hand', async ({ receive, request, travels }) => {
    const invoice = await receive();
    await long(request, invoice, 420);
    const audrey = await travels('audrey', invoice, '?version=212');
    const { page } = audrey;
    await audrey.shows(212);
    await expect(audrey.field('buyer_reference')).toHaveValue('PO-212');
    await expect(audrey.slider).toHaveAttribute('max', '420');
    await expect(page.getByTestId('history-progress')).toBeHidden();
    await expect(page.getByTestId('timeline-page')).toHaveText('v299 to v200');
    await expect(page.getByTestId('timeline').locator('> li')).toHaveCount(100);
    await expect(audrey.event(212)).toBeInViewport();

    await audrey.slider.focus();
    await page.keyboard.press('PageUp');
    await audrey.shows(254);
    await page.keyboard.press('End');
    await audrey.shows(420);
    await expect(page.getByTestId('timeline-page')).toHaveText('v420 to v400');
    await page.getByTestId('timeline-older').click();
    await expect(page.getByTestId('timeline-page')).toHaveText('v399 to v300');
    await audrey.event(350).getByRole('link').click();
    await audrey.shows(350);

    // Neighbours are there before they are asked for.
    await expect
      .poll(() => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name)))
      .toEqual(expect.arrayContaining([expect.stringMatching(/\/versions\/351$/)]));
    await page.route('**/versions/351', (route) => route.abort());
    await page.getByTestId('version-on').click();
    await audrey.shows(351);
  });

  test('out-of-order answers are dropped', async ({ receive, request, travels }) => {
    const invoice = await receive();
    await long(request, invoice, 20);
    const anna = await travels('anna', invoice, '?version=20');
    await anna.shows(20);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await anna.page.route('**/versions/5', async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    const asked = anna.page.waitForRequest('**/versions/5');
    await anna.event(5).getByRole('link').click();
    await asked;
    await anna.event(10).getByRole('link').click();
    await anna.shows(10);
    release();
    await anna.event(11).getByRole('link').click();
    await anna.shows(11);
    await expect(anna.field('buyer_reference')).toHaveValue('PO-11');
  });

  test('says so where there is no such version, and who may not read is told', async ({
    browser,
    receive,
    travels,
  }) => {
    const invoice = await receive();
    const anna = await travels('anna', invoice, '?version=7');
    await expect(anna.page.getByTestId('no-version')).toContainText(
      'There is no version 7. The newest is v0.',
    );
    await anna.page.getByRole('link', { name: 'Show v0' }).click();
    await anna.shows(0);
    await anna.page.goto(`/invoices/${invoice}/history?version=x`);
    await expect(anna.page.getByTestId('no-version')).toContainText('“x” is no version');
    await anna.page.goto(`/invoices/${invoice}/history?at=yesterday`);
    await expect(anna.page.getByTestId('no-version')).toContainText('“yesterday” is no instant');
    await anna.page.goto(`/invoices/${randomUUID()}/history`);
    await expect(anna.page.getByRole('alert')).toContainText('This did not load');

    const otto = await Reviewer.signIn(browser, 'otto', `/invoices/${invoice}/history`);
    await expect(otto.page.getByTestId('no-content')).toBeVisible();
    await otto.leaves();
  });

  test('an auditor takes a proof away and goes on to exports; others copy the link', async ({
    receive,
    request,
    travels,
  }) => {
    const invoice = await receive();
    await saves(request, 'anna', invoice, 0, { buyer_reference: 'PO-1' });
    const audrey = await travels('audrey', invoice, '?version=1');
    await audrey.shows(1);
    await expect(audrey.page.getByTestId('export')).toHaveAttribute(
      'href',
      `/audit/exports?invoice_id=${invoice}`,
    );
    const [download] = await Promise.all([
      audrey.page.waitForEvent('download'),
      audrey.page.getByTestId('proof').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^proof-E2E-\w+\.json$/);
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toHaveProperty('checkpoint');

    const anna = await travels('anna', invoice, '?version=0');
    await anna.shows(0);
    await expect(anna.page.getByTestId('proof')).toBeHidden();
    await expect(anna.page.getByTestId('export')).toBeHidden();
    await anna.reviewer.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await anna.page.getByTestId('version-on').click();
    await anna.page.getByTestId('copy-link').click();
    await expect(anna.page.getByTestId('copied')).toContainText('Copied');
    expect(await anna.page.evaluate(() => navigator.clipboard.readText())).toMatch(
      new RegExp(`/invoices/${invoice}/history\\?version=1$`),
    );
  });

  test('a break in the chain is named', async ({ browser, invoice }) => {
    const audrey = await Reviewer.signIn(browser, 'audrey');
    const { page } = audrey;
    await page.route('**/api/invoices/*/history?**', async (route) => {
      const response = await route.fetch();
      const json = (await response.json()) as { items: { review_version: number | null; hash: string }[] };
      const items = json.items.map((item) =>
        item.review_version === 2 ? { ...item, hash: 'f'.repeat(64) } : item,
      );
      await route.fulfill({ response, json: { ...json, items } });
    });
    await page.goto(`/invoices/${invoice}/history?version=2`);
    await expect(page.getByTestId('chain-broken')).toContainText('broken at v3:');
    await expect(page.getByTestId('timeline-v3')).toContainText('chain broken');
    await expect(page.getByTestId('timeline-v4')).toContainText('chain ok');
    await audrey.leaves();
  });

  test('is reached from the review and leads back to it', async ({ open, receive, request }) => {
    const invoice = await receive();
    await saves(request, 'ben', invoice, 0, { buyer_reference: 'PO-1' });
    const anna = await open('anna', invoice);
    await anna.sees(1);
    await anna.page.getByTestId('history').click();
    await anna.page.getByTestId('travel-0').click();
    await expect(anna.page.getByTestId('as-it-was')).toHaveAttribute('data-version', '0');
    await anna.page.getByTestId('back-to-review').click();
    await anna.sees(1);
    await anna.page.getByTestId('history').click();
    await anna.page.getByTestId('time-travel').click();
    await expect(anna.page).toHaveURL(/history\?version=1$/);
    await expect(anna.page.getByTestId('as-it-was')).toHaveAttribute('data-version', '1');
  });
});
