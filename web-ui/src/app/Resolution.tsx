import { useState } from 'react';
import { ConflictDialog, type Merging } from '@/features/conflict-resolution/ConflictDialog';
import { completeMySide, detectConflicts } from '@/features/conflict-resolution/conflicts';
import type { MyWork } from '@/features/conflict-resolution/copy-my-work';
import { KeptBar } from '@/features/conflict-resolution/KeptBar';
import {
  chooseAll,
  merge,
  NO_CHOICES,
  resolve,
  type Choices,
  type Merge,
} from '@/features/conflict-resolution/merge';
import { StaleBanner } from '@/features/conflict-resolution/StaleBanner';
import type { OpenReview } from '@/features/invoice-review/InvoiceReview';
import {
  allWork,
  changesOf,
  countChanges,
  difference,
  isStale,
  wireChangesOf,
  type ReviewForm,
} from '@/features/invoice-review/review-form';
import { mayApprove, usePerson } from '@/session/SessionContext';
import { freshKey } from '@/terms/paths';
import type { Kept, Snapshot } from '@/work/work';
import classes from './Resolution.module.css';
import { PastedWork } from './PastedWork';
import { useDecisionsSince } from './use-decisions-since';
import { useTermWords } from './use-term-words';

/** Everything that a person is told and asked when somebody else was faster. */
export function Resolution({ review }: { review: OpenReview }) {
  const { form, store, refresh, refreshing, refreshError } = review;
  const { nameOf: nameIn, typeOf } = useTermWords();
  const { base, latest, kept } = form;
  const asking = form.conflict !== null || form.merging;
  const takesFocus = useAnswersMe(form, asking);
  const answers = useAnswers();
  // A line that somebody added has its place in the newer version only.
  const rows = { ...base.rows, ...latest?.rows };
  const nameOf = (path: string) => nameIn(path, rows);
  const mine = changesOf(form, base, typeOf);
  // A push names what it changed at once; the version with the values follows.
  const told = form.news
    .filter((entry) => entry.review_version > (latest ?? base).review_version)
    .flatMap((entry) => entry.changed_terms);
  const stale = !asking && isStale(form, typeOf);
  const touched = stale
    ? detectConflicts(base.terms, (latest ?? base).terms, mine, typeOf, told).conflicting
    : [];
  return (
    <>
      {stale && (
        <StaleBanner
          work={workToCopy(form, { ...form, on: base }, typeOf)}
          nameOf={nameOf}
          refreshing={refreshing}
          onRefresh={() => void refresh()}
          baseVersion={base.review_version}
          currentVersion={form.known}
          news={form.news}
          changedTerms={[...difference(base, latest ?? base, typeOf).map(({ path }) => path), ...told]}
          conflicting={touched.length === 0 && isUntold(form) ? null : touched}
          unsaved={countChanges(form, base, typeOf)}
          onMerge={() => store.dispatch({ kind: 'merge_opened' })}
        />
      )}
      {asking && <Conflict review={review} takesFocus={takesFocus} answers={answers} />}
      {refreshError !== null && (
        <p className={classes['error']} role="alert">
          {refreshError}
        </p>
      )}
      {kept !== null && !asking && <KeptWork review={review} />}
      <PastedWork review={review} />
    </>
  );
}

/** Some decision is known by its version only: what it changed is not. */
function isUntold({ base, latest, known, news }: ReviewForm): boolean {
  const from = (latest ?? base).review_version;
  return known - from > news.filter((entry) => entry.review_version > from).length;
}

/** Whether the dialog comes of a click just made. A save from the outbox may be refused while I type elsewhere. */
function useAnswersMe(form: ReviewForm, asking: boolean): boolean {
  const [waited, setWaited] = useState(false);
  const now = form.waiting || form.merging;
  if (!asking && waited !== now) {
    setWaited(now);
  }
  return waited || form.merging;
}

function workToCopy(
  form: ReviewForm,
  work: Pick<Kept, 'typed' | 'addedRows' | 'removedRows' | 'on'>,
  typeOf: (path: string) => string,
): MyWork {
  return {
    invoice_id: work.on.invoice_id,
    invoice_number: work.on.terms['invoice_number'] ?? null,
    review_version: work.on.review_version,
    changes: wireChangesOf(work, work.on, typeOf),
    note: form.note,
  };
}

interface ConflictProps {
  review: OpenReview;
  takesFocus: boolean;
  answers: ReturnType<typeof useAnswers>;
}

