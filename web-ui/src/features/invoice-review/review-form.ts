import type {
  ChangedSince,
  DecisionKind,
  HistoryEntry,
  Invoice,
  InvoicePush,
  Problem,
  Status,
} from '@/api/types';
import { authorOf, type NewsEntry } from '@/api/news';
import { rowOf, type RowGroup } from '@/terms/paths';
import { sameValue } from '@/terms/value';
import { NO_EDITS, type Edits, type Kept, type PendingDecision, type Snapshot } from '@/work/work';
import {
  applyEdits,
  countChanges,
  difference,
  editsOver,
  snapshotOf,
  valueIn,
  withoutEmptyRows,
  type TypeOf,
} from './edits';

/** What one person is doing to one invoice, as a state machine without a browser, a server or a clock. */

/** A term that somebody else changed in a form that took the new value; approval waits until it was seen. */
export type Mark = {
  path: string;
  before: string | null;
  after: string | null;
  actor: string | null;
  review_version: number;
  /** Amounts and bank details are acknowledged one by one. */
  explicit: boolean;
};

/** What I threw away, for as long as it can be had back: a moment ago, or when I left this invoice before. */
export type Discarded = { readonly work: Kept; readonly from: 'form' | 'kept' | 'before' };

/** One piece of work that is put onto another version: the form's own, or one that is held beside it. */
export type MergeWork = { readonly work: Kept; readonly own: boolean };

/** What I merged and have not saved yet, and how everything stood before: refused once more, that comes back. */
type Merged = {
  readonly result: Edits;
  readonly before: Edits & Pick<ReviewForm, 'base' | 'marks' | 'unseen'>;
  /** The piece of kept work that went into it. */
  readonly taken: Kept | null;
  readonly leftOut: Kept | null;
};

export type ReviewForm = Edits & {
  readonly me: string;
  /** Goes with the next decision. */
  readonly note: string;
  /** The version that the person looks at, and that every decision is made on. */
  readonly base: Snapshot;
  /** Newest version that the server is known to have. */
  readonly known: number;
  /** The base holds my own save already, but not yet what the server made of it (findings). */
  readonly unfetched: boolean;
  /** A newer version that has been fetched but not shown, since the form holds unsaved changes. */
  readonly latest: Snapshot | null;
  /** Decisions of others after the base. */
  readonly news: readonly NewsEntry[];
  /** Decisions that the form took over by itself and that the person has not acknowledged. */
  readonly unseen: readonly NewsEntry[];
  readonly marks: Readonly<Record<string, Mark>>;
  /**
   * Work held aside, oldest version first. Pieces are never made one: each is judged against the version that it was
   * done on, and merged for itself.
   */
  readonly kept: readonly Kept[];
  readonly discarded: Discarded | null;
  /** The decision on its way; after a lost answer it stays here, so that a push can still tell that it arrived. */
  readonly pending: PendingDecision | null;
  readonly waiting: boolean;
  /** The pending decision waits in the outbox: the form stays editable, and the next save waits for its result. */
  readonly queued: boolean;
  /** My newest decision that is known to have been accepted, by whichever way that became known. */
  readonly arrived: { readonly command_id: string; readonly review_version: number } | null;
  readonly ownCommands: readonly string[];
  readonly conflict: Problem | null;
  /** What I asked to merge: what is in the form, before a save of it was refused, or a piece of the kept work. */
  readonly merging: 'form' | Kept | null;
  readonly merged: Merged | null;
  readonly fieldErrors: Readonly<Record<string, string>>;
};

