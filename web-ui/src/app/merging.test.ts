import { describe, expect, it } from 'vitest';
import { choose, NO_CHOICES, type Choices } from '@/features/conflict-resolution/merge';
import { changesOf } from '@/features/invoice-review/edits';
import {
  advance,
  openForm,
  workToMerge,
  type ReviewAction,
  type ReviewForm,
} from '@/features/invoice-review/review-form';
import { snapshot } from '@/work/testing';
import { NO_EDITS, type Kept } from '@/work/work';
import { mergeOf, pathsAsked, reapplied, withAnswers } from './merging';

const typeOf = (path: string) => (path.endsWith('amount') ? 'amount' : 'text');
const keyFor = (row: string) => `${row}9`;

const V5 = { 'seller.name': 'Acme', due_date: '2026-07-16', 'payment.account_identifier': 'DE02' };
/** Others renamed the seller and added a line. */
const V7 = { ...V5, 'seller.name': 'Acme Corp', 'lines.n1.item_name': 'Delivery' };

const at = (version: number, terms: Record<string, string>) => ({
  ...snapshot(version, terms),
  lines: Object.keys(terms).some((path) => path.startsWith('lines.n1')) ? [{ key: 'n1' }] : [],
});
const worked = (version: number, terms: Record<string, string>, typed: Record<string, string>): Kept => ({
  ...NO_EDITS,
  typed,
  on: { ...at(version, terms), rows: {} },
  note: '',
  at: null,
});
const play = (form: ReviewForm, ...actions: ReviewAction[]) =>
  actions.reduce((before, action) => advance(before, action, typeOf), form);
const typed = (path: string, text: string): ReviewAction => ({ kind: 'typed', path, text });
const found = (work: Kept): ReviewAction => ({ kind: 'work_found', work });
const openedOn7 = () => openForm(at(7, V7), 'anna');
const changes = (form: ReviewForm) => changesOf(form, form.base, typeOf);

/** Merges the oldest kept work; every question is answered for one side. */
function mergeNext(form: ReviewForm, side: 'theirs' | 'mine') {
  const [work] = form.kept;
  const opened = play(form, ...(work === undefined ? [] : [{ kind: 'merge_opened', work } as const]));
  const asked = workToMerge(opened, typeOf);
  const merging = asked && mergeOf(opened, asked, typeOf);
  if (merging === null) {
    throw new Error('Nothing to merge');
  }
  const choices: Choices = choose(
    NO_CHOICES,
    merging.merged.asks.flatMap(({ items }) => items),
    side,
  );
  return {
    asked: [...pathsAsked(merging.merged)],
    form: play(opened, withAnswers(merging, choices, keyFor)),
  };
}

describe('work on two versions', () => {
  it('keeps what I typed back to its old value on the newer one', () => {
    const form = play(
      openedOn7(),
      found(worked(5, V5, { due_date: '2026-07-31' })),
      typed('seller.name', 'Acme'),
    );
    const merged = mergeNext(form, 'mine');
    expect(merged.asked).toEqual([]);
    expect(changes(merged.form)).toEqual({ 'seller.name': 'Acme', due_date: '2026-07-31' });
  });

  it('asks where what I typed since and what was kept are not the same', () => {
    const form = play(
      openedOn7(),
      found(worked(5, V5, { due_date: '2026-07-31' })),
      typed('due_date', '2026-08-15'),
    );
    const theirs = mergeNext(form, 'theirs');
    expect(theirs.asked).toEqual(['due_date']);
    expect(changes(theirs.form)).toEqual({ due_date: '2026-08-15' });
    expect(changes(mergeNext(form, 'mine').form)).toEqual({ due_date: '2026-07-31' });
  });

  it('takes an edit to a line that others added since for what it is', () => {
    const form = play(
      openedOn7(),
      found(worked(5, V5, { due_date: '2026-07-31' })),
      typed('lines.n1.item_name', 'Delivery, express'),
    );
    const merged = mergeNext(form, 'mine');
    expect(merged.form.addedRows).toEqual([]);
    expect(changes(merged.form)).toEqual({
      'lines.n1.item_name': 'Delivery, express',
      due_date: '2026-07-31',
    });
  });

  it('judges the older work by its own version where it comes after the newer one', () => {
    const v3 = { ...V5, due_date: '2026-06-30' };
    const form = play(
      openedOn7(),
      found(worked(5, V5, { 'payment.account_identifier': 'FR76' })),
      found(worked(3, v3, { due_date: '2026-07-31' })),
    );
    expect(form.kept.map(({ on }) => on.review_version)).toEqual([3, 5]);
    const first = mergeNext(form, 'theirs');
    expect(first.asked, 'others changed it between the two').toEqual(['due_date']);
    expect(changes(first.form)).toEqual({});
    const second = mergeNext(first.form, 'mine');
    expect(second.form.kept).toEqual([]);
    expect(changes(second.form)).toEqual({ 'payment.account_identifier': 'FR76' });
  });
});

describe('kept work', () => {
  it('goes back into the form in one step where nothing is to be asked', () => {
    const work = worked(5, V5, { due_date: '2026-07-31' });
    const form = play(openedOn7(), found(work), typed('note', 'Urgent'));
    const action = reapplied(form, work, typeOf);
    const back = play(form, ...(action === null ? [] : [action]));
    expect(changes(back)).toEqual({ note: 'Urgent', due_date: '2026-07-31' });
    expect(back.kept).toEqual([]);
  });

  it.each([
    ['the same term', worked(5, V5, { 'seller.name': 'Beta' })],
    [
      'a line that is gone',
      worked(6, { ...V5, 'lines.l1.item_name': 'Nougat' }, { 'lines.l1.item_name': 'Sugar' }),
    ],
    [
      'half of an account',
      worked(6, { ...V5, 'payment.account_identifier': 'AT11' }, { 'payment.account_name': 'Acme SARL' }),
    ],
  ])('does not where others changed %s', (_what, work) => {
    expect(reapplied(play(openedOn7(), found(work)), work, typeOf)).toBeNull();
  });

  it('waits for the form’s own changes while those are behind', () => {
    const form = play(openedOn7(), found(worked(5, V5, { due_date: '2026-07-31' })), typed('note', 'Urgent'));
    const stale = play(
      form,
      { kind: 'version_told', review_version: 8 },
      { kind: 'fetched', invoice: at(8, V7) },
      { kind: 'merge_opened' },
    );
    expect(workToMerge(stale, typeOf)).toMatchObject({ own: true, work: { on: { review_version: 7 } } });
  });
});
