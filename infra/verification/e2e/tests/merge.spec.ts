import type { APIRequestContext } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { basic, expect, test, type Reviewer, type User } from './people.ts';

/** Two people change one invoice: what each typed is there in the end, and only what both touched is asked. */

type Changes = Record<string, string | null | Record<string, string>>;

/** Saves as somebody's script, and gives the new version. */
async function saves(
  request: APIRequestContext,
  user: User,
  invoice: string,
  version: number,
  changes: Changes,
): Promise<number> {
  const answer = await request.post(`/api/invoices/${invoice}/corrections`, {
    headers: { Authorization: basic(user) },
    data: { expected_review_version: version, changes },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as { review_version: number }).review_version;
}

async function termsOf(request: APIRequestContext, invoice: string, version: number) {
  const answer = await request.get(`/api/invoices/${invoice}?min_version=${version}`, {
    headers: { Authorization: basic('audrey') },
  });
  return ((await answer.json()) as { terms: Record<string, string> }).terms;
}

function aNumber(): string {
  return `COPY-${randomUUID().slice(0, 8)}`;
}

async function opensTheMerge({ banner, dialog }: Reviewer): Promise<void> {
  await banner.getByTestId('review-merge').click();
  await expect(dialog.getByTestId('save-merged')).toBeVisible();
}

test.describe('merging', () => {
  test('what only I touched goes in with one click and one more', async ({ open, receive, request }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await ben.types('buyer_reference', 'PO-1');
    await saves(request, 'anna', invoice, 0, { 'seller.name': 'Acme Corp' });

    await opensTheMerge(ben);
    await expect(ben.dialog.getByTestId('conflict-versions')).toHaveText(
      /you edited v0, current is v1 \(anna \d\d:\d\d\)/,
    );
    await expect(ben.dialog.getByTestId('applies-cleanly').getByRole('checkbox')).toHaveCount(2);
    await expect(ben.dialog.getByTestId('needs-you')).toBeHidden();
    await expect(ben.dialog.getByTestId('findings-after')).toContainText('After this the invoice has');
    await ben.dialog.getByTestId('save-merged').click();

    await expect(ben.told).toHaveText('Saved as v2');
    await expect(ben.field('seller.name')).toHaveValue('Acme Corp');
    await expect(ben.field('due_date')).toHaveValue('2026-03-15');
    expect(await termsOf(request, invoice, 2)).toMatchObject({
      'seller.name': 'Acme Corp',
      due_date: '2026-03-15',
      buyer_reference: 'PO-1',
    });
    await expect(ben.page.getByTestId('approve'), 'what anna changed has not been looked at').toBeDisabled();
  });

  test('a change that I leave out stays kept', async ({ open, receive, request }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await ben.types('buyer_reference', 'PO-1');
    await saves(request, 'anna', invoice, 0, { 'seller.name': 'Acme Corp' });
    await opensTheMerge(ben);

    await ben.dialog.getByTestId('clean-due_date').uncheck();
    await ben.dialog.getByTestId('save-merged').click();

    await expect(ben.told).toHaveText('Saved as v2');
    await expect(ben.field('due_date')).toHaveValue('2026-02-04');
    await expect(ben.page.getByTestId('kept-due_date')).toBeVisible();
  });

  test('what both touched is asked with all three sides, and answered by keyboard', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await ben.types('seller.name', 'Beta Inc');
    await ben.types('buyer.name', 'Librairie');
    await saves(request, 'anna', invoice, 0, { due_date: '2026-03-31', 'seller.name': 'Acme Corp' });
    await expect(ben.banner.getByTestId('stale-touches')).toContainText('2 of your 3 unsaved changes');
    await expect(ben.page.getByTestId('ahead-due_date')).toContainText('anna (v1)');

    await ben.page.getByTestId('field-due_date').focus();
    await ben.page.keyboard.press('Control+s');
    const asked = ben.dialog.getByTestId('group-due_date');
    await expect(asked).toBeFocused();
    await expect(asked).toContainText('4 Feb');
    await expect(asked).toContainText('31 Mar');
    await expect(asked).toContainText('15 Mar');
    await expect(asked).toContainText(/anna \(\d\d:\d\d\)/);

    await ben.page.keyboard.press('t');
    await expect(ben.dialog.getByTestId('group-seller.name')).toBeFocused();
    await ben.page.keyboard.press('Control+s');
    await expect(ben.dialog.getByTestId('conflict-told')).toHaveText('1 question still open.');
    await ben.page.keyboard.press('m');
    await expect(ben.dialog.getByTestId('save-merged')).toBeFocused();
    await ben.page.keyboard.press('Control+s');

    await expect(ben.told).toHaveText('Saved as v2');
    await expect(ben.dialog).toBeHidden();
    expect(await termsOf(request, invoice, 2)).toMatchObject({
      due_date: '2026-03-31',
      'seller.name': 'Beta Inc',
      'buyer.name': 'Librairie',
    });
  });

  test('Escape goes back to the draft, and the answers given so far are still there', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await saves(request, 'anna', invoice, 0, { due_date: '2026-03-31' });
    await opensTheMerge(ben);
    await ben.dialog.getByTestId('free-due_date').fill('2026-03-20');

    await ben.page.keyboard.press('Escape');
    await expect(ben.dialog).toBeHidden();
    await expect(ben.banner.getByTestId('review-merge')).toBeFocused();
    await expect(ben.field('due_date')).toHaveValue('2026-03-15');
    await opensTheMerge(ben);
    await expect(ben.dialog.getByTestId('free-due_date')).toHaveValue('2026-03-20');

    await ben.dialog.getByTestId('save-merged').click();
    await expect(ben.told).toHaveText('Saved as v2');
    await expect(ben.field('due_date')).toHaveValue('2026-03-20');
  });

  test('a bank account is one choice, never half of each', async ({ open, receive, request }) => {
    const invoice = await receive();
    await saves(request, 'carol', invoice, 0, {
      'payment.account_identifier': 'DE02100100109307118603',
      'payment.account_name': 'Acme',
    });
    const ben = await open('ben', invoice);
    await ben.sees(1);
    await ben.types('payment.account_name', 'Acme SARL');
    await saves(request, 'anna', invoice, 1, { 'payment.account_identifier': 'FR7630006000011234567890189' });
    await opensTheMerge(ben);

    const account = ben.dialog.getByTestId('group-payment.account_name');
    await expect(account).toContainText('one side for all of it');
    await expect(account.getByTestId('ask-payment.account_identifier')).toContainText('DE02');
    await account.getByTestId('mine-payment.account_name').click();
    await ben.dialog.getByTestId('save-merged').click();

    await expect(ben.told).toHaveText('Saved as v3');
    expect(await termsOf(request, invoice, 3)).toMatchObject({
      'payment.account_identifier': 'DE02100100109307118603',
      'payment.account_name': 'Acme SARL',
    });
  });

  test('a line that somebody removed comes back with what I typed, or stays gone', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    const key = Object.keys(await termsOf(request, invoice, 0))
      .find((path) => path.startsWith('lines.'))
      ?.split('.')[1];
    await ben.types(`lines.${key}.item_name`, 'Paper, recycled');
    await saves(request, 'anna', invoice, 0, {
      'lines.new1': { item_name: 'Cardboard' },
      [`lines.${key}`]: null,
    });
    await opensTheMerge(ben);

    const gone = ben.dialog.getByTestId(`group-lines.${key}`);
    await expect(gone.getByTestId(`ask-lines.${key}`)).toContainText('removed');
    await gone.press('m');
    await ben.page.keyboard.press('Control+s');

    await expect(ben.told).toHaveText('Saved as v2');
    const terms = await termsOf(request, invoice, 2);
    const names = Object.entries(terms).filter(([path]) => path.endsWith('.item_name'));
    expect(names.map(([, name]) => name)).toEqual(['Cardboard', 'Paper, recycled']);
    expect(names[1]?.[0], 'under a key of its own').not.toContain(`lines.${key}.`);
    expect(Object.values(terms), 'with the rest of the line').toContain('Paper, recycled');
  });

  test('another version that comes meanwhile changes what is asked, not what was answered', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await ben.types('seller.name', 'Beta Inc');
    await ben.types('buyer.name', 'Librairie');
    await saves(request, 'anna', invoice, 0, { due_date: '2026-03-31', 'seller.name': 'Acme Corp' });
    await opensTheMerge(ben);
    await ben.dialog.getByTestId('theirs-due_date').click();
    await ben.dialog.getByTestId('free-seller.name').fill('Acme and Beta');

    await saves(request, 'carol', invoice, 1, { due_date: '2026-04-30', 'buyer.name': 'Le Port' });

    await expect(ben.dialog.getByTestId('conflict-news')).toContainText('carol saved v2 meanwhile');
    await expect(ben.dialog.getByTestId('conflict-versions')).toContainText('current is v2');
    await expect(ben.dialog.getByTestId('save-merged')).toContainText('Save merged as v3');
    await expect(ben.dialog.getByTestId('free-seller.name')).toHaveValue('Acme and Beta');
    await expect(ben.dialog.getByTestId('free-seller.name'), 'the caret stays').toBeFocused();
    await expect(ben.dialog.getByTestId('group-due_date')).toContainText('Changed again');
    await expect(ben.dialog.getByTestId('group-buyer.name')).toBeVisible();

    await ben.dialog.getByTestId('group-due_date').press('t');
    await ben.dialog.getByTestId('group-buyer.name').press('m');
    await ben.page.keyboard.press('Control+s');
    await expect(ben.told).toHaveText('Saved as v3');
    expect(await termsOf(request, invoice, 3)).toMatchObject({
      due_date: '2026-04-30',
      'seller.name': 'Acme and Beta',
      'buyer.name': 'Librairie',
    });
  });

  test('a merge that is refused in its turn comes back with everything', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await ben.types('seller.name', 'Beta Inc');
    await saves(request, 'anna', invoice, 0, { due_date: '2026-03-31' });
    await opensTheMerge(ben);
    await ben.dialog.getByTestId('theirs-due_date').click();

    // carol's save overtakes ben's on the way.
    await ben.page.route(
      '**/corrections',
      async (route) => {
        await saves(request, 'carol', invoice, 1, { 'buyer.name': 'Le Port' });
        await route.continue();
      },
      { times: 1 },
    );
    await ben.page.keyboard.press('Control+s');

    await expect(ben.dialog.getByTestId('save-merged')).toContainText('Save merged as v3');
    await expect(ben.dialog.getByTestId('conflict-versions')).toContainText('you edited v0, current is v2');
    await expect(ben.dialog.getByTestId('ask-due_date')).toHaveAttribute('data-choice', 'theirs');
    await expect(ben.field('due_date')).toHaveValue('2026-03-15');
    await ben.page.keyboard.press('Control+s');
    await expect(ben.told).toHaveText('Saved as v3');
    expect(await termsOf(request, invoice, 3)).toMatchObject({
      due_date: '2026-03-31',
      'seller.name': 'Beta Inc',
      'buyer.name': 'Le Port',
    });
  });

  test('the findings of the merged invoice are there before it is saved', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('totals.amount_due', '120.00');
    await saves(request, 'anna', invoice, 0, { 'seller.name': 'Acme Corp' });
    await opensTheMerge(ben);

    await expect(ben.dialog.getByTestId('findings-after')).toContainText('BR-CO-16');
    await ben.dialog.getByTestId('clean-totals.amount_due').uncheck();
    await expect(ben.dialog.getByTestId('findings-after')).not.toContainText('BR-CO-16');
  });

  test('what a refresh kept is merged the same way', async ({ open, receive, request }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await saves(request, 'anna', invoice, 0, { due_date: '2026-03-31' });
    await ben.banner.getByTestId('refresh-latest').click();
    await ben.sees(1);

    await ben.kept.getByTestId('review-merge').click();
    await expect(ben.dialog.getByTestId('conflict-versions')).toHaveText(/you edited v0.*anna/);
    await ben.page.keyboard.press('m');
    await ben.page.keyboard.press('Control+s');

    await expect(ben.told).toHaveText('Saved as v2');
    await expect(ben.kept).toBeHidden();
    await expect(ben.field('due_date')).toHaveValue('2026-03-15');
  });
});