export type ReviewAction =
  | { kind: 'typed'; path: string; text: string }
  | { kind: 'restored'; path: string }
  /** The caret went elsewhere. */
  | { kind: 'left'; path: string }
  | { kind: 'noted'; note: string }
  | { kind: 'row_added'; row: string }
  | { kind: 'row_removed'; row: string }
  | { kind: 'undone' }
  /** Leaving, with nothing to be kept: the note goes too. */
  | { kind: 'abandoned' }
  | { kind: 'discard_found'; work: Kept }
  | { kind: 'sent'; decision: Omit<PendingDecision, 'note'> }
  | { kind: 'accepted'; command_id: string; review_version: number }
  | { kind: 'refused'; command_id: string; problem: Problem }
  /** Given up, although it may have arrived: its changes are unsaved again. */
  | { kind: 'unanswered'; command_id: string }
  | { kind: 'queued'; command_id: string }
  /** A decision sent before this page was loaded: the form stands again as it stood then. */
  | { kind: 'resumed'; decision: PendingDecision; edits: Edits; on: Snapshot }
  | { kind: 'work_found'; work: Kept }
  | { kind: 'pushed'; push: InvoicePush }
  | { kind: 'version_told'; review_version: number }
  | { kind: 'history_told'; entries: readonly HistoryEntry[] }
  | { kind: 'fetched'; invoice: Invoice }
  | { kind: 'refreshed'; invoice: Invoice }
  /** What kept work comes to on top of the form, where nothing had to be asked. */
  | { kind: 'reapplied'; work: Kept; edits: Edits }
  | { kind: 'kept_discarded'; work: Kept }
  /** Without `work`: what is in the form. */
  | { kind: 'merge_opened'; work?: Kept }
  /**
   * My answers. Of the form's own work (`work` is null): the form goes on to `onto` with `edits` on it. Of kept work:
   * `edits` come on top of the form. What I left out stays kept beside it; `seen` are the terms that I was asked about.
   */
  | {
      kind: 'merged';
      work: Kept | null;
      onto: Snapshot;
      edits: Edits;
      leftOut: Edits;
      seen: readonly string[];
    }
  /** Work from outside of this form, such as the clipboard. */
  | { kind: 'brought'; work: Kept }
  /** These, and nothing else, are my unsaved changes: a paste taken back, an earlier version restored. */
  | { kind: 'put'; edits: Edits; note: string }
  | { kind: 'discard_undone' }
  | { kind: 'discard_forgotten' }
  | { kind: 'conflict_closed' }
  /** `version` is the one on screen: what came after it has not been seen. */
  | { kind: 'acknowledged'; version: number; path?: string };

export function openForm(invoice: Invoice, me: string): ReviewForm {
  return {
    ...NO_EDITS,
    me,
    note: '',
    base: snapshotOf(invoice),
    known: invoice.review_version,
    unfetched: false,
    latest: null,
    news: [],
    unseen: [],
    marks: {},
    kept: [],
    discarded: null,
    pending: null,
    waiting: false,
    queued: false,
    arrived: null,
    ownCommands: [],
    conflict: null,
    merging: null,
    merged: null,
    fieldErrors: {},
  };
}

/** What the field shows. */
export function textOf(form: ReviewForm, path: string): string {
  return form.typed[path] ?? form.base.terms[path] ?? '';
}

export function isChanged(form: ReviewForm, path: string, typeOf: TypeOf): boolean {
  const text = form.typed[path];
  return text !== undefined && !sameValue(typeOf(path), text, valueIn(form.base, path));
}

export function isDirty(form: ReviewForm, typeOf: TypeOf): boolean {
  return countChanges(form, form.base, typeOf) > 0;
}

/** Work that leaving the page would lose. */
export function holdsWork(form: ReviewForm, typeOf: TypeOf): boolean {
  return isDirty(form, typeOf) || form.kept.length > 0 || form.note.trim() !== '';
}

/** The server is ahead and this form did not take it over: saving would be refused. */
export function isStale(form: ReviewForm, typeOf: TypeOf): boolean {
  return form.known > form.base.review_version && !form.waiting && isDirty(form, typeOf);
}

export function mustAcknowledge(form: ReviewForm): boolean {
  return form.unseen.length > 0 || Object.keys(form.marks).length > 0;
}

export function rowsShown(form: ReviewForm, group: RowGroup): string[] {
  const added = form.addedRows.flatMap((path) => {
    const row = rowOf(path);
    return row?.group === group ? [row.key] : [];
  });
  return [...(form.base.rows[group] ?? []), ...added];
}

export function isRemoved(form: ReviewForm, row: string): boolean {
  return form.removedRows.includes(row);
}

