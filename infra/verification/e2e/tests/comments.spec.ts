import type { APIRequestContext } from '@playwright/test';
import { basic, expect, test, type User } from './people.ts';

function say(request: APIRequestContext, user: User, invoice: string, text: string) {
  return request.post(`/api/invoices/${invoice}/comments`, {
    headers: { Authorization: basic(user) },
    data: { text },
  });
}

test.describe('comments', () => {
  test('appear for everybody at once, make nobody stale, and mention people', async ({ open, receive }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);
    await ben.types('seller.name', 'Beta Inc');
    await ben.page.getByTestId('comments').click();
    await expect(ben.page.getByTestId('comments-empty')).toBeVisible();

    await anna.page.getByTestId('comments').click();
    const text = anna.page.getByTestId('comment-text');
    await text.pressSequentially('Is this right, @b');
    await expect(anna.page.getByTestId('mention-names')).toContainText('ben');
    await text.press('Enter');
    await expect(text).toHaveValue('Is this right, @ben ');
    await text.press('Control+Enter');

    const comment = ben.page.getByTestId('comment');
    await expect(comment).toContainText('Is this right, @ben');
    await expect(comment.getByTestId('mention')).toHaveText('@ben');
    await expect(ben.page.getByTestId('comments')).toHaveText('Comments (1)');
    await expect(ben.page.getByTestId('mentions-unread')).toBeVisible();
    await expect(ben.banner, 'nobody goes stale').toBeHidden();
    await expect(ben.version).toHaveText('v0');
    await ben.savesAs(1);
    await expect(text).toHaveValue('');
  });

  test('stand on a term: by its sign, by the keys, and back to the field', async ({ open, receive }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);

    await anna.field('due_date').press('Control+Alt+m');
    await expect(anna.page.getByTestId('comment-about')).toContainText('Due date');
    await expect(anna.page.getByTestId('comment-text')).toBeFocused();
    await anna.page.keyboard.type('Too early?');
    await anna.page.keyboard.press('Control+Enter');

    const sign = ben.page.getByTestId('comments-due_date');
    await expect(sign).toHaveText('1');
    await sign.click();
    await expect(ben.page.getByTestId('comment')).toContainText('Too early?');
    await ben.page.getByTestId('comment-term').click();
    await expect(ben.field('due_date')).toBeFocused();
  });

  test('that are not sent yet outlive the panel and a reload', async ({ open, receive }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice);
    await anna.sees(0);
    await anna.page.getByTestId('comments').click();
    await anna.page.getByTestId('comment-text').fill('Half a thought');
    await anna.page.getByTestId('side-close').click();
    await anna.page.getByTestId('comments').click();
    await expect(anna.page.getByTestId('comment-text')).toHaveValue('Half a thought');

    await anna.page.reload();
    await expect(anna.page.getByTestId('comment-text'), 'the panel is open again too').toHaveValue(
      'Half a thought',
    );
  });

  test('whose answer was lost are there once', async ({ open, receive, network, request }) => {
    const invoice = await receive();
    const anna = await open('anna', invoice, { network });
    await anna.sees(0);
    await anna.page.getByTestId('comments').click();
    await anna.page.getByTestId('comment-text').fill('Only once');
    network.losesAnswer(/^POST .*\/comments$/);
    await anna.page.getByTestId('comment-send').click();

    await expect(anna.page.getByTestId('comment')).toHaveCount(1);
    await expect(anna.page.getByTestId('comment-text')).toHaveValue('');
    const answer = await request.get(`/api/invoices/${invoice}/comments`, {
      headers: { Authorization: basic('anna') },
    });
    expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(1);
  });

  test('that mention me ring a bell, which leads to them and remembers what I read', async ({
    open,
    receive,
    request,
  }) => {
    const number = `BELL-${Date.now()}`;
    const invoice = await receive({ number });
    const carol = await open('carol', await receive());
    await carol.sees(0);
    await carol.page.getByTestId('mentions').click();
    const readAll = carol.page.getByTestId('mentions-read-all');
    if (await readAll.isEnabled()) {
      await readAll.click();
    }
    await carol.page.keyboard.press('Escape');
    await expect(carol.page.getByTestId('mentions-unread')).toBeHidden();

    await say(request, 'anna', invoice, '@carol please look at the due date');
    await expect(carol.page.getByTestId('mentions-unread')).toHaveText('1');
    await carol.page.getByTestId('mentions').click();
    const item = carol.page.getByTestId('mention-item').first();
    await expect(item).toContainText(`anna on ${number}`);
    await item.click();

    await expect(carol.page).toHaveURL(new RegExp(`/invoices/${invoice}`));
    await expect(carol.page.getByTestId('comment')).toContainText('please look at the due date');
    await expect(carol.page.getByTestId('mentions-unread')).toBeHidden();
    await carol.page.reload();
    await expect(carol.page.getByTestId('comment')).toBeVisible();
    await expect(carol.page.getByTestId('mentions-unread')).toBeHidden();
  });

  test('are read but not written by an auditor', async ({ open, receive, request }) => {
    const invoice = await receive();
    await say(request, 'anna', invoice, 'For the record');
    const audrey = await open('audrey', invoice);
    await audrey.page.getByTestId('comments').click();
    await expect(audrey.page.getByTestId('comment')).toContainText('For the record');
    await expect(audrey.page.getByTestId('comment-text')).toBeHidden();
  });

  test('that do not load say so and load again', async ({ open, receive, network }) => {
    const invoice = await receive();
    const fault = network.answers(503, /^GET .*\/comments$/);
    const anna = await open('anna', invoice, { network });
    await anna.page.getByTestId('comments').click();
    const panel = anna.page.getByTestId('comments-panel');
    await expect(panel.getByTestId('error-face')).toBeVisible();
    fault.lift();
    await panel.getByRole('button', { name: 'Try again' }).click();
    await expect(anna.page.getByTestId('comments-empty')).toBeVisible();
  });
});