test.describe('a refused approval', () => {
  test('says what changed, waits until it was looked at, and keeps its reason', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.page.getByTestId('hold').click();
    await ben.page.getByTestId('hold-reason').fill('ask the seller first');
    await ben.page.getByTestId('hold-code').click();
    await ben.page.getByRole('option').first().click();
    // The push is late: the refusal is the first that ben hears.
    await ben.page.route(
      '**/hold',
      async (route) => {
        await saves(request, 'anna', invoice, 0, { 'totals.amount_due': '118.00' });
        await route.continue();
      },
      { times: 1 },
    );
    await ben.page.getByTestId('hold-confirm').click();

    await expect(ben.dialog).toContainText('nothing was decided');
    await expect(ben.dialog).toContainText('118.00');
    await ben.dialog.getByTestId('refresh-latest').click();
    await expect(ben.page.getByTestId('hold')).toBeDisabled();
    await ben.page.getByTestId('seen-totals.amount_due').click();
    await ben.page.getByTestId('hold').click();
    await expect(ben.page.getByTestId('hold-reason')).toHaveValue('ask the seller first');
  });
});

test.describe('forcing', () => {
  test('is for approvers, asks why, and stands in the history with what it overrode', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await saves(request, 'anna', invoice, 0, { due_date: '2026-03-31', 'seller.name': 'Acme Corp' });
    await opensTheMerge(ben);

    await ben.dialog.getByTestId('force').click();
    await expect(ben.dialog.getByTestId('force-reason')).toBeFocused();
    await ben.page.keyboard.press('Escape');
    await expect(ben.dialog.getByTestId('force')).toBeFocused();
    await ben.page.keyboard.press('Enter');
    await expect(ben.dialog.getByTestId('force-confirm')).toBeDisabled();
    await ben.dialog.getByTestId('force-reason').fill('x'.repeat(10_001));
    await expect(ben.dialog.getByTestId('force-form')).toContainText('1 character too many');
    await expect(ben.dialog.getByTestId('force-confirm')).toBeDisabled();
    await ben.dialog.getByTestId('force-reason').fill('agreed with the seller by phone');
    await ben.dialog.getByTestId('force-confirm').click();

    await expect(ben.told).toHaveText('Saved as v2');
    expect(await termsOf(request, invoice, 2)).toMatchObject({
      due_date: '2026-03-15',
      'seller.name': 'Acme Corp',
    });
    await ben.page.getByTestId('history').click();
    const forced = ben.page.getByTestId('forced-2');
    await expect(forced).toContainText('forced');
    await expect(forced).toContainText('made on v0, overrode Due date');
    await expect(forced).toContainText('agreed with the seller by phone');
  });

  test('is not offered to reviewers', async ({ open, receive, request }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('due_date', '2026-03-15');
    await saves(request, 'ben', invoice, 0, { due_date: '2026-03-31' });
    await opensTheMerge(anna);
    await expect(anna.dialog.getByTestId('force')).toBeHidden();
  });
});