export function advance(form: ReviewForm, action: ReviewAction, typeOf: TypeOf): ReviewForm {
  const next = step(form, action, typeOf);
  // With nothing left to merge, the question is over; it must not come back by itself with the next word typed.
  const { merging } = next;
  const isOver =
    merging === 'form' ? !isDirty(next, typeOf) : merging !== null && !next.kept.includes(merging);
  return isOver ? { ...next, merging: null } : next;
}

function step(form: ReviewForm, action: ReviewAction, typeOf: TypeOf): ReviewForm {
  switch (action.kind) {
    case 'typed':
      return {
        ...form,
        typed: { ...form.typed, [action.path]: action.text },
        fieldErrors: without(form.fieldErrors, [action.path]),
      };
    case 'restored':
      return takeOverIfClean(
        {
          ...form,
          typed: without(form.typed, [action.path]),
          fieldErrors: without(form.fieldErrors, [action.path]),
        },
        typeOf,
      );
    case 'left':
      return leave(form, action.path, typeOf);
    case 'noted':
      return { ...form, note: action.note };
    case 'row_added':
      return { ...form, addedRows: [...form.addedRows, action.row] };
    case 'row_removed':
      return takeOverIfClean(removeRow(form, action.row), typeOf);
    case 'undone':
      return takeOverIfClean(
        { ...form, ...NO_EDITS, fieldErrors: {}, discarded: { work: workOf(form), from: 'form' } },
        typeOf,
      );
    case 'abandoned':
      return abandon(form, typeOf);
    case 'discard_found':
      return { ...form, discarded: form.discarded ?? { work: action.work, from: 'before' } };
    case 'sent':
      return {
        ...form,
        pending: {
          ...action.decision,
          edits: withoutEmptyRows(action.decision.edits),
          note: takesNote(action.decision.kind) ? form.note : null,
        },
        waiting: true,
        queued: false,
        conflict: null,
        merging: null,
        discarded: null,
        fieldErrors: {},
        ownCommands: [
          ...form.ownCommands.filter((id) => id !== action.decision.command_id),
          action.decision.command_id,
        ],
      };
    case 'accepted':
      return accept(form, action.command_id, action.review_version, typeOf);
    case 'refused':
      return refuse(form, action.command_id, action.problem, typeOf);
    case 'unanswered':
      return form.pending?.command_id === action.command_id
        ? takeOverIfClean({ ...form, waiting: false, queued: false }, typeOf)
        : form;
    case 'queued':
      return form.pending?.command_id === action.command_id
        ? takeOverIfClean({ ...form, waiting: false, queued: true }, typeOf)
        : form;
    case 'resumed':
      return resume(form, action, typeOf);
    case 'work_found':
      return { ...form, kept: keep(form.kept, action.work) };
    case 'pushed':
      return push(form, action.push, typeOf);
    case 'version_told':
      return { ...form, known: Math.max(form.known, action.review_version) };
    case 'history_told':
      return toldHistory(form, action.entries, typeOf);
    case 'fetched':
      return fetched(form, snapshotOf(action.invoice), typeOf);
    case 'refreshed':
      return refresh(form, snapshotOf(action.invoice), typeOf);
    case 'reapplied':
      return reapply(form, action.work, action.edits);
    case 'kept_discarded':
      return form.kept.includes(action.work)
        ? {
            ...form,
            kept: form.kept.filter((work) => work !== action.work),
            discarded: { work: action.work, from: 'kept' },
          }
        : form;
    case 'discard_undone':
      return undoDiscard(form);
    case 'discard_forgotten':
      return { ...form, discarded: null };
    case 'merge_opened':
      return isUndecided(form) ? form : { ...form, merging: action.work ?? 'form' };
    case 'merged':
      return takeMerged(form, action, typeOf);
    case 'brought':
      return bring(form, action.work);
    case 'put':
      return { ...form, ...action.edits, note: action.note, fieldErrors: {} };
    case 'conflict_closed':
      return takeOverIfClean({ ...form, conflict: null, merging: null }, typeOf);
    case 'acknowledged':
      return acknowledge(form, action.version, action.path);
  }
}

/** The kinds with a reason have no note of their own. */
export function takesNote(kind: DecisionKind): boolean {
  return kind === 'correction' || kind === 'approval';
}

