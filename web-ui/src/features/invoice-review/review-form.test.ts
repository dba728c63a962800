import { describe, expect, it } from 'vitest';
import type { HistoryEntry, Invoice, InvoicePush } from '@/api/types';
import { changesOf, countChanges, editsBack, snapshotOf, wireChangesOf } from './edits';
import {
  advance,
  isDirty,
  isStale,
  isUntouchedSince,
  marksAhead,
  mustAcknowledge,
  openForm,
  pathOfPointer,
  rowsShown,
  textOf,
  workToMerge,
  type ReviewAction,
  type ReviewForm,
} from './review-form';

const typeOf = (path: string) => (/(amount|amount_due|quantity)$/.test(path) ? 'amount' : 'text');

const TERMS = {
  'seller.name': 'Acme',
  due_date: '2026-07-16',
  'payment.account_identifier': 'DE02',
  'totals.amount_due': '100.00',
  'lines.l2.item_name': 'Biscuits',
  'lines.l1.item_name': 'Nougat',
};

function invoice(
  version: number,
  changed: Record<string, string> = {},
  cleared: readonly string[] = [],
): Invoice {
  const terms = Object.entries({ ...TERMS, ...changed }).filter(([path]) => !cleared.includes(path));
  return {
    invoice_id: 'i1',
    review_version: version,
    status: version === 0 ? 'received' : 'in_review',
    terms: Object.fromEntries(terms),
    lines: [{ key: 'l1' }, { key: 'l2' }],
    vat_breakdown: [],
    allowances: [],
    charges: [],
    findings: [],
    deviations: [],
    received: {},
    confidence: {},
    source: { media_type: 'application/xml', sha256: '', bytes: 0 },
    changed_by: 'ben',
    changed_at: '2026-11-21T10:42:00Z',
  };
}

function pushOf(
  version: number,
  actor = 'ben',
  terms: string[] = [],
  commandId = `c-${version}`,
): InvoicePush {
  return {
    type: 'invoice_changed',
    invoice_id: 'i1',
    review_version: version,
    event: 'InvoiceCorrected',
    actor,
    at: '2026-11-21T10:42:00Z',
    changed_terms: terms,
    command_id: commandId,
  };
}

function play(form: ReviewForm, ...actions: ReviewAction[]): ReviewForm {
  return actions.reduce((before, action) => advance(before, action, typeOf), form);
}

const opened = () => openForm(invoice(5), 'anna');
const typed = (path: string, text: string): ReviewAction => ({ kind: 'typed', path, text });
const sent = (form: ReviewForm, commandId = 'mine'): ReviewAction => ({
  kind: 'sent',
  decision: { command_id: commandId, kind: 'correction', edits: form },
});
const back = (work: ReviewForm['kept'][number]): ReviewAction => ({ kind: 'reapplied', work, edits: work });
const accepted = (version: number, commandId = 'mine'): ReviewAction => ({
  kind: 'accepted',
  command_id: commandId,
  review_version: version,
});

describe('typing', () => {
  it('counts a change by its meaning', () => {
    const form = play(opened(), typed('totals.amount_due', '100.0'), typed('seller.name', 'Acme Corp'));
    expect(changesOf(form, form.base, typeOf)).toEqual({ 'seller.name': 'Acme Corp' });
    expect(textOf(form, 'totals.amount_due')).toBe('100.0');
  });

  it('takes an emptied field for a cleared term', () => {
    const form = play(opened(), typed('seller.name', '  '));
    expect(changesOf(form, form.base, typeOf)).toEqual({ 'seller.name': null });
  });

  it('is clean again once everything is typed back', () => {
    expect(isDirty(play(opened(), typed('due_date', 'x'), typed('due_date', '2026-07-16')), typeOf)).toBe(
      false,
    );
  });

  it('sends an added line as one object and leaves an empty one out', () => {
    const form = play(
      opened(),
      { kind: 'row_added', row: 'lines.n1' },
      typed('lines.n1.item_name', 'Delivery'),
      { kind: 'row_added', row: 'lines.n2' },
    );
    expect(wireChangesOf(form, form.base, typeOf)).toEqual({ 'lines.n1': { item_name: 'Delivery' } });
    expect(countChanges(form, form.base, typeOf)).toBe(1);
    expect(rowsShown(form, 'lines')).toEqual(['l1', 'l2', 'n1', 'n2']);
  });

  it('brings the typing in a removed line back with the line', () => {
    const removed = play(opened(), typed('lines.l1.item_name', 'Nougat blanc'), {
      kind: 'row_removed',
      row: 'lines.l1',
    });
    expect(changesOf(removed, removed.base, typeOf)).toEqual({ 'lines.l1': null });
    const back = play(removed, { kind: 'row_removed', row: 'lines.l1' });
    expect(changesOf(back, back.base, typeOf)).toEqual({ 'lines.l1.item_name': 'Nougat blanc' });
  });
});

