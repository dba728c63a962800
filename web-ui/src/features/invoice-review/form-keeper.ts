import { isLeftOver, type Entry } from '@/work/entry';
import { formLock } from '@/work/outbox';
import type { Changes, Draft } from '@/work/shelf';
import type { WorkPlace } from '@/work/WorkContext';
import { NO_EDITS, type Kept } from '@/work/work';
import type { FormStore } from './form-store';
import { unsentWork, type ReviewForm } from './review-form';

/** As much typing as a crash may cost. */
const PAUSE_MS = 250;
/** What was thrown away on leaving can be had back for so long. */
const REGRET_MS = 3_600_000;
/** The form of a page that was just reloaded may take that long to be gone. */
const RELOAD_MS = 1_000;

interface FormKeeperOptions {
  /** The form that stood here before a reload of this tab: its draft is offered here first. */
  before: string | null;
  formId?: string;
  now?: () => number;
}

/**
 * Keeps what is typed into one open form, and offers what closed forms left behind. A draft is looked after by one form
 * at a time: the lock of an open form tells the others to leave its work alone, and ends with its tab.
 */
export class FormKeeper {
  readonly formId: string;
  readonly #before: string | null;
  readonly #now: () => number;
  readonly #release: () => void;
  #adopted: readonly string[] = [];
  #written: ReviewForm | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: Promise<void> = Promise.resolve();
  #offering = false;
  #closed = false;
  readonly #stops: (() => void)[] = [];

  constructor(
    private readonly store: FormStore,
    private readonly place: WorkPlace,
    { before, formId = crypto.randomUUID(), now = Date.now }: FormKeeperOptions,
  ) {
    this.formId = formId;
    this.#before = before;
    this.#now = now;
    this.#release = place.tabs.hold(formLock(formId));
  }

  async open(): Promise<void> {
    this.#stops.push(this.store.subscribe(() => this.#formChanged()));
    await this.place.outbox.ready();
    if (this.#before !== null) {
      await this.place.tabs.isFree(formLock(this.#before), RELOAD_MS);
    }
    await this.look();
    if (!this.#closed) {
      this.#stops.push(this.place.outbox.subscribe(() => void this.look()));
    }
  }

  /** What is left behind is offered to whoever opens the invoice next. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stops.forEach((stop) => stop());
    await this.#looking;
    await this.flush();
    this.#release();
  }

  /** Writes the draft now, together with what has to happen in the same step. */
  async flush(changes: Pick<Changes, 'putEntry' | 'dropEntries'> = {}): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const form = this.store.get();
    this.#written = form;
    const draft = this.#draftOf(form);
    const dropped = [...this.#adopted, ...(draft === null ? [this.formId] : [])];
    const all = { ...changes, dropDrafts: dropped, ...(draft === null ? {} : { putDraft: draft }) };
    await (changes.putEntry === undefined && changes.dropEntries === undefined
      ? this.place.shelf.write(all)
      : this.place.outbox.write(all));
    this.#adopted = this.#adopted.filter((id) => !dropped.includes(id));
  }

  /** One search at a time: each ends with at most one thing taken over. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    if (!this.#closed) {
      await this.#takeDecision();
    }
    if (!this.#closed && this.store.get().kept.length === 0) {
      await this.#takeDraft();
    }
  }

  /** A decision whose form is gone stands in this form again, as if it had been made here. */
  async #takeDecision(): Promise<void> {
    const { outbox, tabs } = this.place;
    for (const entry of outbox.entries()) {
      const form = this.store.get();
      const clean = form.pending === null && unsentWork(form, this.store.typeOf) === null;
      const here = entry.invoice_id === form.base.invoice_id && entry.form_id !== this.formId;
      // Beside other work it can still be held aside, where it holds something.
      const takable = clean || (isLeftOver(entry) && holdsEdits(entry));
      if (!here || !takable || !(await tabs.isFree(formLock(entry.form_id)))) {
        continue;
      }
      if (!(await outbox.adopt(entry, this.formId))) {
        continue;
      }
      if (clean && this.store.get().pending === null) {
        this.store.dispatch({
          kind: 'resumed',
          decision: entry.pending,
          edits: entry.pending.edits,
          on: entry.on,
        });
        return;
      }
      if (isLeftOver(entry) && holdsEdits(entry)) {
        this.store.dispatch({ kind: 'work_found', work: workOf(entry) });
        await this.flush({ dropEntries: [entry.command_id] });
      } else {
        // Meanwhile this form sent something itself. The other decision goes its way, and waits for a form again.
        await outbox.adopt({ ...entry, form_id: this.formId }, entry.form_id);
      }
    }
  }

  async #takeDraft(): Promise<void> {
    const { shelf, tabs } = this.place;
    const { base, me } = this.store.get();
    for (const draft of this.#inOrder(await shelf.drafts(me, base.invoice_id))) {
      if (draft.form_id === this.formId || !(await tabs.isFree(formLock(draft.form_id)))) {
        continue;
      }
      const taken = await shelf.amendDraft(draft.draft_id, (now) =>
        now.form_id === draft.form_id ? { ...now, form_id: this.formId } : now,
      );
      if (taken?.form_id === this.formId) {
        this.#adopted = [...this.#adopted, taken.draft_id];
        this.#offer(taken);
        await this.flush();
        if (taken.work !== null || taken.kept.length > 0) {
          return;
        }
      }
    }
  }