/** `status` is where the server says that the review stands now; an answer and the history do not say it. */
function accept(
  form: ReviewForm,
  commandId: string,
  version: number,
  typeOf: TypeOf,
  status?: Status,
): ReviewForm {
  const { pending } = form;
  if (pending?.command_id !== commandId) {
    return form;
  }
  const done: ReviewForm = {
    ...form,
    note: form.note === pending.note ? '' : form.note,
    pending: null,
    waiting: false,
    queued: false,
    arrived: { command_id: commandId, review_version: version },
    conflict: null,
    merged: null,
    known: Math.max(form.known, version),
  };
  if (version <= form.base.review_version) {
    // A retry of something older, or a decision that changed nothing.
    return takeOverIfClean(dropSent(done, pending.edits), typeOf);
  }
  if (version > form.base.review_version + 1) {
    // Forced over what I had not seen. My values are there; what others made comes with the fetch, and is marked.
    const mine = applyEdits(form.base, pending.edits, typeOf);
    return takeOverIfClean(dropSent({ ...done, base: mine }, pending.edits), typeOf);
  }
  const base = applyEdits(
    { ...form.base, review_version: version, status: status ?? statusAfter(pending.kind, form.base) },
    pending.edits,
    typeOf,
  );
  return takeOverIfClean(
    {
      ...dropSent({ ...done, base }, pending.edits),
      unfetched: true,
      news: done.news.filter((entry) => entry.review_version > version),
    },
    typeOf,
  );
}

/** Unsaved work beyond a decision on its way, on what that decision will leave behind; null where there is none. */
export function unsentWork(form: ReviewForm, typeOf: TypeOf): Kept | null {
  const { pending } = form;
  if (pending === null || !(form.waiting || form.queued)) {
    return isDirty(form, typeOf) || form.note.trim() !== '' ? { ...workOf(form), note: form.note } : null;
  }
  const rest = {
    ...workOf(dropSent(form, pending.edits)),
    on: applyEdits(form.base, pending.edits, typeOf),
    note: form.note === pending.note ? '' : form.note,
  };
  return countChanges(rest, rest.on, typeOf) > 0 || rest.note.trim() !== '' ? rest : null;
}

/** Only what was sent leaves the form; what was typed since stays unsaved. */
function dropSent(form: ReviewForm, sent: Edits): ReviewForm {
  return {
    ...form,
    typed: Object.fromEntries(Object.entries(form.typed).filter(([path, text]) => sent.typed[path] !== text)),
    addedRows: form.addedRows.filter((row) => !sent.addedRows.includes(row)),
    removedRows: form.removedRows.filter((row) => !sent.removedRows.includes(row)),
  };
}

/** Until the next fetch tells. */
function statusAfter(kind: DecisionKind, before: Snapshot): Status {
  switch (kind) {
    case 'correction':
      return before.status === 'received' ? 'in_review' : before.status;
    case 'approval':
      return 'approved';
    case 'rejection':
      return 'rejected';
    case 'hold':
      return 'on_hold';
    case 'reopening':
      // Back to where it was: corrected or not.
      return before.deviations.length > 0 ? 'in_review' : 'received';
  }
}

function leave(form: ReviewForm, path: string, typeOf: TypeOf): ReviewForm {
  // While a save is on its way, the old value may be what I want after it.
  if (isUndecided(form)) {
    return form;
  }
  const typed = isChanged(form, path, typeOf) ? form.typed : without(form.typed, [path]);
  return takeOverIfClean(path in form.typed ? { ...form, typed } : form, typeOf);
}

function abandon(form: ReviewForm, typeOf: TypeOf): ReviewForm {
  const work = unsentWork(form, typeOf);
  return {
    ...form,
    ...NO_EDITS,
    note: '',
    fieldErrors: {},
    discarded: work === null ? form.discarded : { work, from: 'form' },
  };
}

