import type {
  ChangedSince,
  DecisionKind,
  HistoryEntry,
  Invoice,
  InvoicePush,
  Problem,
  Status,
  TermChange,
} from '@/api/types';
import { toWire, type Changes } from '@/terms/changes';
import { authorOf, type NewsEntry } from '@/terms/news';
import { ROW_GROUPS, rowOf, rowsOf, type RowGroup, type Rows } from '@/terms/paths';
import { sameValue, valueOf } from '@/terms/value';
import { NO_EDITS, type Edits, type Kept, type PendingDecision, type Snapshot } from '@/work/work';

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

/** What I threw away a moment ago, for as long as it can be had back. */
export type Discarded = { readonly work: Kept; readonly from: 'form' | 'kept' };

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
  readonly kept: Kept | null;
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
  /** I asked to merge before a save was refused. */
  readonly merging: boolean;
  /** What I merged and have not saved yet, with the work that it came from: refused once more, that comes back. */
  readonly merged: { readonly result: Edits; readonly from: Kept } | null;
  readonly fieldErrors: Readonly<Record<string, string>>;
};

export type TypeOf = (path: string) => string;

export type ReviewAction =
  | { kind: 'typed'; path: string; text: string }
  | { kind: 'restored'; path: string }
  | { kind: 'noted'; note: string }
  | { kind: 'row_added'; row: string }
  | { kind: 'row_removed'; row: string }
  | { kind: 'undone' }
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
  | { kind: 'reapplied'; with?: Readonly<Record<string, string>> }
  | { kind: 'kept_discarded' }
  | { kind: 'merge_opened' }
  /**
   * My answers: the form goes on to `onto` with `edits` on it. What I left out stays kept beside it; `seen` are the terms
   * that I was asked about.
   */
  | { kind: 'merged'; onto: Snapshot; edits: Edits; leftOut: Edits; seen: readonly string[] }
  /** Work from outside of this form, such as the clipboard. */
  | { kind: 'brought'; work: Kept }
  /** These, and nothing else, are my unsaved changes: a paste taken back, an earlier version restored. */
  | { kind: 'put'; edits: Edits; note: string }
  | { kind: 'discard_undone' }
  | { kind: 'discard_forgotten' }
  | { kind: 'conflict_closed' }
  /** `version` is the one on screen: what came after it has not been seen. */
  | { kind: 'acknowledged'; version: number; path?: string };

/** The groups whose rows the server tells in order, beside their terms. */
const ORDERED_GROUPS = ['lines', 'vat_breakdown', 'allowances', 'charges'] as const;

export function snapshotOf(invoice: Invoice): Snapshot {
  const rows: Rows = rowsOf(Object.keys(invoice.terms));
  for (const group of ORDERED_GROUPS) {
    // The arrays hold the document's order; the flattened terms may come in any.
    const keys = invoice[group].flatMap((row) => row['key'] ?? []);
    if (keys.length > 0) {
      rows[group] = keys;
    }
  }
  return { ...invoice, rows };
}

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
    kept: null,
    discarded: null,
    pending: null,
    waiting: false,
    queued: false,
    arrived: null,
    ownCommands: [],
    conflict: null,
    merging: false,
    merged: null,
    fieldErrors: {},
  };
}

function valueIn(snapshot: Snapshot, path: string): string | null {
  return snapshot.terms[path] ?? null;
}

/** What the field shows. */
export function textOf(form: ReviewForm, path: string): string {
  return form.typed[path] ?? form.base.terms[path] ?? '';
}

export function isChanged(form: ReviewForm, path: string, typeOf: TypeOf): boolean {
  const text = form.typed[path];
  return text !== undefined && !sameValue(typeOf(path), text, valueIn(form.base, path));
}

/** My unsaved changes by meaning: what is typed back to its old value is none. */
export function changesOf(edits: Edits, base: Snapshot, typeOf: TypeOf): Changes {
  const changes: Record<string, string | null> = {};
  for (const row of edits.removedRows) {
    changes[row] = null;
  }
  for (const [path, text] of Object.entries(edits.typed)) {
    if (!isInRemovedRow(edits, path) && !sameValue(typeOf(path), text, valueIn(base, path))) {
      changes[path] = valueOf(text);
    }
  }
  return changes;
}

