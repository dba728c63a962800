import { appendFileSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Browser, Download, Page } from '@playwright/test';
import { asDatabaseOwner, verifies } from '../verifier.ts';
import { demo } from './documents.ts';
import { long, searchable } from './histories.ts';
import { basic, expect, historyOf, Reviewer, saves, test } from './people.ts';
import { ownLauncher, READY_WITHIN_MS, type RestartableLauncher } from './restartable-launcher.ts';

/** What auditors find, take away and prove. */

const LOCAL = (instant: Date) =>
  new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

async function auditor(browser: Browser, path: string, address?: string): Promise<Page> {
  const audrey = await Reviewer.signIn(browser, 'audrey', path, address === undefined ? {} : { address });
  return audrey.page;
}

async function picks(page: Page, testId: string, option: string | RegExp, typed?: string): Promise<void> {
  await page.getByTestId(testId).click();
  if (typed !== undefined) {
    await page.getByTestId(testId).fill(typed);
  }
  await page.getByRole('option', { name: option }).click();
}

const rows = (page: Page) => page.getByTestId('search-row');

test.describe('searching the history', () => {
  test('finds by invoice, person, event, field, value and forced saves, and opens what it found', async ({
    browser,
    receive,
    request,
  }) => {
    const mark = randomUUID().slice(0, 8);
    const invoice = await receive({ number: `AUDIT-${mark}` });
    await searchable(request, invoice, mark);
    const page = await auditor(browser, '/audit');
    await expect(page).toHaveURL(/\/audit\/search$/);

    await picks(page, 'invoice-picker', new RegExp(`AUDIT-${mark}`), `AUDIT-${mark}`);
    await expect(rows(page)).toHaveCount(5);
    await expect(rows(page).last(), 'the oldest').toContainText('received');

    await page.getByTestId('search-actor').fill('anna');
    await page.keyboard.press('Enter');
    await expect(rows(page)).toHaveCount(4);

    await picks(page, 'search-event', 'corrected');
    await expect(rows(page)).toHaveCount(2);

    await picks(page, 'search-term', /Payment due date/, 'due date');
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText('Due date 4 Feb → 15 Mar');

    const colleague = await page.context().newPage();
    await colleague.goto(page.url());
    await expect(rows(colleague), 'the same search from its address').toHaveCount(1);
    await expect(colleague.getByTestId('search-actor')).toHaveValue('anna');
    await expect(colleague.getByTestId('search-event')).toHaveValue('corrected');
    await expect(colleague.getByTestId('search-term')).toHaveValue(/Payment due date/);
    await expect(colleague.getByTestId('invoice-picker')).toHaveValue(`AUDIT-${mark} · Acme ${mark}`);
    await colleague.close();

    await page.getByTestId('search-clear').click();
    await page.getByTestId('search-value').fill(mark.toUpperCase());
    await page.getByTestId('search-submit').click();
    await expect(rows(page), 'the correction, the comment and the receipt with the number').toHaveCount(3);
    await expect(rows(page).first()).toContainText(`on Due date “Is ${mark} right?”`);
    await expect(rows(page).last(), 'what was asked for comes first').toContainText(`AUDIT-${mark}`);

    await page.getByTestId('search-clear').click();
    await picks(page, 'invoice-picker', new RegExp(`AUDIT-${mark}`), `AUDIT-${mark}`);
    await page.getByTestId('search-forced').check();
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText('forced');
    await expect(rows(page)).toContainText(`made on v1, overrode Buyer name “the contract says ${mark}”`);

    await page.getByTestId('search-submit').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/invoices/${invoice}/history?version=3`);
    await page.goBack();
    await expect(rows(page), 'the way back leads to what was found').toHaveCount(1);
    await page.context().close();
  });

  test('finds what was refused, and what it wanted', async ({ browser, receive, request }) => {
    const mark = randomUUID().slice(0, 8);
    const invoice = await receive({ number: `AUDIT-${mark}` });
    await searchable(request, invoice, mark);
    const page = await auditor(browser, `/audit/search?invoice_id=${invoice}&event=InvoiceApproved`);
    await expect(page.getByTestId('search-empty')).toBeVisible();

    await page.getByTestId('search-refused-ones').check();
    // It is written within two seconds.
    await expect(async () => {
      await page.getByTestId('search-submit').click();
      await expect(rows(page)).toHaveCount(1, { timeout: 1_000 });
    }).toPass();
    await expect(rows(page)).toContainText('carol');
    await expect(rows(page)).toContainText(`wanted Buyer name Nobody ${mark} on v1 (current was v3)`);
    await expect(page.getByTestId('search-event'), 'a refused decision is no event').toBeDisabled();
    await rows(page).click();
    await expect(page).toHaveURL(`/invoices/${invoice}/history?version=3`);
    await page.context().close();
  });

  test('keeps to a period, in the clock of whoever looks', async ({ browser, receive }) => {
    const invoice = await receive();
    const page = await auditor(browser, `/audit/search?invoice_id=${invoice}`);
    await expect(rows(page)).toHaveCount(1);
    const [hourAgo, inAnHour] = [-1, 1].map((hours) => LOCAL(new Date(Date.now() + hours * 3_600_000)));

    await page.getByTestId('period-from').fill(hourAgo ?? '');
    await page.getByTestId('period-to').fill(inAnHour ?? '');
    await page.getByTestId('search-submit').click();
    await expect(page).toHaveURL(/from=.*Z&to=.*Z/);
    await expect(rows(page)).toHaveCount(1);

    await page.getByTestId('period-to').fill(hourAgo ?? '');
    await page.getByTestId('period-from').fill('2026-01-01T00:00');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('search-empty')).toBeVisible();
    await page.context().close();
  });

  test('goes on where a page ends, with the keyboard too', async ({ browser, receive, request }) => {
    const invoice = await receive();
    await long(request, invoice, 54);
    const page = await auditor(browser, `/audit/search?invoice_id=${invoice}`);
    await expect(rows(page)).toHaveCount(50);
    await page.getByTestId('search-more').focus();
    await page.keyboard.press('Enter');
    await expect(rows(page)).toHaveCount(55);
    await expect(page.getByText('55 events, that is all')).toBeVisible();
    await expect(rows(page).nth(50).getByRole('link'), 'the first of the new ones').toBeFocused();
    await page.context().close();
  });

  test('says what is wrong with an address that somebody changed', async ({ browser }) => {
    const page = await auditor(browser, '/audit/search?from=yesterday');
    await expect(page.getByTestId('search-refused')).toContainText('from');
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await expect(page.getByTestId('search-refused')).toBeHidden();
    await expect(page).toHaveURL(/\/audit\/search$/);
    await page.context().close();
  });
});

test.describe('taking the history away', () => {
  /** As in browsers that stream nothing to the disk by themselves. */
  async function exportsOf(browser: Browser, query: string): Promise<Page> {
    const page = await auditor(browser, '/audit/exports');
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'showSaveFilePicker');
    });
    await page.goto(`/audit/exports${query}`);
    await expect(page.getByTestId('export-begin')).toBeVisible();
    return page;
  }

  async function downloads(page: Page, testId: string): Promise<{ download: Download; path: string }> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId(testId).first().click(),
    ]);
    return { download, path: await download.path() };
  }

  test('NDJSON with its manifest, which the verifier accepts without the service', async ({
    browser,
    receive,
    request,
  }) => {
    const invoice = await receive();
    await saves(request, 'anna', invoice, 0, { 'seller.name': '=1+1' });
    await saves(request, 'ben', invoice, 1, { due_date: null });
    const page = await exportsOf(browser, `?invoice_id=${invoice}`);
    await expect(page.getByTestId('invoice-picker')).toHaveValue(/ · =1\+1$/);

    const { download, path } = await downloads(page, 'export-begin');
    expect(download.suggestedFilename()).toMatch(/\.ndjson$/);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const events = lines.map(
      (line) => JSON.parse(line) as { stream_id: string; version: number; hash: string },
    );
    const history = await historyOf(request, invoice);
    expect(events.map(({ version }) => version).sort()).toEqual(history.map((event) => event.review_version));
    await expect(page.getByTestId('export-said')).toContainText('Done: 3 events');

    const manifest = await downloads(page, 'export-manifest');
    expect(manifest.download.suggestedFilename()).toBe(
      download.suggestedFilename().replace('.ndjson', '.manifest.json'),
    );
    const said = JSON.parse(readFileSync(manifest.path, 'utf8')) as Record<string, unknown>;
    expect(said).toMatchObject({ events: 3, requested_by: 'audrey', filter: { invoice_id: invoice } });

    const keys = (await (
      await request.get('/api/audit/keys', { headers: { Authorization: basic('audrey') } })
    ).json()) as { items: { verifier_key: string }[] };
    const verdict = verifies('export', path, manifest.path, '--key', keys.items.at(-1)?.verifier_key ?? '');
    expect(verdict.status, verdict.said).toBe(0);

    const recorded = page.getByTestId('export-row').first();
    await expect(recorded).toHaveAttribute('data-state', 'done');
    await expect(recorded).toContainText('audrey');
    await expect(recorded).toContainText('3 events');
    await page.context().close();
  });

  test('a spreadsheet in which nothing is a formula', async ({ browser, receive, request }) => {
    const invoice = await receive();
    await saves(request, 'anna', invoice, 0, { 'seller.name': '=1+1' });
    const page = await exportsOf(browser, `?invoice_id=${invoice}`);
    await picks(page, 'export-format', /CSV/);
    const { download, path } = await downloads(page, 'export-begin');
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    const text = readFileSync(path, 'utf8');
    expect(text.charCodeAt(0), 'spreadsheets know UTF-8 by it').toBe(0xfeff);
    const correction = text.split('\r\n').filter((row) => row.includes('InvoiceCorrected'));
    expect(correction).toHaveLength(1);
    expect(correction[0]).toContain('"seller.name","Acme","\'=1+1"');
    await expect(page.getByTestId('export-said')).toContainText('Done: 2 events');
    await page.context().close();
  });

  test('an archive with the documents, which the verifier accepts', async ({ browser, receive, request }) => {
    const invoice = await receive({ document: demo('08-print-shop.facturx.pdf') });
    const page = await exportsOf(browser, `?invoice_id=${invoice}`);
    await picks(page, 'export-format', /ZIP/);
    const { download, path } = await downloads(page, 'export-begin');
    expect(download.suggestedFilename()).toMatch(/\.zip$/);
    const zip = readFileSync(path).toString('latin1');
    for (const entry of ['events.ndjson', 'events.csv', 'manifest.json', `documents/${invoice}/`]) {
      expect(zip).toContain(entry);
    }
    const keys = (await (
      await request.get('/api/audit/keys', { headers: { Authorization: basic('audrey') } })
    ).json()) as { items: { verifier_key: string }[] };
    const verdict = verifies('archive', path, '--key', keys.items.at(-1)?.verifier_key ?? '');
    expect(verdict.status, verdict.said).toBe(0);
    expect(verdict.said).toContain('1 of them proved by their events');
    await page.context().close();
  });

  test('straight into a file where the browser can', async ({ browser, receive }) => {
    const invoice = await receive();
    const page = await auditor(browser, '/audit/exports');
    // The dialog is the browser's own; the file is a real one.
    await page.addInitScript(() => {
      const picks = async ({ suggestedName }: { suggestedName: string }) =>
        (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
      Object.assign(window, { showSaveFilePicker: picks });
    });
    await page.goto(`/audit/exports?invoice_id=${invoice}`);
    await page.getByTestId('export-begin').click();
    await expect(page.getByTestId('export-said')).toContainText('Done: 1 event,');
    const name = (await page.getByTestId('export-progress').locator('b').textContent()) ?? '';
    expect(name).toMatch(/^countersign-\d{4}-\d\d-\d\d\.ndjson$/);
    const written = await page.evaluate(async (fileName) => {
      const folder = await navigator.storage.getDirectory();
      return (await (await folder.getFileHandle(fileName)).getFile()).text();
    }, name);
    expect((JSON.parse(written) as { stream_id: string }).stream_id).toBe(invoice);
    await page.context().close();
  });

  test('tells how far it is, and stops when it is told to', async ({ browser, receive, request }) => {
    const invoice = await receive();
    await long(request, invoice, 20, (version) => ({ note: `${version} `.padEnd(900, 'long ') }));
    const page = await exportsOf(browser, `?invoice_id=${invoice}`);
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: 4_000,
      uploadThroughput: -1,
    });
    let saved = 0;
    page.on('download', () => (saved += 1));
    await page.getByTestId('export-begin').click();
    await expect(page.getByTestId('export-said')).toContainText(/^[1-9]\d* of 21 events, .* kB$/);
    await page.getByTestId('export-cancel').click();
    await expect(page.getByTestId('export-said')).toContainText('Cancelled');
    await expect(page.getByTestId('export-begin')).toBeEnabled();
    expect(saved).toBe(0);
    await page.context().close();
  });
});

test.describe('proving the history', () => {
  test('a verification runs to its end, and a checkpoint, the key and a proof are there to take away', async ({
    browser,
    receive,
  }, testInfo) => {
    await receive();
    const page = await auditor(browser, '/audit/verification');
    await page.getByTestId('checkpoint-sign').click();
    await expect(page.getByTestId('checkpoints')).toContainText(/Signed over \d+ events/);
    await page.getByTestId('verification-begin').click();
    await expect(page.getByTestId('verification-verdict')).toHaveText(
      /^[\d,]+ events in [\d,]+ streams: intact, checkpoint \d\d:\d\d, key [0-9a-f]{8}$/,
    );

    const [key] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('key-download').first().click(),
    ]);
    expect(readFileSync(await key.path(), 'utf8')).toContain('BEGIN PUBLIC KEY');
    await expect(page.getByTestId('key-fingerprint').first()).toHaveText(/^SHA-256 [0-9a-f]{64}$/);

    const signed = page.getByTestId('checkpoint');
    const before = await signed.first().textContent();
    await receive();
    await page.getByTestId('checkpoint-sign').click();
    await expect(signed.first()).not.toHaveText(before ?? '');
    const kept = testInfo.outputPath('kept.txt');
    for (const at of [0, 1]) {
      const [checkpoint] = await Promise.all([
        page.waitForEvent('download'),
        signed.nth(at).getByTestId('checkpoint-download').click(),
      ]);
      const text = readFileSync(await checkpoint.path(), 'utf8');
      expect(text).toMatch(/^countersign\n\d+\n\S+=\n\n— countersign \S+\n$/);
      appendFileSync(kept, text);
    }
    const [proof] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('proof-download').click(),
    ]);
    const command = (await page.getByTestId('offline-command').textContent()) ?? '';
    const verifierKey = /--key "([^"]+)"/.exec(command)?.[1] ?? '';
    const verdict = verifies('consistency', await proof.path(), '--key', verifierKey, '--checkpoints', kept);
    expect(verdict.status, verdict.said).toBe(0);
    await page.context().close();
  });

  test('what the screens are served from is what the events say', async ({ browser, receive, request }) => {
    const invoice = await receive();
    await saves(request, 'anna', invoice, 0, { 'seller.name': 'Acme Corp' });
    const page = await auditor(browser, '/audit/verification');
    await page.getByTestId('comparison-begin').click();
    await expect(page.getByTestId('comparison-verdict')).toHaveText(/^[\d,]+ invoices?: no differences$/);
    await page.reload();
    await expect(page.getByTestId('comparison-verdict'), 'on record').toHaveText(/no differences$/);
    await page.context().close();
  });

  test('without a connection nothing is begun, and the page says so', async ({ browser }) => {
    const page = await auditor(browser, '/audit/verification');
    const begin = page.getByTestId('verification-begin');
    await expect(begin).toBeEnabled();

    await page.context().setOffline(true);
    await begin.click();

    await expect(page.getByRole('alert').first()).toBeVisible();
    await expect(begin).toBeEnabled();
    await page.context().close();
  });

  test('whoever is no auditor is told so', async ({ browser }) => {
    const anna = await Reviewer.signIn(browser, 'anna', '/audit/verification');
    await expect(anna.page.getByTestId('auditors-only')).toContainText('signed in as anna (reviewer)');
    await expect(anna.page.getByTestId('nav-audit')).toBeHidden();
    await anna.leaves();
  });
});

const tampered = test.extend<object, { launcher: RestartableLauncher }>({ launcher: ownLauncher });

tampered.describe('a history that somebody altered', () => {
  tampered.describe.configure({ timeout: READY_WITHIN_MS + 60_000 });

  tampered(
    'is found out, and the verification goes on while nobody looks',
    async ({ browser, receive, request, launcher }) => {
      const { address } = launcher;
      const invoice = await receive({ address });
      const answer = await request.post(`${address}/api/invoices/${invoice}/corrections`, {
        headers: { Authorization: basic('anna') },
        data: { expected_review_version: 0, changes: { 'seller.name': 'Acme Corp' } },
      });
      expect(answer.status()).toBe(200);
      asDatabaseOwner(
        launcher.folder,
        'ALTER TABLE event_store.event DISABLE TRIGGER ALL',
        `UPDATE event_store.event SET payload = replace(payload, 'Acme Corp', 'Acme Ltd')
         WHERE stream_id = '${invoice}' AND version = 1`,
        // Enough of them that the run outlives a reload of the page.
        `INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata,
                                        recorded_at, previous_hash, content_hash, hash)
         SELECT 'attempts/put-in', n, gen_random_uuid(), e.event_type, e.revision, e.payload, e.metadata,
                e.recorded_at, e.previous_hash, e.content_hash, e.hash
         FROM event_store.event e, generate_series(0, 20000) n
         WHERE e.stream_id = '${invoice}' AND e.version = 1`,
        'ALTER TABLE event_store.event ENABLE TRIGGER ALL',
      );

      const page = await auditor(browser, '/audit/verification', address);
      await page.getByTestId('verification-begin').click();
      await expect(page.getByTestId('verification-progress')).toContainText('for audrey');
      await page.reload();
      await expect(page.getByTestId('verification-progress'), 'still under way').toBeVisible();
      await expect(page.getByTestId('verification-begin')).toBeDisabled();

      await expect(page.getByTestId('verification-verdict')).toHaveText(/: 2 breaks$/, { timeout: 60_000 });
      const faults = page.getByTestId('verification-faults');
      await expect(faults).toContainText('attempts/put-in, event 0');
      await expect(faults).toContainText('v1: Its content was changed');
      await faults.getByRole('link', { name: `Invoice ${invoice} v1` }).click();
      await expect(page).toHaveURL(new RegExp(`/invoices/${invoice}/history\\?version=1$`));
      await page.context().close();
    },
  );
});
