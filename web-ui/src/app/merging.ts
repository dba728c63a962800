import { merge, NO_CHOICES, resolve, type Choices, type Merge } from '@/features/conflict-resolution/merge';
import { changesOf, wireChangesOf, type TypeOf } from '@/features/invoice-review/edits';
import {
  meets,
  mergedEdits,
  type MergeWork,
  type ReviewAction,
  type ReviewForm,
} from '@/features/invoice-review/review-form';
import { freshRow } from '@/terms/paths';
import type { Kept, Snapshot } from '@/work/work';

/** What the form knows of my work, and what a merge makes of it. */
export type WorkMerge = MergeWork & {
  readonly onto: Snapshot;
  readonly theirs: Snapshot;
  readonly merged: Merge;
};

type KeyFor = (row: string) => string;

/** Null while the version that the work goes onto is still to come. */
export function mergeOf(form: ReviewForm, asked: MergeWork, typeOf: TypeOf): WorkMerge | null {
  const met = meets(form, asked, typeOf);
  const { work, own } = asked;
  return (
    met && {
      ...met,
      work,
      own,
      merged: merge(work.on.terms, met.theirs.terms, changesOf(work, work.on, typeOf), typeOf),
    }
  );
}

/** What a save would send then. */
export function changesAfter(
  form: ReviewForm,
  { own, onto, merged }: WorkMerge,
  choices: Choices,
  typeOf: TypeOf,
  keyFor: KeyFor,
) {
  return wireChangesOf(mergedEdits(form, own, resolve(merged, choices, keyFor), typeOf), onto, typeOf);
}

export function withAnswers(
  { work, own, onto, merged }: WorkMerge,
  choices: Choices,
  keyFor: KeyFor,
): Extract<ReviewAction, { kind: 'merged' }> {
  const applied = merged.clean.map(({ path }) => path).filter((path) => !choices.left.includes(path));
  return {
    kind: 'merged',
    work: own ? null : work,
    onto,
    edits: resolve(merged, choices, keyFor),
    leftOut: resolve({ ...merged, asks: [] }, { items: {}, left: applied }, keyFor),
    seen: [...pathsAsked(merged)],
  };
}

/** Kept work straight into the form; null where something has to be asked. */
export function reapplied(form: ReviewForm, work: Kept, typeOf: TypeOf): ReviewAction | null {
  const merging = mergeOf(form, { work, own: false }, typeOf);
  return merging?.merged.asks.length === 0
    ? { kind: 'reapplied', work, edits: resolve(merging.merged, NO_CHOICES, freshRow) }
    : null;
}

/** Terms, and the rows that they are in, which need an answer. */
export function pathsAsked({ asks }: Merge): ReadonlySet<string> {
  return new Set(
    asks.flatMap(({ items }) =>
      items.flatMap(({ path, sides }) => [path, ...sides.map((side) => side.path)]),
    ),
  );
}