test.describe('copied work', () => {
  async function copies({ context, page, banner }: Reviewer): Promise<string> {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await banner.getByTestId('copy-my-work').click();
    await expect(page.getByTestId('copied')).toContainText('Copied');
    return page.evaluate(() => navigator.clipboard.readText());
  }

  test('is text for people and JSON for the form, which takes it back and asks what both touched', async ({
    open,
    receive,
    request,
  }) => {
    const number = aNumber();
    const invoice = await receive({ number });
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await ben.types('buyer_reference', 'PO-1');
    await saves(request, 'anna', invoice, 0, { due_date: '2026-03-31' });
    await expect(ben.banner).toBeVisible();
    const text = await copies(ben);
    expect(text).toContain(`Invoice ${number}, my changes on v0`);
    expect(text).toContain('Due date: 2026-03-15');

    await ben.banner.getByTestId('refresh-latest').click();
    await ben.sees(1);
    await ben.kept.getByTestId('discard-kept').click();
    await ben.page.getByTestId('invoice-number').click();
    await ben.page.keyboard.press('Control+v');

    await expect(ben.page.getByTestId('paste-bar')).toContainText('2 changes of v0 pasted');
    await expect(ben.dialog.getByTestId('group-due_date')).toBeVisible();
    await ben.dialog.getByTestId('mine-due_date').click();
    await ben.dialog.getByTestId('save-merged').click();
    await expect(ben.told).toHaveText('Saved as v2');
    expect(await termsOf(request, invoice, 2)).toMatchObject({
      due_date: '2026-03-15',
      buyer_reference: 'PO-1',
    });
  });

  test('of another invoice is refused by name, and other text is pasted as ever', async ({
    open,
    receive,
    request,
  }) => {
    const number = aNumber();
    const [one, other] = [await receive({ number }), await receive()];
    const ben = await open('ben', one);
    await ben.sees(0);
    await ben.types('due_date', '2026-03-15');
    await saves(request, 'anna', one, 0, { due_date: '2026-03-31' });
    await expect(ben.banner).toBeVisible();
    await copies(ben);
    const tab = await ben.opensTab(`/invoices/${other}`);
    await tab.sees(0);

    await tab.field('seller.name').focus();
    await tab.page.keyboard.press('Control+v');
    await expect(tab.page.getByTestId('paste-bar')).toContainText(`for invoice ${number}`);
    await expect(tab.field('seller.name')).toHaveValue('Acme');

    await tab.page.evaluate(() => navigator.clipboard.writeText('Gamma'));
    await tab.field('seller.name').selectText();
    await tab.page.keyboard.press('Control+v');
    await expect(tab.field('seller.name')).toHaveValue('Gamma');
  });

  test('on its own version goes into the form, and can be taken back out', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const [ben, carol] = [await open('ben', invoice), await open('carol', invoice)];
    await Promise.all([ben.sees(0), carol.sees(0)]);
    await ben.types('due_date', '2026-03-15');
    await carol.types('seller.name', 'Beta Inc');
    await saves(request, 'anna', invoice, 0, { 'buyer.name': 'Le Port' });
    await expect(ben.banner).toBeVisible();
    const text = await copies(ben);

    await carol.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await carol.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await carol.page.getByTestId('invoice-number').click();
    await carol.page.keyboard.press('Control+v');
    await expect(carol.field('due_date')).toHaveValue('2026-03-15');
    await expect(carol.field('seller.name')).toHaveValue('Beta Inc');
    await carol.page.getByTestId('undo-paste').click();
    await expect(carol.field('due_date')).toHaveValue('2026-02-04');
    await expect(carol.field('seller.name')).toHaveValue('Beta Inc');
  });
});

test.describe('an earlier version', () => {
  test('is restored as an ordinary correction, after a look at what it changes', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const before = await termsOf(request, invoice, 0);
    const key = Object.keys(before)
      .find((path) => path.startsWith('lines.'))
      ?.split('.')[1];
    await saves(request, 'anna', invoice, 0, {
      due_date: '2026-03-31',
      'lines.new1': { item_name: 'Cardboard' },
      [`lines.${key}`]: null,
    });
    const ben = await open('ben', invoice);
    await ben.sees(1);
    await ben.page.getByTestId('history').click();

    await ben.page.getByTestId('restore-0').click();
    const preview = ben.page.getByTestId('restore-preview');
    await expect(preview.getByTestId('restores-due_date')).toContainText('31 Mar');
    await expect(preview.getByTestId('findings-after')).toContainText('After this the invoice has');
    await preview.getByTestId('restore-confirm').click();
    await expect(ben.field('due_date')).toHaveValue('2026-02-04');
    await expect(ben.page.getByTestId('note')).toHaveValue('Restored version 0');
    await ben.savesAs(2);

    expect(await termsOf(request, invoice, 2)).toEqual(before);
  });
});
