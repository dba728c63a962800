// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clicks, shown, TestService } from '@/ui/testing';
import { AuditVerification } from './AuditVerification';

const PANELS = {
  verification: '/api/audit/verifications',
  comparison: '/api/audit/comparisons',
  checkpoints: '/api/audit/checkpoints',
  'audit-keys': '/api/audit/keys',
};

let service: TestService;

beforeEach(() => (service = new TestService()));
afterEach(() => vi.unstubAllGlobals());

const empty = (path: string) => service.answers(path, () => Response.json({ items: [] }));
const panel = (page: HTMLElement, testId: string) =>
  page.querySelector<HTMLElement>(`[data-testid=${testId}]`) ?? page.ownerDocument.createElement('p');
const face = (page: HTMLElement, testId: string) =>
  panel(page, testId).querySelector('h2')?.textContent ?? null;

describe('the page of verifications', () => {
  it('says in each panel that there is nothing yet, and what to do', async () => {
    Object.values(PANELS).forEach(empty);
    const page = await shown(<AuditVerification />);
    expect(panel(page, 'verification').textContent).toContain('Nobody has asked for this yet.');
    expect(panel(page, 'comparison').textContent).toContain('Nobody has asked for this yet.');
    expect(panel(page, 'audit-keys').textContent).toContain('Nothing is signed yet.');
    expect(panel(page, 'checkpoints').querySelectorAll('[data-testid=checkpoint]')).toHaveLength(0);
    expect(Object.keys(PANELS).map((testId) => face(page, testId))).toEqual([null, null, null, null]);
  });

  it.each(Object.entries(PANELS))('says in the panel %s alone that it did not load', async (broken, path) => {
    Object.values(PANELS).forEach(empty);
    service.fails(path);
    const page = await shown(<AuditVerification />);
    const faces = () => Object.keys(PANELS).filter((testId) => face(page, testId) === 'This did not load');
    expect(faces()).toEqual([broken]);
    empty(path);
    await clicks(panel(page, broken), 'Try again', page);
    expect(faces()).toEqual([]);
  });

  it('says in each panel that there is no connection', async () => {
    const page = await shown(<AuditVerification />);
    expect(Object.keys(PANELS).map((testId) => face(page, testId))).toEqual(
      Array.from({ length: 4 }, () => 'No connection'),
    );
  });
});
