// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventFacts, RefusedFacts } from './EventFacts';
import { shown, TestService } from './testing';

const words = {
  nameOf: (path: string) => `<${path}>`,
  show: (_: string, value?: string | null) => value ?? '–',
};

const HOLD = {
  event: 'InvoicePutOnHold',
  unreadable: false,
  review_version: 3,
  forced: false,
  reason_code: 'not_delivered',
  note: 'call them',
  reason: 'call them',
};

let service: TestService;

beforeEach(() => (service = new TestService()));
afterEach(() => vi.unstubAllGlobals());

const paragraphs = (page: HTMLElement) => [...page.querySelectorAll('p')].map((p) => p.textContent);

describe('what an event says', () => {
  it('names its reason as people read it, and says once what was noted twice', async () => {
    service.answers('/api/reason-codes', () =>
      Response.json({
        items: [{ code: 'not_delivered', label: 'Goods or service not delivered', kinds: ['hold'] }],
      }),
    );
    const page = await shown(<EventFacts event={HOLD} changes={[]} {...words} />);
    expect(paragraphs(page)).toEqual(['Goods or service not delivered', '“call them”']);
  });

  it('shows the code of a reason that has no words, or none yet', async () => {
    expect(paragraphs(await shown(<EventFacts event={HOLD} changes={[]} {...words} />))[0]).toBe(
      'not_delivered',
    );
  });

  it('folds away what is more than asked for, and all of a receipt', async () => {
    const changes = ['due_date', 'currency', 'note'].map((term) => ({ term, before: 'a', after: null }));
    const corrected = { event: 'InvoiceCorrected', unreadable: false, review_version: 1, forced: false };
    const page = await shown(<EventFacts event={corrected} changes={changes} most={2} {...words} />);
    expect([...page.children].map(({ textContent }) => textContent)).toEqual([
      '<due_date> a → cleared<currency> a → cleared',
      'and 1 more term<note> a → cleared',
    ]);
    const receipt = await shown(
      <EventFacts event={{ ...corrected, event: 'InvoiceReceived' }} changes={changes} {...words} />,
    );
    expect(receipt.querySelector('summary')?.textContent).toBe('3 terms');
    expect(receipt.children).toHaveLength(1);
  });

  it('is nothing where it was altered beyond reading, and the event says that', async () => {
    const altered = { event: 'InvoiceApproved', unreadable: true, review_version: 3, forced: false };
    const page = await shown(<EventFacts event={altered} changes={[]} {...words} />);
    expect(paragraphs(page)).toEqual(['What was stored here was altered and cannot be read any more.']);
  });
});

describe('what a refused decision says', () => {
  const attempt = {
    kind: 'hold' as const,
    expected_review_version: 1,
    current_review_version: 3,
    wanted: {},
    times: 1,
  };

  it('by its kind, or by the values that it wanted', async () => {
    expect(paragraphs(await shown(<RefusedFacts attempt={attempt} {...words} />))).toEqual([
      'wanted to put it on hold on v1 (current was v3)',
    ]);
    const correction = {
      ...attempt,
      kind: 'correction' as const,
      wanted: { due_date: '2026-07-15', note: null },
    };
    expect(paragraphs(await shown(<RefusedFacts attempt={correction} {...words} />))).toEqual([
      'wanted <due_date> 2026-07-15, <note> cleared on v1 (current was v3)',
    ]);
  });
});
