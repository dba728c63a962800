import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoAnswerError, ProblemError } from '@/api/problem';
import type { Comment } from '@/api/types';
import { BrowserTabs } from '@/work/tabs';
import { CommentWriter } from './comment-writer';

const lost = () => Promise.reject(new NoAnswerError('gone'));
const says = (status: number) => () => Promise.reject(new ProblemError({ status, detail: 'Not so.' }));

let browser: string;
let sent: { key: string; text: string }[];
let answers: (() => Promise<Comment>)[];
let added: Comment[];
let closing: (() => void)[];

beforeEach(() => {
  vi.stubGlobal('localStorage', storage());
  browser = `test-${crypto.randomUUID()}`;
  sent = [];
  answers = [];
  added = [];
  closing = [];
});

afterEach(() => {
  closing.forEach((close) => close());
  vi.unstubAllGlobals();
});

function storage(): Storage {
  return Object.create({
    getItem(key: string) {
      return (this as Record<string, string>)[key] ?? null;
    },
    setItem(key: string, value: string) {
      (this as Record<string, string>)[key] = value;
    },
    removeItem(key: string) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- what a storage does
      delete (this as Record<string, string>)[key];
    },
  }) as Storage;
}

/** A page of the browser with the invoice open, in a tab of its own or in the one that is given. */
function page(tab: Storage = storage()) {
  vi.stubGlobal('sessionStorage', tab);
  const writer = new CommentWriter({
    user: 'anna',
    invoiceId: 'i1',
    tabs: new BrowserTabs(browser),
    add: (key, { text }) => {
      sent.push({ key, text });
      return (answers.shift() ?? (() => Promise.resolve(comment(text))))();
    },
    onAdded: (one) => added.push(one),
    pause: () => Promise.resolve(),
  });
  const close = writer.start();
  closing.push(close);
  return { writer, close, text: () => writer.writing().unsent.text };
}

function comment(text: string): Comment {
  return { number: 0, actor: 'anna', at: '2026-11-21T10:42:00Z', text, term: null, mentions: [] };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('what is being written', () => {
  it('is kept for each tab apart: sending in one leaves the other its own', async () => {
    const [one, other] = [page(), page()];
    one.writer.write('from the one');
    other.writer.write('from the other');
    await one.writer.send();
    expect(one.text()).toBe('');
    expect(other.text()).toBe('from the other');
    other.close();
    await settled();
    const next = page();
    await vi.waitFor(() => expect(next.text()).toBe('from the other'));
  });

  it('is there again after a reload, however long the page before takes to go', async () => {
    const tab = storage();
    const before = page(tab);
    before.writer.write('half a thought');
    await settled();
    const after = page(tab);
    setTimeout(before.close, 50);
    await vi.waitFor(() => expect(after.text()).toBe('half a thought'));
  });

  it('is left alone while its tab is open, and offered to one page once that is gone', async () => {
    const one = page();
    one.writer.write('half a thought');
    const other = page();
    await settled();
    expect(other.text()).toBe('');
    one.close();
    await settled();
    const [a, b] = [page(), page()];
    await vi.waitFor(() => expect([a.text(), b.text()].sort()).toEqual(['', 'half a thought']));
    await settled();
    expect([a.text(), b.text()].sort()).toEqual(['', 'half a thought']);
  });

  it('is not written over by what was left behind', async () => {
    const gone = page();
    gone.writer.write('left behind');
    gone.close();
    await settled();
    const { writer, text, close } = page();
    writer.write('new');
    await settled();
    expect(text()).toBe('new');
    await writer.send();
    close();
    await settled();
    const next = page();
    await vi.waitFor(() => expect(next.text()).toBe('left behind'));
  });
});

describe('a comment whose answer was lost', () => {
  it('is sent again under the same name until it is answered', async () => {
    const { writer, text } = page();
    writer.write(' ok ');
    answers = [lost, says(503), says(429)];
    await writer.send();
    expect(sent).toHaveLength(4);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(added).toEqual([comment('ok')]);
    expect(text()).toBe('');
  });

  it.each([401, 500])('or that was answered %d keeps its name for the next try', async (status) => {
    const { writer, text } = page();
    writer.write('ok');
    answers = [says(status)];
    await writer.send();
    expect(sent).toHaveLength(1);
    expect(text()).toBe('ok');
    expect(writer.writing().error).toContain('Your comment is kept.');
    writer.finish();
    await vi.waitFor(() => expect(text()).toBe(''));
    expect(sent[1]?.key).toBe(sent[0]?.key);
  });

  it('is found by the next page, which asks under the same name what became of it', async () => {
    const one = page();
    one.writer.write('ok');
    answers = [() => new Promise(() => undefined)];
    void one.writer.send();
    one.close();
    await settled();
    const next = page();
    await vi.waitFor(() => expect(added).toEqual([comment('ok')]));
    expect(sent[1]).toEqual(sent[0]);
    expect(next.text()).toBe('');
  });

  it('is not taken for the same text that somebody writes again', async () => {
    const { writer } = page();
    writer.write('ok');
    await writer.send();
    writer.write('ok');
    await writer.send();
    expect(added).toHaveLength(2);
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });
});

describe('a comment that was refused', () => {
  it('stays with the reason, and is another one when it is sent again', async () => {
    const { writer, text } = page();
    writer.write('ok');
    answers = [says(422)];
    await writer.send();
    expect(text()).toBe('ok');
    expect(writer.writing()).toMatchObject({ error: 'Not so.', unsent: { sent: null } });
    await writer.send();
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });
});