describe('my own save', () => {
  it('moves the form to its version and keeps what was typed since', () => {
    const form = play(opened(), typed('seller.name', 'Acme Corp'));
    const saved = play(form, sent(form), typed('due_date', '2026-07-31'), accepted(6));
    expect(saved.base.review_version).toBe(6);
    expect(saved.base.terms['seller.name']).toBe('Acme Corp');
    expect(changesOf(saved, saved.base, typeOf)).toEqual({ due_date: '2026-07-31' });
    expect(saved.unfetched).toBe(true);
  });

  it('raises no alarm when its push beats the answer', () => {
    const form = play(opened(), typed('seller.name', 'Acme Corp'));
    const pushed = play(form, sent(form), {
      kind: 'pushed',
      push: pushOf(6, 'anna', ['seller.name'], 'mine'),
    });
    expect(isStale(pushed, typeOf)).toBe(false);
    expect(pushed.base.review_version).toBe(6);
    const answered = play(pushed, accepted(6));
    expect(answered.base.review_version).toBe(6);
    expect(mustAcknowledge(answered)).toBe(false);
  });

  it('is recognised by its push after the answer was lost', () => {
    const form = play(opened(), typed('seller.name', 'Acme Corp'));
    const lost = play(form, sent(form), { kind: 'unanswered', command_id: 'mine' });
    expect(isDirty(lost, typeOf)).toBe(true);
    const arrived = play(lost, { kind: 'pushed', push: pushOf(6, 'anna', ['seller.name'], 'mine') });
    expect(isDirty(arrived, typeOf)).toBe(false);
    expect(arrived.base.review_version).toBe(6);
  });

  it('is recognised in the history after the answer and the push were lost', () => {
    const form = play(opened(), typed('seller.name', 'Acme Corp'));
    const entry: HistoryEntry = {
      review_version: 6,
      event: 'InvoiceCorrected',
      actor: 'anna',
      at: '',
      command_id: 'mine',
      changes: [],
      forced: false,
      unreadable: false,
      hash: '',
      previous_hash: '',
    };
    const told = play(
      form,
      sent(form),
      { kind: 'unanswered', command_id: 'mine' },
      { kind: 'history_told', entries: [entry] },
    );
    expect(told.base.review_version).toBe(6);
    expect(told.news).toEqual([]);
  });

  it('shows terms in another tab of mine without asking whether I saw them', () => {
    const form = play(
      opened(),
      { kind: 'pushed', push: pushOf(6, 'anna', ['seller.name']) },
      { kind: 'fetched', invoice: invoice(6, { 'seller.name': 'Acme Corp' }) },
    );
    expect(textOf(form, 'seller.name')).toBe('Acme Corp');
    expect(mustAcknowledge(form)).toBe(false);
  });

  it('lets a note go with what it was written for only', () => {
    const form = play(opened(), { kind: 'noted', note: 'per delivery note' }, typed('seller.name', 'B'));
    expect(play(form, sent(form), accepted(6)).note).toBe('');
    expect(play(form, sent(form), { kind: 'noted', note: 'next' }, accepted(6)).note).toBe('next');
  });
});