function Conflict({ review, takesFocus, answers }: ConflictProps) {
  const { form, store, refresh, refreshing, save } = review;
  const words = useTermWords();
  const person = usePerson();
  const work = allWork(form, words.typeOf);
  const on = work?.on ?? form.base;
  const { keyFor } = answers;
  const choices = answers.on(on.review_version);
  const theirs = newerThan(on, form);
  const current = Math.max(form.known, theirs?.review_version ?? 0);
  const decisions = useDecisionsSince(form.base.invoice_id, on.review_version, current, form.news);

  const merged =
    work === null || theirs === null
      ? null
      : merge(on.terms, theirs.terms, changesOf(work, on, words.typeOf), words.typeOf);
  const rows = { ...on.rows, ...theirs?.rows };

  /** My answers onto the newest version, and from there like any save. */
  const saveOn = (
    onto: Snapshot,
    from: Merge,
    given: Choices,
    force?: { reason: string; made_on: number },
  ) => {
    store.dispatch({
      kind: 'merged',
      onto,
      edits: resolve(from, given, keyFor),
      leftOut: resolve(
        { ...from, asks: [] },
        {
          items: {},
          left: from.clean.map(({ path }) => path).filter((path) => !given.left.includes(path)),
        },
        keyFor,
      ),
      seen: from.asks.flatMap(({ items }) =>
        items.flatMap(({ path, sides }) => [path, ...sides.map((side) => side.path)]),
      ),
    });
    void save(force);
  };

  const merging: Merging | null =
    merged === null || theirs === null
      ? null
      : {
          version: theirs.review_version,
          merged,
          choices,
          changes: wireChangesOf(resolve(merged, choices, keyFor), theirs, words.typeOf),
        };
  return (
    <ConflictDialog
      invoiceId={form.base.invoice_id}
      editedVersion={on.review_version}
      currentVersion={current}
      decisions={decisions}
      work={work === null ? null : workToCopy(form, work, words.typeOf)}
      merging={merging}
      problem={form.conflict}
      words={{ ...words, nameOf: (path) => words.nameOf(path, rows) }}
      takesFocus={takesFocus}
      mayForce={mayApprove(person)}
      refreshing={refreshing}
      onChoices={(given) => answers.give(on.review_version, given)}
      onSave={() => {
        if (merged !== null && theirs !== null) {
          saveOn(theirs, merged, choices);
        }
      }}
      onForce={(reason) => {
        if (merged !== null && theirs !== null) {
          saveOn(theirs, merged, chooseAll(merged, 'mine'), { reason, made_on: on.review_version });
        }
      }}
      onRefresh={() => void refresh()}
      onClose={() => store.dispatch({ kind: 'conflict_closed' })}
    />
  );
}

/** The newest version that my work can be put on; null while it is still to come. */
function newerThan(on: Snapshot, { base, latest }: ReviewForm): Snapshot | null {
  const newest = latest ?? base;
  return newest.review_version > on.review_version ? newest : null;
}

/** What I answered outlives the dialog: back from my draft it is still there. For work on another version I am asked anew. */
function useAnswers() {
  const [held, setHeld] = useState({ version: -1, choices: NO_CHOICES });
  const [keyFor] = useState(rememberedKeys);
  return {
    keyFor,
    on: (version: number) => (held.version === version ? held.choices : NO_CHOICES),
    give: (version: number, choices: Choices) => setHeld({ version, choices }),
  };
}

/** The same row gets the same fresh key, however often it is asked for. */
function rememberedKeys(): (row: string) => string {
  const given = new Map<string, string>();
  return (row) => {
    const known = given.get(row) ?? `${row.slice(0, row.indexOf('.'))}.${freshKey()}`;
    given.set(row, known);
    return known;
  };
}

function KeptWork({ review: { form, store } }: { review: OpenReview }) {
  const { nameOf, show, typeOf } = useTermWords();
  const { base, kept } = form;
  if (kept === null) {
    return null;
  }
  const changes = changesOf(kept, kept.on, typeOf);
  const { conflicting } = detectConflicts(kept.on.terms, base.terms, changes, typeOf);
  return (
    <KeptBar
      kept={changes}
      count={countChanges(kept, kept.on, typeOf)}
      note={kept.note}
      version={kept.on.review_version}
      at={kept.at}
      conflicting={conflicting}
      nameOf={(path) => nameOf(path, { ...kept.on.rows, ...base.rows })}
      show={show}
      onReapply={() =>
        store.dispatch({ kind: 'reapplied', with: completeMySide(kept.on.terms, conflicting, changes) })
      }
      onMerge={() => store.dispatch({ kind: 'merge_opened' })}
      onDiscard={() => store.dispatch({ kind: 'kept_discarded' })}
    />
  );
}
