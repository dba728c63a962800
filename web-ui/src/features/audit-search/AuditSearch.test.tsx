// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEvent } from '@/api/types';
import { clicks, shown, TestService } from '@/ui/testing';
import { AuditSearch } from './AuditSearch';

const EVENTS = '/api/audit/events';

const EVENT = {
  invoice_id: 'i1',
  invoice_number: 'F124212',
  review_version: 1,
  event: 'InvoiceApproved',
  unreadable: false,
  actor: 'carol',
  at: '2026-11-21T10:42:00Z',
  changes: [],
  forced: false,
  hash: 'a1',
  previous_hash: 'a0',
} as unknown as AuditEvent;

let service: TestService;

beforeEach(() => {
  service = new TestService();
  service.answers('/api/terms', () => Response.json({ items: [] }));
});
afterEach(() => vi.unstubAllGlobals());

const events = (...items: AuditEvent[]) => service.answers(EVENTS, () => Response.json({ items }));
const face = (page: HTMLElement) => page.querySelector('h2:not(.visually-hidden)')?.textContent;
const rows = (page: HTMLElement) => page.querySelectorAll('[data-testid=search-row]').length;
const asked = () => service.asked.filter(({ pathname }) => pathname === EVENTS);

describe('a search', () => {
  it('of a store without events says so', async () => {
    events();
    const page = await shown(<AuditSearch />);
    expect(face(page)).toBe('No events yet');
    expect(page.textContent).not.toContain('Clear the search');
  });

  it('that finds nothing says so, and leads back to everything', async () => {
    service.answers(EVENTS, ({ url }) =>
      Response.json({ items: new URL(url).searchParams.has('actor') ? [] : [EVENT] }),
    );
    const page = await shown(<AuditSearch />, { at: '/?actor=nobody' });
    expect(face(page)).toBe('Nothing found');
    await clicks(page, 'Clear the search');
    expect(rows(page)).toBe(1);
    expect(page.textContent).toContain('carol');
  });

  it('that does not load says so, and loads again', async () => {
    service.fails(EVENTS);
    const page = await shown(<AuditSearch />);
    expect(face(page)).toBe('This did not load');
    events(EVENT);
    await clicks(page, 'Try again');
    expect(rows(page)).toBe(1);
  });

  it('without a connection says so, and goes on with one', async () => {
    const page = await shown(<AuditSearch />);
    expect(face(page)).toBe('No connection');
    events(EVENT);
    await clicks(page, 'Try again');
    expect(rows(page)).toBe(1);
  });

  it('for something rare looks back for a while, says how far, and goes on from there', async () => {
    const oldest = 13;
    service.answers(EVENTS, ({ url }) => {
      const at = Number(new URL(url).searchParams.get('cursor') ?? 0);
      return Response.json(
        at === oldest
          ? { items: [EVENT] }
          : { items: [], next_cursor: String(at + 1), searched_back_to: '2026-11-20T10:42:00Z' },
      );
    });
    const page = await shown(<AuditSearch />, { at: '/?value=rare' });
    expect(face(page)).toBe('Nothing found so far');
    expect(page.textContent).toMatch(/Nothing since 20 Nov 2026.* matches this search/);
    expect(asked()).toHaveLength(10);

    await clicks(page, 'Look further back');
    expect(asked().map(({ searchParams }) => searchParams.get('cursor') ?? '0')).toEqual(
      Array.from({ length: oldest + 1 }, (_, at) => String(at)),
    );
    expect(rows(page)).toBe(1);
    expect(page.textContent).toContain('1 event, that is all');
  });
});
