import { useState } from 'react';
import { ConflictDialog, type Merging } from '@/features/conflict-resolution/ConflictDialog';
import { detectConflicts } from '@/features/conflict-resolution/conflicts';
import type { MyWork } from '@/features/conflict-resolution/copy-my-work';
import { KeptBar } from '@/features/conflict-resolution/KeptBar';
import { mineOver, NO_CHOICES, type Choices } from '@/features/conflict-resolution/merge';
import { StaleBanner } from '@/features/conflict-resolution/StaleBanner';
import { changesOf, countChanges, difference, wireChangesOf } from '@/features/invoice-review/edits';
import type { OpenReview } from '@/features/invoice-review/InvoiceReview';
import {
  isChanged,
  isStale,
  workToMerge,
  type MergeWork,
  type ReviewForm,
} from '@/features/invoice-review/review-form';
import { mayApprove, usePerson } from '@/session/SessionContext';
import { freshRow } from '@/terms/paths';
import type { Kept } from '@/work/work';
import classes from './Resolution.module.css';
import { changesAfter, mergeOf, pathsAsked, reapplied, withAnswers } from './merging';
import { PastedWork } from './PastedWork';
import { useDecisionsSince } from './use-decisions-since';
import { useTermWords } from './use-term-words';

/** Everything that a person is told and asked when somebody else was faster. */
export function Resolution({ review }: { review: OpenReview }) {
  const { form, store, refresh, refreshing, refreshError } = review;
  const { nameOf: nameIn, typeOf } = useTermWords();
  const { base, latest, kept } = form;
  const asking = form.conflict !== null || form.merging !== null;
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
          work={workToCopy({ ...form, on: base }, typeOf)}
          saveWaits={form.queued}
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
      {kept[0] !== undefined && !asking && <KeptWork review={review} kept={kept[0]} more={kept.length - 1} />}
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
  const merging = form.merging !== null;
  const now = form.waiting || merging;
  if (!asking && waited !== now) {
    setWaited(now);
  }
  return waited || merging;
}

function workToCopy(
  work: Pick<Kept, 'typed' | 'addedRows' | 'removedRows' | 'on' | 'note'>,
  typeOf: (path: string) => string,
): MyWork {
  return {
    invoice_id: work.on.invoice_id,
    invoice_number: work.on.terms['invoice_number'] ?? null,
    review_version: work.on.review_version,
    changes: wireChangesOf(work, work.on, typeOf),
    note: work.note,
  };
}

interface ConflictProps {
  review: OpenReview;
  takesFocus: boolean;
  answers: ReturnType<typeof useAnswers>;
}

function Conflict({ review, takesFocus, answers }: ConflictProps) {
  const { form, store, refresh, refreshing, save } = review;
  const { typeOf, ...words } = useTermWords();
  const person = usePerson();
  const asked = workToMerge(form, typeOf);
  const merging = asked && mergeOf(form, asked, typeOf);
  const on = asked?.work.on ?? form.base;
  const { keyFor } = answers;
  const choices = answers.to(asked);
  const current = Math.max(form.known, merging?.onto.review_version ?? 0);
  const decisions = useDecisionsSince(form.base.invoice_id, on.review_version, current, form.news);
  const rows = { ...on.rows, ...merging?.theirs.rows };

  const shown: Merging | null =
    merging === null
      ? null
      : {
          version: merging.onto.review_version,
          merged: merging.merged,
          choices,
          changes: changesAfter(form, merging, choices, typeOf, keyFor),
          forced: Object.keys(changesAfter(form, merging, mineOver(merging.merged, choices), typeOf, keyFor)),
        };

  /** My answers onto the newest version, and from there like any save. */
  const saveWith = (given: Choices, force?: { reason: string; made_on: number }) => {
    if (merging !== null) {
      store.dispatch(withAnswers(merging, given, keyFor));
      void save(force);
    }
  };

  return (
    <ConflictDialog
      invoiceId={form.base.invoice_id}
      editedVersion={on.review_version}
      currentVersion={current}
      decisions={decisions}
      work={
        asked === null
          ? null
          : workToCopy(asked.own ? { ...asked.work, note: form.note } : asked.work, typeOf)
      }
      merging={shown}
      problem={form.conflict}
      words={{
        ...words,
        typeOf,
        nameOf: (path) => words.nameOf(path, rows),
        isInForm: (path) => asked?.own === false && isChanged(form, path, typeOf),
      }}
      takesFocus={takesFocus}
      mayForce={mayApprove(person)}
      refreshing={refreshing}
      onChoices={(given) => answers.give(asked, given)}
      onSave={() => saveWith(choices)}
      onForce={(reason) => {
        if (merging !== null) {
          saveWith(mineOver(merging.merged, choices), { reason, made_on: on.review_version });
        }
      }}
      onRefresh={() => void refresh()}
      onClose={() => store.dispatch({ kind: 'conflict_closed' })}
    />
  );
}

/** What I answered outlives the dialog: back from my draft it is still there. For other work I am asked anew. */
function useAnswers() {
  const [held, setHeld] = useState<ReadonlyMap<Kept | number, Choices>>(new Map());
  const [keyFor] = useState(rememberedKeys);
  const about = ({ work, own }: MergeWork) => (own ? work.on.review_version : work);
  return {
    keyFor,
    to: (asked: MergeWork | null) => (asked === null ? undefined : held.get(about(asked))) ?? NO_CHOICES,
    give: (asked: MergeWork | null, choices: Choices) => {
      if (asked !== null) {
        setHeld(new Map([...held, [about(asked), choices]]));
      }
    },
  };
}

/** The same row gets the same fresh key, however often it is asked for. */
function rememberedKeys(): (row: string) => string {
  const given = new Map<string, string>();
  return (row) => {
    const known = given.get(row) ?? freshRow(row);
    given.set(row, known);
    return known;
  };
}

interface KeptWorkProps {
  review: OpenReview;
  kept: Kept;
  more: number;
}

function KeptWork({ review: { form, store }, kept, more }: KeptWorkProps) {
  const { nameOf, show, typeOf } = useTermWords();
  const changes = changesOf(kept, kept.on, typeOf);
  const merging = mergeOf(form, { work: kept, own: false }, typeOf);
  const asked = merging === null ? null : pathsAsked(merging.merged);
  return (
    <KeptBar
      kept={changes}
      count={countChanges(kept, kept.on, typeOf)}
      note={kept.note}
      version={kept.on.review_version}
      at={kept.at}
      asked={Object.keys(changes).filter((path) => asked?.has(path))}
      more={more}
      waits={whyNotNow(form, typeOf)}
      busy={form.waiting || merging === null}
      nameOf={(path) => nameOf(path, { ...kept.on.rows, ...merging?.theirs.rows })}
      show={show}
      onReapply={() => {
        const action = reapplied(store.get(), kept, typeOf);
        store.dispatch(action ?? { kind: 'merge_opened', work: kept });
      }}
      onMerge={() => store.dispatch({ kind: 'merge_opened', work: kept })}
      onDiscard={() => store.dispatch({ kind: 'kept_discarded', work: kept })}
    />
  );
}

function whyNotNow(form: ReviewForm, typeOf: (path: string) => string): string | null {
  if (form.queued) {
    return 'It waits for the save before it.';
  }
  return isStale(form, typeOf) ? 'What is in the form is to be merged first.' : null;
}