describe('a decision without a note of its own', () => {
  it('leaves the note that was typed where it is', () => {
    const held = play(
      opened(),
      { kind: 'noted', note: 'ask the seller' },
      {
        kind: 'sent',
        decision: {
          command_id: 'mine',
          kind: 'hold',
          edits: { typed: {}, addedRows: [], removedRows: [] },
        },
      },
      accepted(6),
    );
    expect(held.base.status).toBe('on_hold');
    expect(held.note).toBe('ask the seller');
  });
});

describe('a reopening', () => {
  const reopening: ReviewAction = {
    kind: 'sent',
    decision: {
      command_id: 'mine',
      kind: 'reopening',
      edits: { typed: {}, addedRows: [], removedRows: [] },
    },
  };
  const held = (deviations: string[]) => openForm({ ...invoice(5), status: 'on_hold', deviations }, 'anna');

  it('goes back to received where nothing was corrected, and into review where something was', () => {
    expect(play(held([]), reopening, accepted(6)).base.status).toBe('received');
    expect(play(held(['due_date']), reopening, accepted(6)).base.status).toBe('in_review');
  });

  it('stands where the push or the fetch says, even with every correction taken back', () => {
    const push: InvoicePush = { ...pushOf(6, 'anna', [], 'mine'), status: 'in_review' };
    expect(play(held([]), reopening, { kind: 'pushed', push }).base.status).toBe('in_review');
    const fetched: ReviewAction = { kind: 'fetched', invoice: invoice(6) };
    expect(play(held([]), reopening, accepted(6), fetched).base.status).toBe('in_review');
  });
});

describe('somebody else saved, and my form is clean', () => {
  const news: ReviewAction[] = [
    { kind: 'pushed', push: pushOf(6, 'ben', ['seller.name', 'totals.amount_due']) },
    { kind: 'fetched', invoice: invoice(6, { 'seller.name': 'Acme Corp', 'totals.amount_due': '120.00' }) },
  ];

  it('takes the new values, marks them and waits for me before deciding', () => {
    const form = play(opened(), ...news);
    expect(textOf(form, 'seller.name')).toBe('Acme Corp');
    expect(form.marks['seller.name']).toMatchObject({
      before: 'Acme',
      after: 'Acme Corp',
      actor: 'ben',
      explicit: false,
    });
    expect(mustAcknowledge(form)).toBe(true);
    expect(isStale(form, typeOf)).toBe(false);
  });

  it('wants amounts acknowledged one by one', () => {
    const seen = play(opened(), ...news, { kind: 'acknowledged', version: 6 });
    expect(Object.keys(seen.marks)).toEqual(['totals.amount_due']);
    expect(mustAcknowledge(seen)).toBe(true);
    expect(mustAcknowledge(play(seen, { kind: 'acknowledged', version: 6, path: 'totals.amount_due' }))).toBe(
      false,
    );
  });

  it('acknowledges nothing that came after the version on screen', () => {
    const form = play(
      opened(),
      ...news,
      { kind: 'pushed', push: pushOf(7, 'carol', ['note', 'totals.amount_due']) },
      {
        kind: 'fetched',
        invoice: invoice(7, {
          'seller.name': 'Acme Corp',
          'totals.amount_due': '130.00',
          note: 'Urgent',
        }),
      },
      { kind: 'acknowledged', version: 6 },
      { kind: 'acknowledged', version: 6, path: 'totals.amount_due' },
    );
    expect(Object.keys(form.marks)).toEqual(['totals.amount_due', 'note']);
    expect(form.unseen.map((entry) => entry.review_version)).toEqual([7]);
  });

  it('forgets a mark when the value is back at what I had seen', () => {
    const form = play(
      opened(),
      ...news,
      { kind: 'pushed', push: pushOf(7, 'ben', ['seller.name']) },
      { kind: 'fetched', invoice: invoice(7, { 'totals.amount_due': '120.00' }) },
    );
    expect(Object.keys(form.marks)).toEqual(['totals.amount_due']);
  });

  it('ignores duplicates and what is older', () => {
    const form = play(opened(), ...news);
    expect(play(form, ...news, { kind: 'fetched', invoice: invoice(5) })).toMatchObject({
      base: form.base,
      marks: form.marks,
    });
  });

  it('tells a line that came or went as one', () => {
    const without = { ...invoice(6, {}, ['lines.l1.item_name']), lines: [{ key: 'l2' }] };
    const form = play(opened(), { kind: 'pushed', push: pushOf(6) }, { kind: 'fetched', invoice: without });
    expect(Object.keys(form.marks)).toEqual(['lines.l1']);
  });

  it('waits for my decision on its way before it takes anything over', () => {
    const approving = play(opened(), {
      kind: 'sent',
      decision: {
        command_id: 'mine',
        kind: 'approval',
        edits: { typed: {}, addedRows: [], removedRows: [] },
      },
    });
    const pushed = play(approving, ...news);
    expect(pushed.base.review_version).toBe(5);
    const refused = play(pushed, {
      kind: 'refused',
      command_id: 'mine',
      problem: { status: 409, error_code: 'DECISION_NOT_ALLOWED' },
    });
    expect(refused.base.review_version).toBe(6);
  });
});

