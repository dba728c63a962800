import { expect, Reviewer, test } from './people.ts';

/** Who else is here: told while it is so, and no longer. */
test.describe('presence', () => {
  test('says who has the invoice open and what they edit, on the field too, and moves nothing', async ({
    open,
    receive,
  }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);
    await expect(anna.page.getByRole('img', { name: 'ben is viewing' })).toBeVisible();
    const before = await anna.field('due_date').boundingBox();

    await ben.field('due_date').focus();

    await expect(anna.page.getByRole('img', { name: 'ben is editing due date' })).toBeVisible();
    await expect(anna.page.getByTestId('editors-due_date')).toHaveText('~ ben edits');
    await expect(anna.field('due_date')).toHaveAccessibleDescription(/ben is editing/);
    expect(await anna.field('due_date').boundingBox(), 'nothing jumps').toEqual(before);
    await expect(ben.page.getByTestId('editors-due_date'), 'nobody is told of himself').toBeHidden();

    await ben.field('due_date').fill('2026-03-15');
    await ben.field('due_date').blur();
    await expect(anna.page.getByTestId('editors-due_date'), 'an unsaved change is in his hand').toBeVisible();

    await ben.page.getByTestId('undo').click();
    await expect(anna.page.getByTestId('editors-due_date')).toBeHidden();
    await expect(anna.page.getByRole('img', { name: 'ben is viewing' })).toBeVisible();
  });

  test('ends with the tab, and with leaving the invoice', async ({ open, receive }) => {
    const invoice = await receive();
    const [anna, ben, carol] = [
      await open('anna', invoice),
      await open('ben', invoice),
      await open('carol', invoice),
    ];
    await expect(anna.page.getByTestId('person-ben')).toBeVisible();
    await expect(anna.page.getByTestId('person-carol')).toBeVisible();

    await ben.page.getByRole('link', { name: 'Queue' }).last().click();
    await expect(anna.page.getByTestId('person-ben')).toBeHidden({ timeout: 4_000 });

    await carol.page.close();
    await expect(anna.page.getByTestId('person-carol'), 'no ghost').toBeHidden({ timeout: 15_000 });
  });

  test('knows my other tab and shows it in the header only', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    const other = await anna.opensTab(`/invoices/${invoice}`);
    await Promise.all([anna.sees(0), other.sees(0)]);

    await other.field('due_date').focus();

    await expect(anna.page.getByTestId('me-elsewhere')).toContainText('you, in another tab');
    await expect(anna.page.getByTestId('editors-due_date')).toBeHidden();
    await other.page.close();
    await expect(anna.page.getByTestId('me-elsewhere')).toBeHidden();
  });

  test('is gone where the connection is gone for long, and back with it', async ({
    open,
    receive,
    network,
  }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    const ben = await open('ben', invoice);
    await Promise.all([anna.sees(0), ben.sees(0)]);
    await expect(anna.page.getByTestId('person-ben')).toBeVisible();

    network.refusesSockets();
    await expect(anna.connection).not.toHaveAttribute('data-state', 'live');
    await expect(anna.page.getByTestId('person-ben'), 'a short break is none').toBeVisible();
    await expect(anna.page.getByTestId('person-ben')).toBeHidden({ timeout: 20_000 });
    await expect(ben.page.getByTestId('person-anna'), 'she is gone for the others too').toBeHidden();

    network.allowsSockets();
    await expect(anna.page.getByTestId('person-ben')).toBeVisible({ timeout: 30_000 });
    await expect(ben.page.getByTestId('person-anna')).toBeVisible();
  });

  test('shows in the queue, and counts as no change there', async ({ browser, open, receive }) => {
    const number = `WHO-${Date.now()}`;
    const invoice = await receive({ number });
    const anna = await Reviewer.signIn(browser, 'anna', `/queue?q=${number}`);
    const row = anna.page.locator(`[data-testid="queue-row"][data-invoice-id="${invoice}"]`);
    await expect(row).toBeVisible();

    const ben = await open('ben', invoice);
    await expect(row.getByRole('img', { name: 'ben is viewing' })).toBeVisible();
    await ben.field('due_date').focus();
    await expect(row.getByRole('img', { name: 'ben is editing' })).toBeVisible();
    await expect(anna.page.getByTestId('queue-refresh')).toBeHidden();

    await ben.page.close();
    await expect(row.getByTestId('avatar-ben')).toBeHidden({ timeout: 15_000 });
    await expect(anna.page.getByTestId('queue-refresh')).toBeHidden();
    await anna.leaves();
  });

  test('of an auditor is viewing', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    const audrey = await open('audrey', invoice);
    await audrey.field('due_date').focus();
    await expect(anna.page.getByRole('img', { name: 'audrey is viewing' })).toBeVisible();
    await expect(anna.page.getByTestId('editors-due_date')).toBeHidden();
  });
});
