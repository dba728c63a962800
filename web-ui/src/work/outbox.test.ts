import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoAnswerError, ProblemError } from '@/api/problem';
import type { Accepted } from '@/api/types';
import { cancelled, type Entry } from './entry';
import { formLock, Outbox } from './outbox';
import { MemoryShelf } from './shelf';
import { BrowserTabs } from './tabs';
import { entry } from './testing';

/** Several pages of one browser: one shelf, real locks, one channel. */
let browser: { shelf: MemoryShelf; name: string };
let pages: Outbox[];
let sent: string[];
let answers: Record<string, (() => Promise<Accepted>)[]>;
let signedIn: boolean;
let clock: number;

const lost = () => Promise.reject(new NoAnswerError('gone'));
const says =
  (status: number, retryAfterMs: number | null = null) =>
  () =>
    Promise.reject(new ProblemError({ status }, retryAfterMs));
const accepts = (version: number) => () => Promise.resolve({ invoice_id: 'i1', review_version: version });

beforeEach(() => {
  browser = { shelf: new MemoryShelf(), name: `test-${crypto.randomUUID()}` };
  pages = [];
  sent = [];
  answers = {};
  signedIn = true;
  clock = 0;
});

afterEach(() => {
  pages.forEach((page) => page.stop());
});

function page(
  user = 'anna',
  arrivedAs: (entry: Entry) => Promise<number | null> = () => Promise.resolve(null),
) {
  const tabs = new BrowserTabs(browser.name);
  const outbox = new Outbox({
    user,
    shelf: browser.shelf,
    tabs,
    send: ({ command_id: id }) => {
      sent.push(id);
      return (answers[id]?.shift() ?? lost)();
    },
    arrivedAs,
    maySend: () => signedIn,
    now: () => clock,
    random: () => 1,
  });
  pages.push(outbox);
  return { outbox, tabs };
}

const stateOf = (outbox: Outbox, id: string) => outbox.find(id)?.delivery.at;

describe('the outbox', () => {
  it('sends again what got no answer, until it is accepted', async () => {
    const { outbox, tabs } = page();
    tabs.hold(formLock('mine'));
    answers['c1'] = [lost, says(503), accepts(6)];
    await outbox.write({ putEntry: entry('c1', { form_id: 'mine' }) });
    await outbox.deliver('i1');
    expect(stateOf(outbox, 'c1')).toBe('waiting');
    await outbox.deliver('i1');
    expect(sent, 'not before its time').toEqual(['c1']);
    clock = 1_000;
    await outbox.deliver('i1');
    clock = 3_000;
    await outbox.deliver('i1');
    expect(sent).toEqual(['c1', 'c1', 'c1']);
    expect(outbox.find('c1')?.delivery).toEqual({ at: 'accepted', review_version: 6 });
  });

  it('forgets an acceptance that no form waits for', async () => {
    const { outbox } = page();
    answers['c1'] = [accepts(6)];
    await outbox.write({ putEntry: entry('c1') });
    await outbox.deliver('i1');
    expect(outbox.entries()).toEqual([]);
  });

  it('sends what an earlier page left, as soon as it starts', async () => {
    await browser.shelf.write({ putEntry: entry('c1') });
    answers['c1'] = [accepts(6)];
    const { outbox } = page();
    await outbox.start();
    await vi.waitFor(() => expect(outbox.entries()).toEqual([]));
    expect(sent).toEqual(['c1']);
  });

  it('keeps the order on one invoice, and lets other invoices pass', async () => {
    const { outbox } = page();
    answers['c1'] = [lost, accepts(6)];
    answers['c2'] = [accepts(7)];
    answers['other'] = [accepts(1)];
    await outbox.write({ putEntry: entry('c1', { since: 1 }) });
    await outbox.deliver('i1');
    await outbox.write({ putEntry: entry('c2', { since: 2 }) });
    await outbox.write({ putEntry: entry('other', { since: 3, invoice_id: 'i2' }) });
    await outbox.deliver('i1');
    await outbox.deliver('i2');
    expect(sent).toEqual(['c1', 'other']);
    await outbox.tryNow('c2');
    expect(sent).toEqual(['c1', 'other', 'c1', 'c2']);
  });

  it('leaves a refused decision with its reason, and goes on with the next', async () => {
    const { outbox } = page();
    answers['c1'] = [says(409)];
    answers['c2'] = [says(422)];
    await outbox.write({ putEntry: entry('c1', { since: 1 }) });
    await outbox.write({ putEntry: entry('c2', { since: 2 }) });
    await outbox.deliver('i1');
    expect(outbox.entries().map(({ delivery }) => delivery)).toEqual([
      { at: 'refused', problem: { status: 409 } },
      { at: 'refused', problem: { status: 422 } },
    ]);
    expect(outbox.orphans().map(({ command_id: id }) => id)).toEqual(['c1', 'c2']);
    await outbox.tryNow('c1');
    expect(sent).toEqual(['c1', 'c2']);
  });

  it('tells nobody to look after what an open form looks after', async () => {
    const { outbox, tabs } = page();
    const close = tabs.hold(formLock('mine'));
    answers['c1'] = [says(409)];
    await outbox.start();
    await outbox.write({ putEntry: entry('c1', { form_id: 'mine' }) });
    await outbox.deliver('i1');
    expect(outbox.orphans()).toEqual([]);
    close();
    await vi.waitFor(() => expect(outbox.orphans()).toHaveLength(1), { timeout: 3_000 });
  });
});