describe('somebody else saved, and I have unsaved changes', () => {
  const dirty = () => play(opened(), typed('seller.name', 'Beta'), typed('due_date', '2026-07-31'));
  const burst: ReviewAction[] = [
    { kind: 'pushed', push: pushOf(6, 'ben', ['seller.name']) },
    { kind: 'pushed', push: pushOf(6, 'ben', ['seller.name']) },
    { kind: 'pushed', push: pushOf(7, 'carol', ['totals.amount_due']) },
    { kind: 'fetched', invoice: invoice(7, { 'seller.name': 'Acme Corp', 'totals.amount_due': '120.00' }) },
  ];

  it('touches nothing, and counts a burst once each', () => {
    const form = play(dirty(), ...burst);
    expect(isStale(form, typeOf)).toBe(true);
    expect(form.base.review_version).toBe(5);
    expect(textOf(form, 'seller.name')).toBe('Beta');
    expect(form.news.map((entry) => entry.actor)).toEqual(['ben', 'carol']);
    expect(form.latest?.review_version).toBe(7);
  });

  it('takes the newest version over once I undo', () => {
    const form = play(dirty(), ...burst, { kind: 'undone' });
    expect(form.base.review_version).toBe(7);
    expect(mustAcknowledge(form)).toBe(true);
  });

  it('keeps my changes through a refresh and re-applies them in one go', () => {
    const refreshed = play(dirty(), ...burst, {
      kind: 'refreshed',
      invoice: invoice(7, { 'seller.name': 'Acme Corp' }),
    });
    expect(textOf(refreshed, 'seller.name')).toBe('Acme Corp');
    expect(refreshed.kept.map((work) => work.typed)).toEqual([
      { 'seller.name': 'Beta', due_date: '2026-07-31' },
    ]);
    const again = play(refreshed, ...refreshed.kept.map(back));
    expect(changesOf(again, again.base, typeOf)).toEqual({ 'seller.name': 'Beta', due_date: '2026-07-31' });
    expect(again.kept).toEqual([]);
    expect(isStale(again, typeOf)).toBe(false);
  });

  it('holds what two refreshes kept apart, each on the version that it was done on, oldest first', () => {
    const form = play(
      dirty(),
      ...burst,
      { kind: 'refreshed', invoice: invoice(7) },
      typed('note', 'Urgent'),
      { kind: 'pushed', push: pushOf(8) },
      { kind: 'refreshed', invoice: invoice(8) },
    );
    expect(form.kept.map((work) => [work.on.review_version, work.typed])).toEqual([
      [5, { 'seller.name': 'Beta', due_date: '2026-07-31' }],
      [7, { note: 'Urgent' }],
    ]);
    const [, newer] = form.kept;
    const again = play(form, ...[newer].flatMap((work) => (work === undefined ? [] : [back(work)])));
    expect(again.kept).toEqual([form.kept[0]]);
  });

  it('drops kept changes only when told to', () => {
    const form = play(dirty(), ...burst, { kind: 'refreshed', invoice: invoice(7) });
    const [work] = form.kept;
    expect(work && play(form, { kind: 'kept_discarded', work }).kept).toEqual([]);
  });

  it('leaves the text under the caret alone while a value is on its way through the old one', () => {
    const form = play(
      opened(),
      typed('totals.amount_due', '100.0'),
      { kind: 'pushed', push: pushOf(6, 'ben', ['seller.name']) },
      { kind: 'fetched', invoice: invoice(6, { 'seller.name': 'Acme Corp' }) },
    );
    expect(textOf(form, 'totals.amount_due')).toBe('100.0');
    expect(isDirty(form, typeOf)).toBe(false);
    const done = play(form, typed('totals.amount_due', '100.05'), {
      kind: 'left',
      path: 'totals.amount_due',
    });
    expect(done.base.review_version, 'my change holds the form').toBe(5);
    const nothing = play(form, { kind: 'left', path: 'totals.amount_due' });
    expect(nothing.base.review_version).toBe(6);
    expect(textOf(nothing, 'totals.amount_due')).toBe('100.00');
  });
});