function refuse(form: ReviewForm, commandId: string, problem: Problem, typeOf: TypeOf): ReviewForm {
  if (form.pending?.command_id !== commandId) {
    return form;
  }
  const answered: ReviewForm = { ...form, pending: null, waiting: false, queued: false };
  if (problem.error_code === 'STALE_WRITE') {
    const told = learn(unmerged(answered, typeOf), (problem.changed_since ?? []).map(entryOf));
    return { ...told, conflict: problem, known: problem.current_review_version ?? told.known };
  }
  const fieldErrors: Record<string, string> = {};
  for (const error of problem.errors ?? []) {
    const path = pathOfPointer(error.pointer);
    if (path !== null) {
      fieldErrors[path] = error.message ?? error.code ?? 'Not accepted';
    }
  }
  return takeOverIfClean({ ...answered, fieldErrors }, typeOf);
}

/** /changes/due_date -> due_date; /changes/lines.n1/quantity -> lines.n1.quantity */
export function pathOfPointer(pointer: string | undefined): string | null {
  const match = /^#?\/changes\/(.+)$/.exec(pointer ?? '');
  return match?.[1]?.replaceAll('~1', '/').replaceAll('~0', '~').replaceAll('/', '.') ?? null;
}

function entryOf(from: ChangedSince | HistoryEntry): NewsEntry {
  return {
    review_version: from.review_version,
    event: from.event,
    actor: from.actor,
    at: from.at,
    changed_terms: (from.changes ?? []).map((change) => change.term),
  };
}

/** Adds decisions after the base, once each, in order. */
function learn(form: ReviewForm, entries: readonly NewsEntry[]): ReviewForm {
  const byVersion = new Map(form.news.map((entry) => [entry.review_version, entry]));
  for (const entry of entries) {
    if (entry.review_version > form.base.review_version) {
      byVersion.set(entry.review_version, entry);
    }
  }
  const news = [...byVersion.values()].sort((a, b) => a.review_version - b.review_version);
  return { ...form, news, known: Math.max(form.known, news.at(-1)?.review_version ?? 0) };
}

function push(form: ReviewForm, told: InvoicePush, typeOf: TypeOf): ReviewForm {
  if (told.review_version <= form.base.review_version) {
    return form;
  }
  if (told.command_id != null && form.ownCommands.includes(told.command_id)) {
    // The push may beat the HTTP answer, or the answer may be lost: either way my decision was accepted.
    return accept(form, told.command_id, told.review_version, typeOf, told.status);
  }
  return learn(form, [{ ...told, changed_terms: told.changed_terms ?? [] }]);
}

function toldHistory(form: ReviewForm, entries: readonly HistoryEntry[], typeOf: TypeOf): ReviewForm {
  const own = entries.find((entry) => entry.command_id === form.pending?.command_id);
  const accepted = own === undefined ? form : accept(form, own.command_id, own.review_version, typeOf);
  return learn(
    accepted,
    entries.filter((entry) => !form.ownCommands.includes(entry.command_id)).map(entryOf),
  );
}

function fetched(form: ReviewForm, snapshot: Snapshot, typeOf: TypeOf): ReviewForm {
  if (snapshot.review_version < form.base.review_version) {
    return form;
  }
  if (snapshot.review_version === form.base.review_version) {
    return { ...form, base: snapshot, unfetched: false };
  }
  const newest =
    form.latest !== null && form.latest.review_version > snapshot.review_version ? form.latest : snapshot;
  return takeOverIfClean(
    { ...form, latest: newest, known: Math.max(form.known, newest.review_version) },
    typeOf,
  );
}

/** A form without unsaved changes shows the newest version by itself, and marks what is different. */
function takeOverIfClean(form: ReviewForm, typeOf: TypeOf): ReviewForm {
  const { latest } = form;
  const mayTake = !form.waiting && form.conflict === null && !isDirty(form, typeOf) && !isBeingTyped(form);
  if (latest === null || !mayTake) {
    return form;
  }
  return latest.review_version > form.base.review_version
    ? // A line just added and still empty has the caret in it.
      { ...takeOver(form, latest, typeOf), addedRows: form.addedRows }
    : { ...form, latest: null };
}

/** On the way to a value the text may mean the old one still, as 100.0 does before 100.05. */
function isBeingTyped({ typed, base }: ReviewForm): boolean {
  return Object.entries(typed).some(([path, text]) => text !== (valueIn(base, path) ?? ''));
}

