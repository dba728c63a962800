import {
  expect,
  test as base,
  type APIRequestContext,
  type Browser,
  type BrowserContext,
  type Cookie,
  type Page,
} from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { ubl, type Document } from './documents.ts';
import { FaultyNetwork } from './faulty-network.ts';

export type User = 'anna' | 'ben' | 'carol' | 'audrey' | 'otto';

/** Where and how somebody's browser runs; left out, it is on a good network and asks the common service. */
export interface Circumstances {
  network?: FaultyNetwork;
  /** A service of the test's own. */
  address?: string;
}

/** The issuer's cookies of those who signed in before: its page takes a good part of a short test's time. */
const SESSIONS = new Map<string, Cookie[]>();

/** What browsers refused to do for the pages of the test that runs: each page keeps to its own policy. */
const REFUSED: string[] = [];

/** Hears what the pages of this browser may not do. */
function watched(context: BrowserContext): BrowserContext {
  context.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) {
      REFUSED.push(`${message.page()?.url() ?? ''}: ${message.text()}`);
    }
  });
  return context;
}

/** An invoice in front of somebody, in a browser of their own. */
export class Reviewer {
  private constructor(
    readonly user: User,
    readonly page: Page,
    readonly context: BrowserContext,
  ) {}

  /** Signed in: on the issuer's page the first time, after that as somebody whom the issuer still knows. */
  static async signIn(
    browser: Browser,
    user: User,
    path = '/',
    { network, address }: Circumstances = {},
  ): Promise<Reviewer> {
    const context = watched(
      await browser.newContext({
        ...(network === undefined ? {} : { proxy: network.proxy }),
        ...(address === undefined ? {} : { baseURL: address }),
      }),
    );
    const reviewer = new Reviewer(user, await context.newPage(), context);
    const known = `${user} at ${address ?? 'the common service'}`;
    const cookies = SESSIONS.get(known);
    await context.addCookies(cookies ?? []);
    await reviewer.page.goto(path);
    if (cookies === undefined) {
      await reviewer.signsIn();
      SESSIONS.set(
        known,
        (await context.cookies()).filter(({ name }) => name === 'countersign-session'),
      );
    }
    await expect(reviewer.page.getByTestId('user-menu')).toContainText(user);
    return reviewer;
  }

  /** On the issuer's page, which is in front of this person. */
  async signsIn(): Promise<void> {
    await this.page.getByLabel('Name').fill(this.user);
    await this.page.getByLabel('Password').fill('demo');
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(this.page.getByTestId('user-menu')).toContainText(this.user);
  }

  /** By the menu; the issuer's page is in front of whoever comes next. */
  async signsOut(): Promise<void> {
    await this.page.getByTestId('user-menu').click();
    await this.page.getByTestId('sign-out').click();
    await expect(this.page.getByLabel('Password')).toBeVisible();
  }

  /** Somebody else in front of the same page of the same browser. */
  as(user: User): Reviewer {
    return new Reviewer(user, this.page, this.context);
  }

  /** Another tab of the same browser, where the issuer knows this person already. */
  async opensTab(path: string): Promise<Reviewer> {
    const page = await this.context.newPage();
    await page.goto(path);
    await expect(page.getByTestId('user-menu')).toContainText(this.user);
    return new Reviewer(this.user, page, this.context);
  }

  /** Waits until the form is there and hears of what others do. */
  async sees(version: number): Promise<void> {
    await expect(this.version).toHaveText(`v${version}`);
    await expect(this.connection).toHaveAttribute('data-state', 'live');
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

  get connection() {
    return this.page.getByTestId('connection-state');
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
  /** Hands in a fresh invoice, or that document, and gives the invoice's id. */
  receive: (of?: { number?: string; address?: string; document?: Document }) => Promise<string>;
  /** Opens an invoice as somebody. */
  open: (user: User, invoiceId: string, circumstances?: Circumstances) => Promise<Reviewer>;
  /** A network for one person, good until a test breaks it. */
  network: FaultyNetwork;
  /** Nothing that a page does is against its policy, in any test. */
  policy: undefined;
}

/** Each test has an invoice of its own, so that none waits for or disturbs another. */
export const test = base.extend<Scene>({
  policy: [
    async ({}, use) => {
      REFUSED.length = 0;
      await use(undefined);
      expect(REFUSED).toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context }, use) => {
    await use(watched(context));
  },
  receive: async ({ request }, use) => {
    await use(async ({ number = `E2E-${randomUUID().slice(0, 8)}`, address = '', document } = {}) => {
      const { mediaType, content } = document ?? { mediaType: 'application/xml', content: ubl(number) };
      const answer = await request.post(`${address}/api/invoices`, {
        headers: { Authorization: basic('anna'), 'Content-Type': mediaType },
        data: content,
      });
      // What another test handed in before is refused with the invoice that it became.
      expect(document === undefined ? [201] : [201, 409], await answer.text()).toContain(answer.status());
      return ((await answer.json()) as { invoice_id: string }).invoice_id;
    });
  },
  open: async ({ browser }, use) => {
    const reviewers: Reviewer[] = [];
    await use(async (user, invoiceId, circumstances) => {
      const reviewer = await Reviewer.signIn(browser, user, `/invoices/${invoiceId}`, circumstances);
      reviewers.push(reviewer);
      return reviewer;
    });
    await Promise.all(reviewers.map((reviewer) => reviewer.leaves()));
  },
  // Playwright reads from the braces which fixtures this one needs.
  network: async ({}, use) => {
    const network = await FaultyNetwork.start();
    await use(network);
    await network.stop();
  },
});

/** Saves as somebody's script, and gives the new version. */
export async function saves(
  request: APIRequestContext,
  user: User,
  invoice: string,
  version: number,
  changes: Record<string, string | null | Record<string, string>>,
): Promise<number> {
  const answer = await request.post(`/api/invoices/${invoice}/corrections`, {
    headers: { Authorization: basic(user) },
    data: { expected_review_version: version, changes },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as { review_version: number }).review_version;
}

/** What is stored about an invoice, oldest first. */
export async function historyOf(request: APIRequestContext, invoice: string, address = '') {
  const answer = await request.get(`${address}/api/invoices/${invoice}/history`, {
    headers: { Authorization: basic('audrey') },
  });
  return ((await answer.json()) as { items: HistoryEntry[] }).items;
}

interface HistoryEntry {
  review_version: number;
  event: string;
  actor: string;
  at: string;
  command_id: string;
  forced: boolean;
}

export function basic(user: User): string {
  return `Basic ${Buffer.from(`${user}:demo`).toString('base64')}`;
}

export { expect };
