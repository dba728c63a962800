// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import type { QueueRow } from '@/api/types';
import { MemoryShelf } from '@/work/shelf';
import { BrowserTabs } from '@/work/tabs';
import { draft } from '@/work/testing';
import { Outbox } from '@/work/outbox';
import { useDraftedInvoices, WorkContext } from '@/work/WorkContext';
import { QueueTable } from './QueueTable';

const row = (id: string): QueueRow => ({
  invoice_id: id,
  review_version: 0,
  status: 'received',
  invoice_number: `No ${id}`,
  seller_name: 'Acme',
  error_findings: 0,
  incomplete: false,
  changed_by: 'ben',
  changed_at: '2026-11-21T10:42:00Z',
  presence: [],
});

const nothing = () => undefined;

describe('a row of the queue', () => {
  it('shows where work of mine was left behind', async () => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    const shelf = new MemoryShelf();
    await shelf.write({ putDraft: draft('d1', { invoice_id: 'i1' }) });
    const tabs = new BrowserTabs();
    const never = () => new Promise<never>(nothing);
    const outbox = new Outbox({
      user: 'anna',
      shelf,
      tabs,
      send: never,
      arrivedAs: never,
      maySend: () => true,
    });
    function Table() {
      return (
        <QueueTable
          ref={null}
          rows={[row('i1'), row('i2')]}
          flashed={{}}
          cursor={null}
          onCursor={nothing}
          onOpen={nothing}
          walk={{
            filter: { status: null, q: '', sort: 'due_date', claimedBy: null },
            ids: [],
            cursor: null,
            path: '/queue',
          }}
          me="anna"
          presenceKnown
          drafted={useDraftedInvoices()}
          ticking={null}
        />
      );
    }
    const page = document.createElement('div');
    await act(async () => {
      createRoot(page).render(
        <MemoryRouter>
          <WorkContext value={{ shelf, tabs, outbox }}>
            <Table />
          </WorkContext>
        </MemoryRouter>,
      );
      await Promise.resolve();
    });
    const marks = [...page.querySelectorAll('[data-testid=row-draft]')];
    expect(marks.map((mark) => mark.closest('tr')?.dataset['invoiceId'])).toEqual(['i1']);
    expect(marks[0]?.getAttribute('aria-label')).toBe('you have unsaved work');
  });
});