  /** What stood in this tab before comes first, then the newest. */
  #inOrder(drafts: readonly Draft[]): Draft[] {
    const first = (draft: Draft) => Number(draft.form_id === this.#before);
    return drafts.toSorted((a, b) => first(b) - first(a) || b.at - a.at);
  }

  #offer({ work, kept, discarded, pending, at }: Draft): void {
    const { dispatch, get, typeOf } = this.store;
    kept.forEach((piece) => dispatch({ kind: 'work_found', work: piece }));
    if (discarded !== null && this.#now() - at < REGRET_MS) {
      dispatch({ kind: 'discard_found', work: discarded });
    }
    if (work === null) {
      return;
    }
    const form = get();
    if (pending !== null && form.pending === null && unsentWork(form, typeOf) === null) {
      // It may have arrived after all: the history tells, and takes away what is saved already.
      dispatch({ kind: 'resumed', decision: pending, edits: work, on: work.on });
      dispatch({ kind: 'unanswered', command_id: pending.command_id });
    } else {
      dispatch({ kind: 'work_found', work });
    }
  }

  #formChanged(): void {
    const form = this.store.get();
    const offering = form.kept.length > 0;
    if (this.#offering && !offering) {
      void this.look();
    }
    this.#offering = offering;
    if (this.#timer === undefined && !sameWork(form, this.#written)) {
      this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
    }
  }

  #draftOf(form: ReviewForm): Draft | null {
    const at = this.#now();
    const unsent = unsentWork(form, this.store.typeOf);
    const { kept, discarded } = form;
    if (unsent === null && kept.length === 0 && discarded === null) {
      return null;
    }
    const dated = (work: Kept): Kept => ({ ...work, at: work.at ?? at });
    return {
      draft_id: this.formId,
      form_id: this.formId,
      user: form.me,
      invoice_id: form.base.invoice_id,
      work: unsent === null ? null : { ...unsent, at },
      kept: kept.map(dated),
      discarded: discarded === null ? null : dated(discarded.work),
      pending: form.waiting || form.queued ? null : form.pending,
      at,
    };
  }
}

function holdsEdits({ pending: { edits } }: Entry): boolean {
  return Object.keys(edits.typed).length + edits.addedRows.length + edits.removedRows.length > 0;
}

function workOf({ pending, on, since }: Entry): Kept {
  return { ...NO_EDITS, ...pending.edits, on, note: pending.note ?? '', at: since };
}

function sameWork(one: ReviewForm, other: ReviewForm | null): boolean {
  return (
    other !== null &&
    one.typed === other.typed &&
    one.addedRows === other.addedRows &&
    one.removedRows === other.removedRows &&
    one.note === other.note &&
    one.base === other.base &&
    one.kept === other.kept &&
    one.discarded === other.discarded &&
    one.pending === other.pending &&
    one.waiting === other.waiting &&
    one.queued === other.queued
  );
}