describe('a save that waits', () => {
  const waits = () => {
    const form = play(opened(), typed('seller.name', 'Beta'));
    return play(
      form,
      sent(form),
      { kind: 'queued', command_id: 'mine' },
      { kind: 'pushed', push: pushOf(6) },
    );
  };

  it('is neither refreshed away nor merged before its fate is known', () => {
    const form = play(waits(), { kind: 'refreshed', invoice: invoice(6) }, { kind: 'merge_opened' });
    expect(form.kept).toEqual([]);
    expect(form.merging).toBeNull();
    expect(form.base.review_version).toBe(5);
    expect(form.latest?.review_version).toBe(6);
    expect(form.typed).toEqual({ 'seller.name': 'Beta' });
  });

  it('keeps the old value that I typed again to have it after it', () => {
    const form = play(waits(), typed('seller.name', 'Acme'), { kind: 'left', path: 'seller.name' });
    expect(form.typed).toEqual({ 'seller.name': 'Acme' });
  });

  it('puts what was typed meanwhile beside a decision that comes back into the form', () => {
    const { pending, base } = waits();
    const form = play(opened(), typed('due_date', '2026-07-31'), { kind: 'noted', note: 'call them' });
    const resumed =
      pending && play(form, { kind: 'resumed', decision: pending, edits: { ...pending.edits }, on: base });
    expect(resumed?.typed).toEqual({ 'seller.name': 'Beta' });
    expect(resumed?.kept).toMatchObject([{ typed: { due_date: '2026-07-31' }, note: 'call them' }]);
  });
});