function takeOver(form: ReviewForm, snapshot: Snapshot, typeOf: TypeOf): ReviewForm {
  const taken = form.news.filter((entry) => entry.review_version <= snapshot.review_version);
  const versions = snapshot.review_version - form.base.review_version;
  // Another tab of mine is no news to me, provided that nobody else had a hand in it.
  const mineAlone =
    versions > 0 && taken.length === versions && taken.every((entry) => entry.actor === form.me);
  return {
    ...form,
    ...NO_EDITS,
    base: snapshot,
    unfetched: false,
    latest: null,
    known: Math.max(form.known, snapshot.review_version),
    news: form.news.filter((entry) => entry.review_version > snapshot.review_version),
    unseen: mineAlone ? form.unseen : [...form.unseen, ...(taken.length > 0 ? taken : [unnamed(snapshot)])],
    marks: mineAlone ? form.marks : marksAfter(form, snapshot, taken, typeOf),
    fieldErrors: {},
  };
}

/** The server moved on, and nobody told by whom: still something to look at before approving. */
function unnamed(snapshot: Snapshot): NewsEntry {
  return {
    review_version: snapshot.review_version,
    event: 'InvoiceCorrected',
    actor: snapshot.changed_by,
    at: snapshot.changed_at,
    changed_terms: [],
  };
}

function marksAfter(
  form: ReviewForm,
  snapshot: Snapshot,
  taken: readonly NewsEntry[],
  typeOf: TypeOf,
): Record<string, Mark> {
  const marks: Record<string, Mark> = { ...form.marks };
  for (const { path, before, after } of difference(form.base, snapshot, typeOf)) {
    const first = marks[path]?.before ?? before;
    if (rowOf(path)?.term !== null && sameValue(typeOf(path), first, after)) {
      // Back at what the person had seen before.
      Reflect.deleteProperty(marks, path);
      continue;
    }
    const author = authorOf(taken, path);
    marks[path] = {
      path,
      before: first,
      after,
      actor: author?.actor ?? taken.at(-1)?.actor ?? null,
      review_version: author?.review_version ?? snapshot.review_version,
      explicit: isExplicit(path, typeOf),
    };
  }
  return marks;
}

const ahead = new WeakMap<Snapshot, Pick<ReviewForm, 'base' | 'news' | 'marks'>>();

/** What the newest version has otherwise than the one shown, while my unsaved changes hold the form there. */
export function marksAhead(form: ReviewForm, typeOf: TypeOf): Readonly<Record<string, Mark>> {
  const { latest, base, news } = form;
  if (latest === null || latest.review_version <= base.review_version) {
    return NO_MARKS;
  }
  const known = ahead.get(latest);
  if (known?.base === base && known.news === news) {
    return known.marks;
  }
  const marks = marksAfter({ ...form, marks: NO_MARKS }, latest, news, typeOf);
  ahead.set(latest, { base, news, marks });
  return marks;
}

const NO_MARKS: Readonly<Record<string, Mark>> = {};

function isExplicit(path: string, typeOf: TypeOf): boolean {
  return path.startsWith('payment.') || rowOf(path)?.term === null || typeOf(path) === 'amount';
}

function refresh(form: ReviewForm, snapshot: Snapshot, typeOf: TypeOf): ReviewForm {
  if (isUndecided(form)) {
    // What is on its way may be saved: held aside as well, it would be offered again.
    return fetched(form, snapshot, typeOf);
  }
  return {
    ...takeOver({ ...form, conflict: null, merging: null }, snapshot, typeOf),
    known: snapshot.review_version,
    kept: isDirty(form, typeOf) ? keep(form.kept, workOf(form)) : form.kept,
  };
}

function keep(kept: readonly Kept[], work: Kept): readonly Kept[] {
  const newer = kept.findIndex(({ on }) => on.review_version > work.on.review_version);
  return kept.toSpliced(newer < 0 ? kept.length : newer, 0, work);
}

/** What the form holds, to be held aside. The note stays in its field. */
function workOf({ typed, addedRows, removedRows, base }: ReviewForm): Kept {
  return { typed, addedRows, removedRows, on: base, note: '', at: null };
}