export function wireChangesOf(edits: Edits, base: Snapshot, typeOf: TypeOf) {
  const added = new Set(edits.addedRows);
  return toWire(changesOf(edits, base, typeOf), added);
}

/** An added or removed line is one change, however many terms it has. */
export function countChanges(edits: Edits, base: Snapshot, typeOf: TypeOf): number {
  return Object.keys(wireChangesOf(edits, base, typeOf)).length;
}

export function isDirty(form: ReviewForm, typeOf: TypeOf): boolean {
  return countChanges(form, form.base, typeOf) > 0;
}

/** Work that leaving the page would lose. */
export function holdsWork(form: ReviewForm, typeOf: TypeOf): boolean {
  return isDirty(form, typeOf) || form.kept !== null || form.note.trim() !== '';
}

/** The server is ahead and this form did not take it over: saving would be refused. */
export function isStale(form: ReviewForm, typeOf: TypeOf): boolean {
  return form.known > form.base.review_version && !form.waiting && isDirty(form, typeOf);
}

export function mustAcknowledge(form: ReviewForm): boolean {
  return form.unseen.length > 0 || Object.keys(form.marks).length > 0;
}

/** Terms whose values differ between two versions; a whole row that came or went is told by its own path. */
export function difference(
  from: Snapshot,
  to: Snapshot,
  typeOf: TypeOf,
): { path: string; before: string | null; after: string | null }[] {
  const found = new Map<string, { path: string; before: string | null; after: string | null }>();
  for (const path of new Set([...Object.keys(from.terms), ...Object.keys(to.terms)])) {
    const before = valueIn(from, path);
    const after = valueIn(to, path);
    if (sameValue(typeOf(path), before, after)) {
      continue;
    }
    const row = rowOf(path);
    if (row !== null && hasRow(from, row.group, row.key) !== hasRow(to, row.group, row.key)) {
      const whole = `${row.group}.${row.key}`;
      found.set(whole, { path: whole, before: null, after: null });
    } else {
      found.set(path, { path, before, after });
    }
  }
  return [...found.values()];
}

/** What it takes to make `base` what it was: a row that is gone comes back under the key that it had. */
export function editsBack(base: Snapshot, changes: readonly TermChange[]): Edits {
  const then: Record<string, string | null> = { ...base.terms };
  for (const { term, after } of changes) {
    then[term] = after ?? null;
  }
  const had = rowsOf(Object.keys(then).filter((path) => then[path] !== null));
  const typed: Record<string, string> = {};
  const addedRows = new Set<string>();
  const removedRows = new Set<string>();
  for (const { term, after } of changes) {
    const row = rowOf(term);
    const name = row === null ? null : `${row.group}.${row.key}`;
    if (row !== null && name !== null && !(had[row.group]?.includes(row.key) ?? false)) {
      removedRows.add(name);
      continue;
    }
    if (row !== null && name !== null && !hasRow(base, row.group, row.key)) {
      addedRows.add(name);
    }
    typed[term] = after ?? '';
  }
  return { typed, addedRows: [...addedRows], removedRows: [...removedRows] };
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
  return next.merging && allWork(next, typeOf) === null ? { ...next, merging: false } : next;
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
      return {
        ...form,
        typed: without(form.typed, [action.path]),
        fieldErrors: without(form.fieldErrors, [action.path]),
      };
    case 'noted':
      return { ...form, note: action.note };
    case 'row_added':
      return { ...form, addedRows: [...form.addedRows, action.row] };
    case 'row_removed':
      return removeRow(form, action.row);
    case 'undone':
      return takeOverIfClean(
        { ...form, ...NO_EDITS, fieldErrors: {}, discarded: { work: workOf(form), from: 'form' } },
        typeOf,
      );
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
        merging: false,
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
      return resume(form, action.decision, action.edits, action.on);
    case 'work_found':
      return { ...form, kept: joined(form.kept, action.work) };
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
      return reapply(form, action.with ?? {});
    case 'kept_discarded':
      return {
        ...form,
        kept: null,
        discarded: form.kept === null ? null : { work: form.kept, from: 'kept' },
      };
    case 'discard_undone':
      return undoDiscard(form);
    case 'discard_forgotten':
      return { ...form, discarded: null };
    case 'merge_opened':
      return { ...form, merging: true };
    case 'merged':
      return takeMerged(form, action, typeOf);
    case 'brought':
      return bring(form, action.work);
    case 'put':
      return { ...form, ...action.edits, note: action.note, fieldErrors: {} };
    case 'conflict_closed':
      return takeOverIfClean({ ...form, conflict: null, merging: false }, typeOf);
    case 'acknowledged':
      return acknowledge(form, action.version, action.path);
  }
}