describe('a merge', () => {
  const NEWEST = { 'seller.name': 'Acme Corp', 'totals.amount_due': '120.00' };
  const stale = () =>
    play(
      opened(),
      typed('seller.name', 'Beta'),
      typed('due_date', '2026-07-31'),
      { kind: 'noted', note: 'per delivery note' },
      { kind: 'pushed', push: pushOf(6, 'ben', ['seller.name', 'totals.amount_due']) },
      { kind: 'fetched', invoice: invoice(6, NEWEST) },
      { kind: 'merge_opened' },
    );
  const merged: Extract<ReviewAction, { kind: 'merged' }> = {
    kind: 'merged',
    work: null,
    onto: snapshotOf(invoice(6, NEWEST)),
    edits: { typed: { due_date: '2026-07-31' }, addedRows: [], removedRows: [] },
    leftOut: { typed: {}, addedRows: [], removedRows: [] },
    seen: ['seller.name'],
  };

  it('goes on to the newest version with my answers on it, and keeps the note', () => {
    const form = play(stale(), merged);
    expect(form.base.review_version).toBe(6);
    expect(changesOf(form, form.base, typeOf)).toEqual({ due_date: '2026-07-31' });
    expect(form.note).toBe('per delivery note');
    expect(form.merging).toBeNull();
    expect(isStale(form, typeOf)).toBe(false);
  });

  it('still marks what others changed and nobody asked me about', () => {
    expect(Object.keys(play(stale(), merged).marks)).toEqual(['totals.amount_due']);
    const asked = play(stale(), { ...merged, seen: ['seller.name', 'totals.amount_due'] });
    expect(mustAcknowledge(asked)).toBe(false);
  });

  it('keeps what I left out beside the form', () => {
    const leftOut = { typed: { note: 'Urgent' }, addedRows: [], removedRows: [] };
    expect(play(stale(), { ...merged, leftOut }).kept).toMatchObject([
      { typed: { note: 'Urgent' }, on: { review_version: 6 } },
    ]);
  });

  it('brings all of my work back where somebody was faster again', () => {
    const form = play(stale(), merged);
    const refused = play(form, sent(form), {
      kind: 'refused',
      command_id: 'mine',
      problem: { status: 409, error_code: 'STALE_WRITE', current_review_version: 7 },
    });
    expect(refused.base.review_version).toBe(5);
    expect(refused.known).toBe(7);
    expect(refused.conflict).not.toBeNull();
    expect(refused.typed).toEqual({ 'seller.name': 'Beta', due_date: '2026-07-31' });
  });

  it('loses nothing that was typed after it', () => {
    const form = play(stale(), merged, typed('note', 'Urgent'));
    const refused = play(form, sent(form), {
      kind: 'refused',
      command_id: 'mine',
      problem: { status: 409, error_code: 'STALE_WRITE', current_review_version: 7 },
    });
    expect(refused.base.review_version).toBe(6);
    expect(changesOf(refused, refused.base, typeOf)).toEqual({ due_date: '2026-07-31', note: 'Urgent' });
  });

  const refusedAs = (version: number): ReviewAction => ({
    kind: 'refused',
    command_id: 'mine',
    problem: { status: 409, error_code: 'STALE_WRITE', current_review_version: version },
  });
  const found: ReviewAction = {
    kind: 'work_found',
    work: {
      typed: { note: 'Urgent' },
      addedRows: [],
      removedRows: [],
      on: snapshotOf(invoice(5)),
      note: '',
      at: 1,
    },
  };

  it('that is refused in its turn keeps what was found meanwhile, and takes back what was left out', () => {
    const leftOut = { typed: { due_date: '2026-08-01' }, addedRows: [], removedRows: [] };
    const form = play(stale(), { ...merged, leftOut });
    const refused = play(form, sent(form), found, refusedAs(7));
    expect(refused.kept.map((work) => work.typed)).toEqual([{ note: 'Urgent' }]);
    expect(refused.typed).toEqual({ 'seller.name': 'Beta', due_date: '2026-07-31' });
  });

  it('of kept work that is refused gives that back beside the form, and asks on', () => {
    const kept = play(stale(), { kind: 'refreshed', invoice: invoice(6, NEWEST) });
    const [work] = kept.kept;
    const form = work && play(kept, { ...merged, work });
    expect(form?.kept).toEqual([]);
    const refused = form && play(form, sent(form), found, refusedAs(7));
    expect(refused?.kept).toEqual([expect.objectContaining({ typed: { note: 'Urgent' } }), work]);
    expect(refused?.typed).toEqual({});
    expect(refused?.base.review_version).toBe(6);
    expect(refused && workToMerge(refused, typeOf)).toEqual({ work, own: false });
    expect(refused && Object.keys(refused.marks), 'what has not been looked at').toEqual(
      Object.keys(kept.marks),
    );
  });

  it('of kept work leaves what is in the form where it is', () => {
    const kept = play(
      stale(),
      { kind: 'refreshed', invoice: invoice(6, NEWEST) },
      typed('seller.name', 'Acme'),
    );
    const [work] = kept.kept;
    const form = work && play(kept, { ...merged, work });
    expect(form?.typed).toEqual({ 'seller.name': 'Acme', due_date: '2026-07-31' });
    expect(form?.note).toBe('per delivery note');
  });

  it('is over with the last change that it was about, and does not come back by itself', () => {
    const undone = play(stale(), { kind: 'undone' });
    expect(undone.merging).toBeNull();
    expect(undone.base.review_version).toBe(6);
  });

  it('shows on the fields what the newest version has, without touching them', () => {
    const form = stale();
    expect(marksAhead(form, typeOf)['seller.name']).toMatchObject({ after: 'Acme Corp', actor: 'ben' });
    expect(textOf(form, 'seller.name')).toBe('Beta');
    expect(textOf(form, 'totals.amount_due')).toBe('100.00');
    expect(marksAhead(play(form, merged), typeOf)).toEqual({});
  });
});