/** What was thrown away comes back where it was; where the form has moved on since, it is kept beside it. */
function undoDiscard(form: ReviewForm): ReviewForm {
  const { discarded } = form;
  if (discarded === null) {
    return form;
  }
  const { work, from } = discarded;
  return from === 'form' && work.on.review_version === form.base.review_version
    ? { ...form, ...editsOver(work, form), note: bothNotes(work.note, form.note), discarded: null }
    : { ...form, kept: keep(form.kept, work), discarded: null };
}

/** Neither is lost; the same again is the same. */
function bothNotes(one: string, other: string): string {
  return other.trim() === '' || one.includes(other)
    ? one
    : one.trim() === '' || other.includes(one)
      ? other
      : `${one}; ${other}`;
}

function resume(
  form: ReviewForm,
  { decision, edits, on }: Extract<ReviewAction, { kind: 'resumed' }>,
  typeOf: TypeOf,
): ReviewForm {
  if (form.pending !== null) {
    return form;
  }
  const { typed, addedRows, removedRows } = edits;
  // Typed since the decision was asked for.
  const mine = unsentWork(form, typeOf);
  return {
    ...form,
    typed,
    addedRows,
    removedRows,
    kept: mine === null ? form.kept : keep(form.kept, mine),
    note: decision.note ?? '',
    base: on,
    // What came after it is fetched anew, with who made it: my own decision may be among it.
    latest: null,
    news: [],
    unseen: [],
    marks: {},
    pending: decision,
    waiting: false,
    queued: true,
    conflict: null,
    merging: null,
    merged: null,
    ownCommands: [...form.ownCommands, decision.command_id],
  };
}

/** A decision is on its way: until its fate is known, nothing of it is merged or held aside. */
export function isUndecided({ waiting, queued }: ReviewForm): boolean {
  return waiting || queued;
}

/** What the questions are about; null where nothing of mine is: a refused approval, rejection or hold. */
export function workToMerge(form: ReviewForm, typeOf: TypeOf): MergeWork | null {
  if (form.merging !== null && form.merging !== 'form') {
    return { work: form.merging, own: false };
  }
  return isDirty(form, typeOf) ? { work: workOf(form), own: true } : null;
}

/**
 * The version that a piece of work goes onto, and what it meets there (`theirs`): beside what others made, what I have
 * in the form meanwhile. Null while that version is still to come.
 */
export function meets(
  form: ReviewForm,
  { work, own }: MergeWork,
  typeOf: TypeOf,
): { readonly onto: Snapshot; readonly theirs: Snapshot } | null {
  const newest = form.latest ?? form.base;
  if (own) {
    return newest.review_version > work.on.review_version ? { onto: newest, theirs: newest } : null;
  }
  if (isDirty(form, typeOf)) {
    return { onto: form.base, theirs: applyEdits(form.base, form, typeOf) };
  }
  const needed = Math.max(
    form.conflict?.current_review_version ?? 0,
    Math.min(work.on.review_version, form.known),
  );
  return newest.review_version < needed ? null : { onto: newest, theirs: newest };
}

/** The form's unsaved changes once a piece of work has come to `edits`. */
export function mergedEdits(form: ReviewForm, own: boolean, edits: Edits, typeOf: TypeOf): Edits {
  if (own) {
    return edits;
  }
  // Text without meaning of its own must not become a change on another version.
  return editsOver(isDirty(form, typeOf) ? form : { ...NO_EDITS, addedRows: form.addedRows }, edits);
}

