import { expect, saves, test } from './people.ts';

/** Nobody approves, rejects or holds what changed under their eyes before they have looked at it. */
test.describe('what changed while somebody looked', () => {
  test('is acknowledged first, amounts and bank details one by one; corrections go out all the same', async ({
    open,
    receive,
    request,
  }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    const decisions = ['approve', 'hold', 'rejection'].map((each) => ben.page.getByTestId(each));

    await saves(request, 'anna', invoice, 0, {
      'seller.name': 'Acme Corp',
      'totals.amount_due': '120.00',
      'payment.account_identifier': 'DE75512108001245126199',
    });
    await ben.sees(1);
    for (const changed of ['seller.name', 'totals.amount_due', 'payment.account_identifier']) {
      await expect(ben.page.getByTestId(`mark-${changed}`)).toContainText('anna');
    }
    for (const decision of decisions) {
      await expect(decision).toBeDisabled();
    }

    await ben.types('due_date', '2026-03-15');
    await ben.savesAs(2);
    for (const decision of decisions) {
      await expect(decision, 'saving is not looking').toBeDisabled();
    }

    await ben.page.getByTestId('seen').click();
    await expect(ben.page.getByTestId('mark-seller.name')).toBeHidden();
    await ben.page.getByTestId('seen-totals.amount_due').click();
    for (const decision of decisions) {
      await expect(decision, 'the bank account is still to be looked at').toBeDisabled();
    }
    await ben.page.getByTestId('seen-payment.account_identifier').click();
    for (const decision of decisions) {
      await expect(decision).toBeEnabled();
    }
  });

  test('again after it was acknowledged has to be acknowledged again', async ({ open, receive, request }) => {
    const invoice = await receive();
    const ben = await open('ben', invoice);
    await ben.sees(0);
    await saves(request, 'anna', invoice, 0, { 'totals.amount_due': '120.00' });
    await ben.page.getByTestId('seen-totals.amount_due').click();
    await expect(ben.page.getByTestId('approve')).toBeEnabled();

    await saves(request, 'anna', invoice, 1, { 'totals.amount_due': '121.00' });

    await ben.sees(2);
    await expect(ben.page.getByTestId('approve')).toBeDisabled();
    await expect(ben.page.getByTestId('explicit-totals.amount_due')).toContainText('120.00');
    await expect(ben.page.getByTestId('explicit-totals.amount_due')).toContainText('121.00');
  });
});