describe('a forced save', () => {
  it('marks what others made in between, which nobody was asked about', () => {
    const form = play(opened(), typed('seller.name', 'Beta'));
    const saved = play(
      form,
      sent(form),
      { kind: 'pushed', push: pushOf(6, 'ben', ['due_date']) },
      accepted(7),
      { kind: 'fetched', invoice: invoice(7, { 'seller.name': 'Beta', due_date: '2026-07-31' }) },
    );
    expect(saved.base.review_version).toBe(7);
    expect(Object.keys(saved.marks)).toEqual(['due_date']);
    expect(mustAcknowledge(saved)).toBe(true);
  });
});

describe('an earlier version', () => {
  const back = (...changes: [string, string | null][]) =>
    editsBack(
      snapshotOf(invoice(5)),
      changes.map(([term, after]) => ({ term, before: null, after })),
    );

  it('comes back term by term', () => {
    expect(back(['due_date', '2026-07-01'], ['seller.name', null])).toEqual({
      typed: { due_date: '2026-07-01', 'seller.name': '' },
      addedRows: [],
      removedRows: [],
    });
  });

  it('takes out a line that it did not have, and puts one back that it had, under its own key', () => {
    expect(
      back(['lines.l1.item_name', null], ['lines.l7.item_name', 'Sugar'], ['lines.l7.quantity', '2']),
    ).toEqual({
      typed: { 'lines.l7.item_name': 'Sugar', 'lines.l7.quantity': '2' },
      addedRows: ['lines.l7'],
      removedRows: ['lines.l1'],
    });
  });

  it('keeps a line of which only a term goes', () => {
    expect(back(['lines.l1.item_name', null], ['lines.l1.quantity', '3'])).toEqual({
      typed: { 'lines.l1.item_name': '', 'lines.l1.quantity': '3' },
      addedRows: [],
      removedRows: [],
    });
  });
});

describe('work from the clipboard', () => {
  const work = (on: number): ReviewAction => ({
    kind: 'brought',
    work: {
      typed: { 'seller.name': 'Beta' },
      addedRows: [],
      removedRows: [],
      note: 'from my other tab',
      at: null,
      on: snapshotOf(invoice(on)),
    },
  });

  it('goes into the form where that stands on the same version, and can be taken back out', () => {
    const form = play(opened(), typed('due_date', '2026-07-31'), work(5));
    expect(form.typed).toEqual({ due_date: '2026-07-31', 'seller.name': 'Beta' });
    expect(form.note).toBe('from my other tab');
    const { typed: before, addedRows, removedRows } = play(opened(), typed('due_date', '2026-07-31'));
    const back = play(form, { kind: 'put', edits: { typed: before, addedRows, removedRows }, note: '' });
    expect(back.typed).toEqual({ due_date: '2026-07-31' });
    expect(back.note).toBe('');
  });

  it('is held beside the form where it was made on another version', () => {
    const form = play(opened(), work(4));
    expect(form.typed).toEqual({});
    expect(form.kept.map(({ on }) => on.review_version)).toEqual([4]);
  });

  it('can be taken back for as long as nothing else changed', () => {
    const after = play(opened(), work(5));
    expect(isUntouchedSince(play(after, { kind: 'pushed', push: pushOf(6) }), after)).toBe(true);
    expect(isUntouchedSince(play(after, typed('due_date', '2026-08-01')), after)).toBe(false);
    expect(isUntouchedSince(play(after, { kind: 'row_removed', row: 'lines.l1' }), after)).toBe(false);
    expect(isUntouchedSince(play(after, { kind: 'noted', note: 'x' }), after)).toBe(false);
    expect(isUntouchedSince(play(after, { kind: 'refreshed', invoice: invoice(6) }), after)).toBe(false);
  });
});

