import { expect, test } from './people.ts';

/** The scripts of the two documents that the service comes from, played by people in browsers of their own. */
test.describe('a session that is out of date', () => {
  test('is told before it saves: A saves, B sees the banner', async ({ open, receive }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);

    await ben.types('seller.name', 'Beta Inc');
    await anna.types('seller.name', 'Acme Corp');
    await anna.savesAs(1);

    await expect(ben.banner).toBeVisible();
    await expect(ben.banner).toContainText('Your session is out of date');
    await expect(ben.banner).toContainText('anna changed');
    await expect(ben.banner).toContainText('v0 → v1');
    await expect(ben.field('seller.name'), 'what ben typed stays').toHaveValue('Beta Inc');
    await expect(anna.banner, 'anna’s own save is no news to her').toBeHidden();
  });

  test('is refused when it saves anyway, sees the other’s value after the refresh, and saves again as version 2', async ({
    open,
    receive,
  }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);
    await ben.types('seller.name', 'Beta Inc');
    await anna.types('seller.name', 'Acme Corp');
    await anna.savesAs(1);
    await expect(ben.banner).toBeVisible();

    await ben.saves();
    await expect(ben.dialog).toBeVisible();
    await expect(ben.dialog).toContainText('Your session is out of date');
    await expect(ben.page.getByTestId('conflict-versions')).toContainText('you edited v0, current is v1');
    await expect(ben.dialog.getByTestId('refresh-latest')).toHaveText('Refresh to get latest');
    await expect(ben.dialog.getByTestId('copy-my-work')).toHaveText('Copy my work');

    await ben.dialog.getByTestId('refresh-latest').click();
    await expect(ben.version).toHaveText('v1');
    await expect(ben.field('seller.name')).toHaveValue('Acme Corp');
    await expect(ben.kept, 'ben’s work is held for him').toContainText('Beta Inc');
    await expect(ben.dialog).toBeHidden();

    await ben.kept.getByTestId('review-merge').click();
    await ben.dialog.getByTestId('mine-seller.name').click();
    await ben.dialog.getByTestId('save-merged').click();
    await expect(ben.told).toHaveText('Saved as v2');
    await expect(ben.field('seller.name')).toHaveValue('Beta Inc');
  });

  test('is over after a reload of the page, and saving works again', async ({ open, receive }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);
    await ben.types('due_date', '2026-03-15');
    await anna.types('seller.name', 'Acme Corp');
    await anna.savesAs(1);
    await expect(ben.banner).toBeVisible();

    await ben.banner.getByTestId('refresh-latest').click();
    await expect(ben.banner).toBeHidden();
    await expect(ben.field('seller.name')).toHaveValue('Acme Corp');
    await ben.page.getByTestId('discard-kept').click();
    await ben.types('seller.name', 'Acme Corporation');
    await ben.savesAs(2);
  });

  test('happens to two of three: multiple concurrent conflicts, and everybody succeeds in the end', async ({
    open,
    receive,
  }) => {
    const invoice = await receive();
    const [anna, ben, carol] = [
      await open('anna', invoice),
      await open('ben', invoice),
      await open('carol', invoice),
    ];
    await Promise.all([anna.sees(0), ben.sees(0), carol.sees(0)]);
    await anna.types('seller.name', 'Acme A');
    await ben.types('seller.name', 'Acme B');
    await carol.types('seller.name', 'Acme C');

    await anna.savesAs(1);
    for (const late of [ben, carol]) {
      await expect(late.banner).toBeVisible();
      await late.saves();
      await late.dialog.getByTestId('refresh-latest').click();
      await late.sees(1);
      await expect(late.field('seller.name')).toHaveValue('Acme A');
      await late.kept.getByTestId('review-merge').click();
      await late.dialog.getByTestId('mine-seller.name').click();
    }

    await ben.dialog.getByTestId('save-merged').click();
    await expect(ben.told).toHaveText('Saved as v2');
    await carol.sees(2);
    await expect(carol.dialog.getByTestId('group-seller.name'), 'her answer was to another value').toContainText(
      'Changed again',
    );
    await expect(carol.field('seller.name')).toHaveValue('Acme B');
    await carol.dialog.getByTestId('mine-seller.name').click();
    await carol.dialog.getByTestId('save-merged').click();
    await expect(carol.told).toHaveText('Saved as v3');
    await expect(carol.field('seller.name')).toHaveValue('Acme C');
  });

  test('is none where one saves and then saves again', async ({ open, receive }) => {
    const anna = await open('anna', await receive());
    await anna.sees(0);

    await anna.types('seller.name', 'Acme Corp');
    await anna.savesAs(1);
    await anna.types('due_date', '2026-03-15');
    await anna.savesAs(2);

    await expect(anna.banner).toBeHidden();
    await expect(anna.dialog).toBeHidden();
  });

  test('without unsaved changes takes the new values itself, marks them, and approves only what was seen', async ({
    open,
    receive,
  }) => {
    const invoice = await receive();
    const [anna, ben] = [await open('anna', invoice), await open('ben', invoice)];
    await Promise.all([anna.sees(0), ben.sees(0)]);

    await anna.types('seller.name', 'Acme Corp');
    await anna.savesAs(1);

    await expect(ben.version).toHaveText('v1');
    await expect(ben.field('seller.name')).toHaveValue('Acme Corp');
    await expect(ben.page.getByTestId('mark-seller.name')).toContainText('anna');
    await expect(ben.page.getByTestId('approve')).toBeDisabled();

    await ben.page.getByTestId('seen').click();
    await ben.page.getByTestId('approve').click();
    await expect(ben.told).toHaveText('Approved as v2');
  });
});
