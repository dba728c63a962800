// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clicks, shown, TestService } from '@/ui/testing';
import { AuditExports } from './AuditExports';

const EXPORTS = '/api/audit/exports';

let service: TestService;

beforeEach(() => (service = new TestService()));
afterEach(() => vi.unstubAllGlobals());

const empty = () => service.answers(EXPORTS, () => Response.json({ items: [] }));
const faces = (page: HTMLElement) =>
  [...page.querySelectorAll('section h2')].map(({ textContent }) => textContent);

describe('the exports on record', () => {
  it('say that there are none', async () => {
    empty();
    const page = await shown(<AuditExports />);
    expect(faces(page)).toEqual(['No exports yet']);
    expect(page.querySelector('[data-testid=exports]')).toBeNull();
  });

  it('say that they did not load, and load again; meanwhile one can begin one', async () => {
    service.fails(EXPORTS);
    const page = await shown(<AuditExports />);
    expect(faces(page)).toEqual(['This did not load']);
    expect(page.querySelector<HTMLButtonElement>('[data-testid=export-begin]')?.disabled).toBe(false);
    empty();
    await clicks(page, 'Try again');
    expect(faces(page)).toEqual(['No exports yet']);
  });

  it('say that there is no connection', async () => {
    expect(faces(await shown(<AuditExports />))).toEqual(['No connection']);
  });
});