describe('a refused save', () => {
  it('keeps everything and learns what happened since', () => {
    const form = play(opened(), typed('seller.name', 'Beta'));
    const refused = play(form, sent(form), {
      kind: 'refused',
      command_id: 'mine',
      problem: {
        status: 409,
        error_code: 'STALE_WRITE',
        current_review_version: 6,
        changed_since: [
          {
            review_version: 6,
            event: 'InvoiceCorrected',
            actor: 'ben',
            at: '2026-11-21T10:42:00Z',
            changes: [{ term: 'seller.name', before: 'Acme', after: 'Acme Corp' }],
          },
        ],
      },
    });
    expect(refused.conflict?.current_review_version).toBe(6);
    expect(refused.known).toBe(6);
    expect(refused.news).toHaveLength(1);
    expect(textOf(refused, 'seller.name')).toBe('Beta');
    const back = play(refused, { kind: 'conflict_closed' });
    expect(isStale(back, typeOf)).toBe(true);
  });

  it.each(['fetched before', 'fetched after'])(
    'brings a clean form to the newest version once a stale approval was read about (%s)',
    (order) => {
      const closed: ReviewAction = { kind: 'conflict_closed' };
      const fetched: ReviewAction = { kind: 'fetched', invoice: invoice(6, { 'seller.name': 'Acme Corp' }) };
      const form = play(
        opened(),
        {
          kind: 'sent',
          decision: {
            command_id: 'mine',
            kind: 'approval',
            edits: { typed: {}, addedRows: [], removedRows: [] },
          },
        },
        {
          kind: 'refused',
          command_id: 'mine',
          problem: { status: 409, error_code: 'STALE_WRITE', current_review_version: 6 },
        },
        ...(order === 'fetched before' ? [fetched, closed] : [closed, fetched]),
      );
      expect(form.base.review_version).toBe(6);
      expect(textOf(form, 'seller.name')).toBe('Acme Corp');
      expect(mustAcknowledge(form)).toBe(true);
    },
  );

  it('follows a server that was set back', () => {
    const form = play(opened(), typed('seller.name', 'Beta'));
    const refused = play(
      form,
      sent(form),
      {
        kind: 'refused',
        command_id: 'mine',
        problem: { status: 409, error_code: 'STALE_WRITE', current_review_version: 3, changed_since: [] },
      },
      { kind: 'refreshed', invoice: invoice(3) },
    );
    expect(refused.base.review_version).toBe(3);
    expect(refused.known).toBe(3);
  });

  it('puts each message on its field until that is typed in again', () => {
    const form = play(opened(), typed('due_date', 'soon'));
    const refused = play(form, sent(form), {
      kind: 'refused',
      command_id: 'mine',
      problem: { status: 422, errors: [{ pointer: '/changes/due_date', message: 'must be a date' }] },
    });
    expect(refused.fieldErrors).toEqual({ due_date: 'must be a date' });
    expect(play(refused, typed('due_date', '2026-08-01')).fieldErrors).toEqual({});
  });

  it('reads pointers into new lines', () => {
    expect(pathOfPointer('/changes/lines.n1/quantity')).toBe('lines.n1.quantity');
    expect(pathOfPointer('/expected_review_version')).toBeNull();
  });
});

describe('what I discard when I leave', () => {
  it('takes the note along, and can be had back', () => {
    const form = play(
      opened(),
      typed('seller.name', 'Beta'),
      { kind: 'noted', note: 'call them' },
      { kind: 'abandoned' },
    );
    expect(form).toMatchObject({ typed: {}, note: '' });
    expect(play(form, { kind: 'discard_undone' })).toMatchObject({
      typed: { 'seller.name': 'Beta' },
      note: 'call them',
    });
  });

  it('comes back beside the form where that is another one by then', () => {
    const { discarded } = play(opened(), { kind: 'noted', note: 'call them' }, { kind: 'abandoned' });
    const next =
      discarded &&
      play(opened(), { kind: 'discard_found', work: discarded.work }, { kind: 'discard_undone' });
    expect(next?.kept).toMatchObject([{ note: 'call them' }]);
  });
});