describe('several tabs', () => {
  it('send a decision once', async () => {
    const [one, other] = [page().outbox, page().outbox];
    await Promise.all([one.start(), other.start()]);
    let answer: (accepted: Accepted) => void = () => undefined;
    answers['c1'] = [() => new Promise<Accepted>((resolve) => (answer = resolve))];
    await one.write({ putEntry: entry('c1') });
    const delivered = one.deliver('i1');
    await vi.waitFor(() => expect(sent).toEqual(['c1']));
    await other.deliver('i1', 'person');
    other.hurry();
    answer({ invoice_id: 'i1', review_version: 6 });
    await delivered;
    await other.deliver('i1', 'person');
    expect(sent).toEqual(['c1']);
  });

  it('hear of what became of it', async () => {
    const [one, other] = [page().outbox, page().outbox];
    await Promise.all([one.start(), other.start()]);
    answers['c1'] = [says(409)];
    await one.write({ putEntry: entry('c1') });
    await one.deliver('i1');
    await vi.waitFor(() => expect(stateOf(other, 'c1')).toBe('refused'));
  });

  it('carry on where one of them died', async () => {
    const one = page().outbox;
    await one.write({ putEntry: entry('c1') });
    answers['c1'] = [accepts(6)];
    const other = page().outbox;
    await other.start();
    await vi.waitFor(() => expect(sent).toEqual(['c1']));
  });

  it('let one form take a decision over', async () => {
    const { outbox } = page();
    await outbox.write({ putEntry: entry('c1') });
    const [found] = outbox.entries();
    expect(found).toBeDefined();
    if (found !== undefined) {
      expect(await Promise.all([outbox.adopt(found, 'f1'), outbox.adopt(found, 'f2')])).toEqual([
        true,
        false,
      ]);
    }
  });
});

describe('the person', () => {
  it('sends nothing of somebody else', async () => {
    await browser.shelf.write({ putEntry: entry('c1') });
    const { outbox } = page('ben');
    await outbox.start();
    await outbox.deliver('i1', 'person');
    expect(outbox.entries()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('signs in first where that is asked for', async () => {
    const { outbox } = page();
    signedIn = false;
    answers['c1'] = [accepts(6)];
    await outbox.write({ putEntry: entry('c1') });
    await outbox.deliver('i1');
    await outbox.deliver('i1', 'person');
    expect(sent).toEqual([]);
    expect(outbox.find('c1')?.delivery).toMatchObject({ needs_sign_in: true });
    signedIn = true;
    await outbox.deliver('i1', 'connection_is_back');
    expect(sent).toEqual(['c1']);
  });

  it('takes a decision back, and hears honestly that it had arrived', async () => {
    const { outbox, tabs } = page('anna', () => Promise.resolve(6));
    tabs.hold(formLock('mine'));
    await outbox.write({ putEntry: entry('c1', { form_id: 'mine' }) });
    await outbox.deliver('i1');
    await outbox.cancel('c1');
    expect(outbox.find('c1')?.delivery).toEqual({ at: 'accepted', review_version: 6 });
  });

  it('takes a decision back while it is sent, and hears honestly that it arrived', async () => {
    const { outbox, tabs } = page();
    tabs.hold(formLock('mine'));
    let answer: (accepted: Accepted) => void = () => undefined;
    answers['c1'] = [() => new Promise<Accepted>((resolve) => (answer = resolve))];
    await outbox.write({ putEntry: entry('c1', { form_id: 'mine' }) });
    const delivered = outbox.deliver('i1');
    await vi.waitFor(() => expect(sent).toEqual(['c1']));
    await outbox.cancel('c1');
    expect(stateOf(outbox, 'c1')).toBe('cancelling');
    answer({ invoice_id: 'i1', review_version: 6 });
    await delivered;
    expect(outbox.find('c1')?.delivery).toEqual({ at: 'accepted', review_version: 6 });
  });

  it('takes back what a tab sent that died meanwhile, and hears honestly that it arrived', async () => {
    const dying = page();
    answers['c1'] = [() => new Promise<Accepted>(() => undefined)];
    await dying.outbox.write({ putEntry: entry('c1', { form_id: 'mine' }) });
    void dying.outbox.deliver('i1');
    await vi.waitFor(() => expect(sent).toEqual(['c1']));
    // What the dead tab held is free; only what it wrote down is left.
    browser.name = `test-${crypto.randomUUID()}`;
    const { outbox, tabs } = page('anna', () => Promise.resolve(6));
    tabs.hold(formLock('mine'));
    await outbox.ready();
    await outbox.cancel('c1');
    expect(outbox.find('c1')?.delivery).toEqual({ at: 'accepted', review_version: 6 });
  });

  it('is not sent what was taken back a moment before', async () => {
    const { outbox } = page();
    await outbox.write({ putEntry: entry('c1') });
    const amend = browser.shelf.amendEntry.bind(browser.shelf);
    vi.spyOn(browser.shelf, 'amendEntry').mockImplementationOnce(async (id, change) => {
      await amend(id, cancelled);
      return amend(id, change);
    });
    await outbox.deliver('i1');
    expect(sent).toEqual([]);
    expect(stateOf(outbox, 'c1')).toBe('cancelled');
  });

  it('takes a decision back, and hears that nobody knows', async () => {
    const { outbox } = page('anna', lost);
    await outbox.write({ putEntry: entry('c1') });
    await outbox.deliver('i1');
    await outbox.cancel('c1');
    expect(outbox.find('c1')?.delivery).toEqual({ at: 'cancelled', may_have_arrived: true });
    await outbox.tryNow('c1');
    expect(sent).toEqual(['c1']);
  });
});