/** The kinds with a reason have no note of their own. */
export function takesNote(kind: DecisionKind): boolean {
  return kind === 'correction' || kind === 'approval';
}

/** A line that was added and left empty is not sent, and so it is not saved either. */
function withoutEmptyRows(edits: Edits): Edits {
  const filled = (row: string) =>
    Object.entries(edits.typed).some(([path, text]) => path.startsWith(`${row}.`) && valueOf(text) !== null);
  return { ...edits, addedRows: edits.addedRows.filter(filled) };
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

/** The saved form at once, without waiting for the read side; findings follow with the next fetch. */
function applyEdits(base: Snapshot, edits: Edits, typeOf: TypeOf): Snapshot {
  const gone = new Set(edits.removedRows);
  const stays = (path: string): boolean => {
    const row = rowOf(path);
    return row === null || !gone.has(`${row.group}.${row.key}`);
  };
  const terms = Object.fromEntries(
    Object.entries({ ...base.terms, ...changesOf(edits, base, typeOf) }).flatMap(([path, value]) =>
      value !== null && stays(path) ? [[path, value] as const] : [],
    ),
  );
  const rows: Rows = { ...base.rows };
  for (const group of ROW_GROUPS) {
    const added = edits.addedRows.flatMap((path) =>
      rowOf(path)?.group === group ? [rowOf(path)?.key ?? ''] : [],
    );
    const stay = (base.rows[group] ?? []).filter((key) => !gone.has(`${group}.${key}`));
    rows[group] = [...stay, ...added];
  }
  return { ...base, terms, rows };
}

function refuse(form: ReviewForm, commandId: string, problem: Problem, typeOf: TypeOf): ReviewForm {
  if (form.pending?.command_id !== commandId) {
    return form;
  }
  const answered: ReviewForm = { ...form, pending: null, waiting: false, queued: false };
  if (problem.error_code === 'STALE_WRITE') {
    const told = learn(unmerged(answered), (problem.changed_since ?? []).map(entryOf));
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
  if (latest === null || form.waiting || form.conflict !== null || isDirty(form, typeOf)) {
    return form;
  }
  return latest.review_version > form.base.review_version
    ? // A line just added and still empty has the caret in it.
      { ...takeOver(form, latest, typeOf), addedRows: form.addedRows }
    : { ...form, latest: null };
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
  const mine = isDirty(form, typeOf) ? workOf(form) : null;
  return {
    ...takeOver({ ...form, conflict: null, merging: false }, snapshot, typeOf),
    known: snapshot.review_version,
    kept: joined(form.kept, mine),
  };
}

/** A second refresh before re-applying must not lose what the first one kept. */
function joined(older: Kept | null, newer: Kept | null): Kept | null {
  if (older === null || newer === null) {
    return newer ?? older;
  }
  return {
    typed: { ...older.typed, ...newer.typed },
    addedRows: [...new Set([...older.addedRows, ...newer.addedRows])],
    removedRows: [...new Set([...older.removedRows, ...newer.removedRows])],
    on: older.on,
    note: newer.note === '' ? older.note : newer.note,
    at: newer.at ?? older.at,
  };
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
    ? {
        ...form,
        typed: { ...work.typed, ...form.typed },
        addedRows: [...new Set([...work.addedRows, ...form.addedRows])],
        removedRows: [...new Set([...work.removedRows, ...form.removedRows])],
        discarded: null,
      }
    : { ...form, kept: joined(work, form.kept), discarded: null };
}

function resume(form: ReviewForm, decision: PendingDecision, edits: Edits, on: Snapshot): ReviewForm {
  if (form.pending !== null) {
    return form;
  }
  const { typed, addedRows, removedRows } = edits;
  return {
    ...form,
    typed,
    addedRows,
    removedRows,
    note: decision.note ?? form.note,
    base: on,
    // What came after it is fetched anew, with who made it: my own decision may be among it.
    latest: null,
    news: [],
    unseen: [],
    marks: {},
    pending: decision,
    waiting: false,
    queued: true,
    ownCommands: [...form.ownCommands, decision.command_id],
  };
}

/** Everything of mine that is not saved, on the version that the oldest of it was typed on; null where there is none. */
export function allWork(form: ReviewForm, typeOf: TypeOf): Kept | null {
  return joined(form.kept, isDirty(form, typeOf) ? workOf(form) : null);
}

function takeMerged(
  form: ReviewForm,
  { onto, edits, leftOut, seen }: Extract<ReviewAction, { kind: 'merged' }>,
  typeOf: TypeOf,
): ReviewForm {
  const from = allWork(form, typeOf);
  const ahead = onto.review_version > form.base.review_version;
  const { latest } = form;
  const there: ReviewForm = {
    ...(ahead ? takeOver(form, onto, typeOf) : form),
    known: form.known,
    latest: latest !== null && latest.review_version > onto.review_version ? latest : null,
  };
  const marks = without(there.marks, seen);
  return {
    ...there,
    ...edits,
    note: there.note === '' ? (form.kept?.note ?? '') : there.note,
    kept: countChanges(leftOut, onto, typeOf) === 0 ? null : { ...leftOut, on: onto, note: '', at: null },
    conflict: null,
    merging: false,
    merged: from === null ? null : { result: edits, from },
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

/** Somebody was faster than my merge too: my work stands again as it was, so that I am asked about all of it. */
function unmerged(form: ReviewForm): ReviewForm {
  const { merged } = form;
  if (merged?.result.typed !== form.typed) {
    return { ...form, merged: null };
  }
  const { typed, addedRows, removedRows, on } = merged.from;
  return {
    ...form,
    typed,
    addedRows,
    removedRows,
    base: on,
    latest: null,
    news: [],
    marks: {},
    unseen: [],
    kept: null,
    merged: null,
  };
}

function bring(form: ReviewForm, work: Kept): ReviewForm {
  if (work.on.review_version !== form.base.review_version || form.kept !== null) {
    return { ...form, kept: joined(form.kept, work) };
  }
  return {
    ...form,
    typed: { ...form.typed, ...work.typed },
    addedRows: [...new Set([...form.addedRows, ...work.addedRows])],
    removedRows: [...new Set([...form.removedRows, ...work.removedRows])],
    note: form.note === '' ? work.note : form.note,
    fieldErrors: without(form.fieldErrors, Object.keys(work.typed)),
  };
}

/** `more` completes a group of terms that only make sense together with my side of it. */
function reapply(form: ReviewForm, more: Readonly<Record<string, string>>): ReviewForm {
  const { kept } = form;
  if (kept === null) {
    return form;
  }
  const addedRows = [...new Set([...form.addedRows, ...kept.addedRows])];
  const stands = (path: string): boolean => {
    const row = rowOf(path);
    return (
      row === null || hasRow(form.base, row.group, row.key) || addedRows.includes(`${row.group}.${row.key}`)
    );
  };
  const wanted = Object.entries({ ...more, ...kept.typed });
  const homeless = wanted.filter(([path]) => !stands(path));
  return {
    ...form,
    typed: { ...Object.fromEntries(wanted.filter(([path]) => stands(path))), ...form.typed },
    addedRows,
    removedRows: [...new Set([...form.removedRows, ...kept.removedRows.filter(stands)])],
    note: form.note === '' ? kept.note : form.note,
    // A line that is gone cannot take my change; it stays kept until I discard it.
    kept:
      homeless.length === 0
        ? null
        : {
            typed: Object.fromEntries(homeless),
            addedRows: [],
            removedRows: [],
            on: kept.on,
            note: '',
            at: kept.at,
          },
  };
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

function isInRemovedRow(edits: Edits, path: string): boolean {
  return edits.removedRows.some((row) => path.startsWith(`${row}.`));
}

function hasRow(snapshot: Snapshot, group: RowGroup, key: string): boolean {
  return snapshot.rows[group]?.includes(key) ?? false;
}

function without<V>(record: Readonly<Record<string, V>>, keys: readonly string[]): Record<string, V> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
