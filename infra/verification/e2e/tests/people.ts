import { expect, test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { ubl } from './documents.ts';

export type User = 'anna' | 'ben' | 'carol' | 'audrey' | 'otto';

/** An invoice in front of somebody, in a browser of their own. */
export class Reviewer {
  private constructor(
    readonly user: User,
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {}

  /** Signs in on the issuer's page. */
  static async signIn(browser: Browser, user: User, path = '/'): Promise<Reviewer> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(path);
    await page.getByLabel('Name').fill(user);
    await page.getByLabel('Password').fill('demo');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByTestId('user-menu')).toContainText(user);
    return new Reviewer(user, page, context);
  }

  /** Waits until the form is there and hears of what others do. */
  async sees(version: number): Promise<void> {
    await expect(this.version).toHaveText(`v${version}`);
    await expect(this.page.getByTestId('connection-state')).toHaveAttribute('data-state', 'live');
  }

  field(path: string) {
    return this.page.getByTestId(`field-${path}`);
  }

  /** Types a value and leaves the field, as one does. */
  async types(path: string, value: string): Promise<void> {
    await this.field(path).fill(value);
    await this.field(path).blur();
  }

  async saves(): Promise<void> {
    await this.page.getByTestId('save').click();
  }

  async savesAs(version: number): Promise<void> {
    await this.saves();
    await expect(this.told).toHaveText(`Saved as v${version}`);
    await expect(this.version).toHaveText(`v${version}`);
  }

  get version() {
    return this.page.getByTestId('version');
  }

  get told() {
    return this.page.getByTestId('told');
  }

  get banner() {
    return this.page.getByTestId('stale-banner');
  }

  get dialog() {
    return this.page.getByTestId('conflict-dialog');
  }

  get kept() {
    return this.page.getByTestId('kept-bar');
  }

  async leaves(): Promise<void> {
    await this.context.close();
  }
}

interface Scene {
  /** Hands in a fresh invoice and gives its id. */
  receive: (number?: string) => Promise<string>;
  /** Opens an invoice as somebody. */
  open: (user: User, invoiceId: string) => Promise<Reviewer>;
}

/** Each test has an invoice of its own, so that none waits for or disturbs another. */
export const test = base.extend<Scene>({
  receive: async ({ request }, use) => {
    await use(async (number = `E2E-${randomUUID().slice(0, 8)}`) => {
      const answer = await request.post('/api/invoices', {
        headers: { Authorization: basic('anna'), 'Content-Type': 'application/xml' },
        data: ubl(number),
      });
      expect(answer.status()).toBe(201);
      return ((await answer.json()) as { invoice_id: string }).invoice_id;
    });
  },
  open: async ({ browser }, use) => {
    const reviewers: Reviewer[] = [];
    await use(async (user, invoiceId) => {
      const reviewer = await Reviewer.signIn(browser, user, `/invoices/${invoiceId}`);
      reviewers.push(reviewer);
      return reviewer;
    });
    await Promise.all(reviewers.map((reviewer) => reviewer.leaves()));
  },
});

export function basic(user: User): string {
  return `Basic ${Buffer.from(`${user}:demo`).toString('base64')}`;
}

export { expect };
