// @vitest-environment jsdom
import { act } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { settled, shown, TestService } from '@/ui/testing';
import { Health } from './Health';

afterEach(() => vi.unstubAllGlobals());

const late = (seconds: number) => ({
  views: {
    status: 'DEGRADED',
    details: { reason: `review-queue is ${seconds} s behind`, runbook: 'ViewBehind' },
  },
});

it('is read out when other parts are wrong, and not each time that a reason counts on', async () => {
  const service = new TestService();
  const finds = (components: object) =>
    service.answers('/actuator/health', () => Response.json({ status: 'DEGRADED', components }));
  let looks: () => Promise<void> = () => Promise.resolve();
  function Looking() {
    const queryClient = useQueryClient();
    looks = () => queryClient.invalidateQueries();
    return <Health />;
  }
  finds(late(31));
  const page = await shown(<Looking />);
  const said = page.querySelector('[role=status]');
  const again = async () => {
    await act(() => looks());
    await settled(page);
    expect(page.querySelector('[role=status]'), 'the same region').toBe(said);
    return said?.textContent;
  };
  expect(said?.textContent).toBe('Somebody should look at this: Views');

  finds(late(36));
  expect(await again()).toBe('Somebody should look at this: Views');
  expect(page.textContent).toContain('36 s behind');

  finds({ ...late(41), nodes: { status: 'DEGRADED', details: { reason: 'b is not heard from' } } });
  expect(await again()).toBe('Somebody should look at this: Views, Nodes');
});
