// @vitest-environment jsdom
import { act, useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { settled, shown, TestService } from '@/ui/testing';
import { Drops } from './Drops';

afterEach(() => vi.unstubAllGlobals());

it('are asked for anew when another operator may have dropped one', async () => {
  const service = new TestService();
  const finds = (...items: object[]) =>
    service.answers('/actuator/processors/review-queue/drops', () =>
      Response.json({ items, next_cursor: null }),
    );
  let leaves: (deadLetters: number) => void = () => undefined;
  function Looking() {
    const [deadLetters, setDeadLetters] = useState(1);
    leaves = setDeadLetters;
    return <Drops name="review-queue" deadLetters={deadLetters} />;
  }
  finds();
  const page = await shown(<Looking />);
  expect(page.textContent).toBe('');

  finds({ invoice_id: 'i1', version: 5, event_type: 'InvoiceCorrected', dropped_by: 'olga' });
  act(() => leaves(0));
  await settled(page);
  expect(page.textContent).toContain('dropped by olga');
});
