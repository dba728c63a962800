import { expect, Reviewer, test } from './people.ts';

/** What somebody typed and did not save: still there after whatever happens to the page. */

test.describe('a draft', () => {
  test('survives a reload: typed, kept, offered, re-applied, saved, gone', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await anna.types('due_date', '2026-03-15');
    await anna.page.getByTestId('note').fill('as agreed');
    await anna.page.reload();

    await expect(anna.kept).toContainText(/Your 2 changes of \d\d:\d\d on v0 are kept/);
    await expect(anna.page.getByTestId('kept-seller.name')).toContainText('Acme Corp');
    await expect(anna.page.getByTestId('kept-note')).toContainText('as agreed');
    await expect(anna.field('seller.name'), 'nothing happens by itself').toHaveValue('Acme');

    await anna.page.getByTestId('reapply').click();
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
    await expect(anna.page.getByTestId('note')).toHaveValue('as agreed');
    await anna.savesAs(1);
    await anna.page.reload();
    await anna.sees(1);
    await expect(anna.kept).toBeHidden();
  });

  test('survives a crash a moment after the last keystroke', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.field('seller.name').fill('Acme Corp');
    await expect
      .poll(async () => JSON.stringify(await anna.context.storageState({ indexedDB: true })), {
        timeout: 1_000,
      })
      .toContain('Acme Corp');
    const crashed = anna.page.waitForEvent('crash');
    await anna.page.goto('chrome://crash').catch(() => undefined);
    await crashed;

    const back = await anna.opensTab(`/invoices/${invoice}`);
    await expect(back.kept).toContainText('Acme Corp');
  });

  test('is there again for the same person after signing out, and for nobody else', async ({
    open,
    receive,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await anna.signsOut();

    const ben = anna.as('ben');
    await ben.page.goto(`/invoices/${invoice}`);
    await ben.signsIn();
    await ben.sees(0);
    await expect(ben.kept).toBeHidden();
    await ben.signsOut();

    await anna.page.goto(`/invoices/${invoice}`);
    await anna.signsIn();
    await expect(anna.kept).toContainText('Acme Corp');
  });

  test('is offered on a newer version too, and says what others changed as well', async ({
    open,
    receive,
  }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);
    await anna.types('due_date', '2026-03-15');
    await anna.types('seller.name', 'Acme Corp');
    await expect(anna.page.getByTestId('unsaved')).toHaveText('2 unsaved changes');
    await anna.page.goto('about:blank');
    await ben.types('seller.name', 'Acme Inc');
    await ben.savesAs(1);

    await anna.page.goto(`/invoices/${invoice}`);
    await anna.sees(1);
    await expect(anna.kept).toContainText('on v0');
    await expect(anna.page.getByTestId('kept-seller.name')).toHaveAttribute('data-conflicting', 'true');
    await expect(anna.page.getByTestId('kept-due_date')).not.toHaveAttribute('data-conflicting');
  });

  test('is discarded by hand, and that can be undone', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await anna.page.reload();
    await anna.page.getByTestId('discard-kept').click();
    await expect(anna.kept).toBeHidden();
    await anna.page.getByTestId('undo-discard').click();
    await expect(anna.kept).toContainText('Acme Corp');

    await anna.page.getByTestId('discard-kept').click();
    await expect(anna.page.getByTestId('discarded-bar')).toBeVisible();
    await anna.page.reload();
    await anna.sees(0);
    await expect(anna.kept).toBeHidden();
  });

  test('undone by the button in the form can be had back too', async ({ open, receive }) => {
    const anna = await open('anna', await receive());
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await anna.page.getByTestId('undo').click();
    await expect(anna.field('seller.name')).toHaveValue('Acme');
    await anna.page.getByTestId('undo-discard').click();
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
  });

  test('waits for its person who leaves the page, and leaving asks', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await anna.page.getByRole('link', { name: '‹ Queue' }).click();
    await expect(anna.page.getByTestId('leave-bar')).toContainText('kept as a draft');
    await anna.page.getByTestId('leave').click();
    await expect(anna.page).toHaveURL(/\/queue/);
    await anna.page.goBack();
    await expect(anna.kept).toContainText('Acme Corp');
  });

  test('discarded on leaving can still be had back, with its note', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await anna.page.getByTestId('note').fill('as agreed by phone');
    await anna.page.getByRole('link', { name: '‹ Queue' }).click();
    await anna.page.getByTestId('leave-discard').click();
    await expect(anna.page).toHaveURL(/\/queue/);

    await anna.page.goBack();
    await anna.sees(0);
    await expect(anna.kept).toBeHidden();
    await anna.page.getByTestId('undo-discard').click();
    await expect(anna.kept).toContainText('Acme Corp');
    await expect(anna.page.getByTestId('kept-note')).toContainText('as agreed by phone');
    await anna.page.getByTestId('reapply').click();
    await expect(anna.field('seller.name')).toHaveValue('Acme Corp');
    await expect(anna.page.getByTestId('note')).toHaveValue('as agreed by phone');
  });

  test('on two versions is merged piece by piece', async ({ open, receive }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);
    await anna.types('due_date', '2026-03-15');
    await ben.types('seller.name', 'Acme Inc');
    await ben.savesAs(1);
    await anna.banner.getByTestId('refresh-latest').click();
    await anna.sees(1);
    await anna.types('seller.name', 'Acme');
    await ben.types('buyer_reference', 'PO-1');
    await ben.savesAs(2);
    await anna.banner.getByTestId('refresh-latest').click();
    await anna.sees(2);

    await expect(anna.page.getByTestId('kept-more')).toHaveText('1 more after this.');
    await anna.page.getByTestId('reapply').click();
    await expect(anna.field('due_date')).toHaveValue('2026-03-15');
    await expect(anna.kept, 'back to what it was at first, on purpose').toContainText('Acme');
    await anna.page.getByTestId('reapply').click();
    await expect(anna.kept).toBeHidden();
    await anna.savesAs(3);
    await expect(anna.field('seller.name')).toHaveValue('Acme');
  });

  test('of each tab is its own; a tab that lives is left alone', async ({ open, receive }) => {
    const invoice = await receive();
    const one = await open('anna', invoice);
    await one.sees(0);
    await one.types('seller.name', 'One');
    const two = await one.opensTab(`/invoices/${invoice}`);
    await two.sees(0);
    await expect(two.kept).toBeHidden();
    await two.types('due_date', '2026-03-15');

    await Promise.all([one.page.reload(), two.page.reload()]);
    await expect(one.kept).toContainText('One');
    await expect(two.kept).toContainText('15 Mar');
    await expect(one.kept).not.toContainText('15 Mar');

    await two.page.close();
    await one.page.getByTestId('reapply').click();
    await expect(one.kept, 'the other tab is gone, its work is not').toContainText('15 Mar');
    await expect(one.field('seller.name')).toHaveValue('One');
  });

  test('that this browser cannot keep is said, and the page works', async ({ browser, receive }) => {
    const invoice = await receive();
    const anna = await Reviewer.signIn(browser, 'anna', '/');
    await anna.context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
    await anna.page.goto(`/invoices/${invoice}`);
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await expect(anna.page.getByTestId('unkept-bar')).toContainText('Drafts are not kept');
    await anna.savesAs(1);
    await anna.leaves();
  });
});

test.describe('signing out', () => {
  test('in one tab is told in the others, and what is typed there stays', async ({ open, receive }) => {
    const invoice = await receive();
    const here = await open('anna', invoice);
    const there = await here.opensTab(`/invoices/${invoice}`);
    await Promise.all([here.sees(0), there.sees(0)]);
    await there.types('seller.name', 'Acme Corp');

    await here.signsOut();
    await expect(there.page.getByTestId('signed-out-bar')).toBeVisible();
    await expect(there.field('seller.name')).toHaveValue('Acme Corp');

    await here.page.goto(`/invoices/${invoice}`);
    await here.signsIn();
    await expect(there.page.getByTestId('signed-out-bar')).toBeHidden();
    await there.savesAs(1);
  });
});
