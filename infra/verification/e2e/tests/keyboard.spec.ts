import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expect, Reviewer, saves, test } from './people.ts';

/** Far more than any screen has. */
const MOST_TABS = 300;

/** Goes from control to control until that one has the focus. */
async function tabsTo(page: Page, testId: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const has = () =>
    page.evaluate(
      (wanted) => document.activeElement?.closest(`[data-testid="${wanted}"]`) === document.activeElement,
      testId,
    );
  for (let tabs = 0; !(await has()); tabs++) {
    expect(tabs, `${testId} is reached by ${key}`).toBeLessThan(MOST_TABS);
    await page.keyboard.press(key);
  }
}

/** Types over what stands in the field. */
async function typesInto(page: Page, testId: string, text: string): Promise<void> {
  await tabsTo(page, testId);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

test('a whole working day without a pointer: correct, meet a conflict, merge, comment, approve, approve together', async ({
  browser,
  receive,
  request,
}) => {
  test.setTimeout(180_000);
  const number = `KEYS-${randomUUID().slice(0, 8)}`;
  const invoices: string[] = [];
  for (const each of [1, 2, 3, 4]) {
    invoices.push(await receive({ number: `${number}-${each}` }));
  }
  const [first = ''] = invoices;
  const carol = await Reviewer.signIn(browser, 'carol', `/queue?q=${number}&sort=invoice_number`);
  const { page } = carol;
  const { keyboard } = page;
  await expect(page.getByTestId('queue-row')).toHaveCount(4);

  await test.step('opens the first of the queue and corrects it', async () => {
    await keyboard.press('j');
    await keyboard.press('Enter');
    await carol.sees(0);
    await typesInto(page, 'field-due_date', '2026-03-15');
    await typesInto(page, 'field-buyer_reference', 'PO-1');
    await keyboard.press('Control+s');
    await expect(carol.told).toHaveText('Saved as v1');
  });

  await test.step('meets a conflict and answers it', async () => {
    await tabsTo(page, 'field-due_date', 'Shift+Tab');
    await typesInto(page, 'field-due_date', '2026-03-16');
    await typesInto(page, 'field-buyer_reference', 'PO-2');
    await typesInto(page, 'field-seller.name', 'Beta Inc');
    await saves(request, 'ben', first, 1, { due_date: '2026-03-31', 'seller.name': 'Acme Corp' });
    await expect(carol.banner).toBeVisible();
    await keyboard.press('Control+s');
    await expect(carol.dialog.getByTestId('group-due_date')).toBeFocused();
    await keyboard.press('m');
    await expect(carol.dialog.getByTestId('group-seller.name')).toBeFocused();
    await keyboard.press('t');
    await expect(carol.dialog.getByTestId('save-merged')).toBeFocused();
    await keyboard.press('Control+s');
    await expect(carol.told).toHaveText('Saved as v3');
    await expect(carol.dialog).toBeHidden();
    await expect(carol.field('due_date')).toHaveValue('2026-03-16');
    await expect(carol.field('buyer_reference')).toHaveValue('PO-2');
    await expect(carol.field('seller.name')).toHaveValue('Acme Corp');
  });

  await test.step('comments on a field', async () => {
    await tabsTo(page, 'field-due_date');
    await keyboard.press('Control+Alt+m');
    await expect(page.getByTestId('comment-text')).toBeFocused();
    await keyboard.type('As agreed by phone');
    await keyboard.press('Control+Enter');
    await expect(page.getByTestId('comment')).toContainText('As agreed by phone');
  });

  await test.step('goes on to the next and approves it', async () => {
    await keyboard.press('Control+Shift+S');
    await expect(page.getByTestId('invoice-number')).toHaveText(`${number}-2`);
    await carol.sees(0);
    await tabsTo(page, 'approve');
    await keyboard.press('Enter');
    await expect(carol.told).toHaveText('Approved as v1');
  });

  await test.step('goes back to the queue and approves the other two together', async () => {
    await tabsTo(page, 'back-to-queue', 'Shift+Tab');
    await keyboard.press('Enter');
    await expect(page.getByTestId('queue-row')).toHaveCount(4);
    // The queue is found as it was left, with the focus on some row of it.
    const third = page.getByTestId('queue-row').nth(2).getByRole('link');
    for (
      let downs = 0;
      downs < 4 && !(await third.evaluate((link) => link === document.activeElement));
      downs++
    ) {
      await keyboard.press('j');
    }
    await expect(third).toBeFocused();
    await keyboard.press('x');
    await keyboard.press('j');
    await keyboard.press('x');
    await expect(page.getByTestId('tick-bar')).toContainText('2 ticked');
    await tabsTo(page, 'bulk-approve');
    await keyboard.press('Enter');
    await expect(page.getByTestId('bulk-panel')).toBeFocused();
    await tabsTo(page, 'bulk-confirm');
    await keyboard.press('Enter');
    await expect(page.getByTestId('bulk-said')).toHaveText('2 approved');
    await keyboard.press('Escape');
    await expect(page.getByTestId('bulk-panel')).toBeHidden();
  });
  await carol.leaves();
});
