import { expect, historyOf, test as base } from './people.ts';
import { ownLauncher, READY_WITHIN_MS, type RestartableLauncher } from './restartable-launcher.ts';

const test = base.extend<object, { launcher: RestartableLauncher }>({ launcher: ownLauncher });

/** The service itself goes away under people who work, by `kill -9`, and comes back on the same data. */
test.describe('a service that crashes', () => {
  // It starts once in each.
  test.describe.configure({ timeout: READY_WITHIN_MS + 60_000 });

  test('is back with everything it acknowledged, and the person in front of it did nothing', async ({
    open,
    receive,
    launcher,
  }) => {
    const invoice = await receive({ address: launcher.address });
    const anna = await open('anna', invoice, { address: launcher.address });
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await anna.savesAs(1);
    await anna.types('due_date', '2026-03-15');

    await launcher.isKilled();
    await expect(anna.connection).toHaveAttribute('data-state', 'reconnecting');
    await launcher.startsAgain();

    await anna.sees(1);
    await expect(anna.field('due_date'), 'what was being typed').toHaveValue('2026-03-15');
    await anna.savesAs(2);
    await expect(anna.banner).toBeHidden();
  });

  test('while somebody saves gets the save when it is back, once, and nobody has to sign in again', async ({
    open,
    receive,
    request,
    launcher,
  }) => {
    const invoice = await receive({ address: launcher.address });
    const anna = await open('anna', invoice, { address: launcher.address });
    await anna.sees(0);
    await anna.types('seller.name', 'Acme Corp');
    await launcher.isKilled();
    await anna.saves();
    await expect(anna.connection).toContainText('1 save waiting');

    await launcher.startsAgain();

    await expect(anna.told).toHaveText('Saved as v1');
    await anna.sees(1);
    await expect(anna.page.getByTestId('signed-out-bar')).toBeHidden();
    await expect(anna.banner).toBeHidden();
    expect(await historyOf(request, invoice, launcher.address)).toHaveLength(2);
  });
});