function takeMerged(
  form: ReviewForm,
  { work, onto, edits, leftOut, seen }: Extract<ReviewAction, { kind: 'merged' }>,
  typeOf: TypeOf,
): ReviewForm {
  const ahead = onto.review_version > form.base.review_version;
  const { latest, typed, addedRows, removedRows, base } = form;
  const there: ReviewForm = {
    ...(ahead ? takeOver(form, onto, typeOf) : form),
    known: form.known,
    latest: latest !== null && latest.review_version > onto.review_version ? latest : null,
  };
  const marks = without(there.marks, seen);
  const result = mergedEdits(form, work === null, edits, typeOf);
  const aside: Kept | null =
    countChanges(leftOut, onto, typeOf) === 0
      ? null
      : { ...leftOut, on: onto, note: '', at: work?.at ?? null };
  const others = form.kept.filter((one) => one !== work);
  return {
    ...there,
    ...result,
    note: bothNotes(there.note, work?.note ?? ''),
    kept: aside === null ? others : keep(others, aside),
    conflict: null,
    merging: null,
    merged: {
      result,
      before: { typed, addedRows, removedRows, base, marks: form.marks, unseen: form.unseen },
      taken: work,
      leftOut: aside,
    },
    discarded: null,
    marks,
    // Corrections whose every term I was asked about are seen; that somebody approved or rejected is not.
    unseen:
      Object.keys(marks).length > 0
        ? there.unseen
        : there.unseen.filter((entry) => entry.event !== 'InvoiceCorrected'),
    fieldErrors: {},
  };
}

/** Somebody was faster than my merge too: everything stands again as it was, so that I am asked about all of it. */
function unmerged(form: ReviewForm, typeOf: TypeOf): ReviewForm {
  const { merged } = form;
  if (merged === null || !isSameWork(merged.result, form)) {
    return { ...form, merged: null };
  }
  const { before, taken, leftOut } = merged;
  const kept = form.kept.filter((work) => work !== leftOut);
  return {
    ...form,
    ...before,
    latest: null,
    news: [],
    kept: taken === null ? kept : keep(kept, taken),
    // What is in the form is asked about first; with nothing there, the question stays the one that it was.
    merging: countChanges(before, before.base, typeOf) === 0 ? taken : null,
    merged: null,
  };
}

function isSameWork(one: Edits, other: Edits): boolean {
  return (
    one.typed === other.typed && one.addedRows === other.addedRows && one.removedRows === other.removedRows
  );
}

/** Nothing was edited since `after`, and no other version came: what led to it can be taken back without a loss. */
export function isUntouchedSince(form: ReviewForm, after: ReviewForm): boolean {
  return (
    isSameWork(form, after) &&
    form.note === after.note &&
    form.base === after.base &&
    form.pending === after.pending
  );
}

function bring(form: ReviewForm, work: Kept): ReviewForm {
  if (work.on.review_version !== form.base.review_version || isUndecided(form)) {
    return { ...form, kept: keep(form.kept, work) };
  }
  return {
    ...form,
    ...editsOver(form, work),
    note: bothNotes(form.note, work.note),
    fieldErrors: without(form.fieldErrors, Object.keys(work.typed)),
  };
}

function reapply(form: ReviewForm, work: Kept, edits: Edits): ReviewForm {
  return form.kept.includes(work) && !isUndecided(form)
    ? {
        ...form,
        ...editsOver(form, edits),
        note: bothNotes(form.note, work.note),
        kept: form.kept.filter((one) => one !== work),
      }
    : form;
}

function acknowledge(form: ReviewForm, version: number, path: string | undefined): ReviewForm {
  const seen = Object.values(form.marks)
    .filter((mark) => mark.review_version <= version)
    .filter((mark) => (path === undefined ? !mark.explicit : mark.path === path))
    .map((mark) => mark.path);
  const marks = without(form.marks, seen);
  const done = path === undefined || Object.keys(marks).length === 0;
  return {
    ...form,
    marks,
    unseen: done ? form.unseen.filter((entry) => entry.review_version > version) : form.unseen,
  };
}

function removeRow(form: ReviewForm, row: string): ReviewForm {
  if (form.addedRows.includes(row)) {
    const typed = Object.fromEntries(
      Object.entries(form.typed).filter(([path]) => !path.startsWith(`${row}.`)),
    );
    return { ...form, typed, addedRows: form.addedRows.filter((added) => added !== row) };
  }
  // What was typed into the row stays, so that putting it back brings the typing back too.
  const removedRows = form.removedRows.includes(row)
    ? form.removedRows.filter((gone) => gone !== row)
    : [...form.removedRows, row];
  return { ...form, removedRows };
}

function without<V>(record: Readonly<Record<string, V>>, keys: readonly string[]): Record<string, V> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
