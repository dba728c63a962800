import { useEffect, useEffectEvent, useState } from 'react';
import { problemOf, sayError } from '@/api/problem';
import { fetchVersion } from '@/api/versions';
import type { MyWork } from '@/features/conflict-resolution/copy-my-work';
import { editsOf, readWork } from '@/features/conflict-resolution/paste-work';
import { PasteBar, type Pasted } from '@/features/conflict-resolution/PasteBar';
import { snapshotOf } from '@/features/invoice-review/edits';
import type { OpenReview } from '@/features/invoice-review/InvoiceReview';
import {
  isStale,
  isUndecided,
  isUntouchedSince,
  type ReviewForm,
} from '@/features/invoice-review/review-form';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { useCatalogue } from '@/terms/catalogue';
import { count } from '@/ui/words';
import { freshKey } from '@/terms/paths';
import { isOpen } from '@/terms/status';
import type { Kept, Snapshot } from '@/work/work';
import { reapplied } from './merging';

/** Copied work comes back by Ctrl+V anywhere on the form; any other text goes where it was pasted. */
export function PastedWork({ review: { form, store } }: { review: OpenReview }) {
  const catalogue = useCatalogue();
  const person = usePerson();
  const [pasted, setPasted] = useState<Told | null>(null);

  const versionOf = async (work: MyWork): Promise<Snapshot> => {
    const { base, latest, kept } = store.get();
    const here = [base, latest, ...kept.map(({ on }) => on)].find(
      (known) => known?.review_version === work.review_version,
    );
    return here ?? snapshotOf(await fetchVersion(work.invoice_id, work.review_version));
  };

  const bring = async (work: MyWork): Promise<Told> => {
    const on = await versionOf(work);
    const read = editsOf(work, on.terms, freshKey);
    if ('missing' in read) {
      return {
        kind: 'refused',
        why: `The copied work is damaged: v${on.review_version} has no “${read.missing}”.`,
      };
    }
    const before = store.get();
    const brought: Kept = { ...read.edits, on, note: work.note, at: null };
    store.dispatch({ kind: 'brought', work: brought });
    const after = store.get();
    const what = count(Object.keys(work.changes).length, 'change');
    if (!after.kept.includes(brought)) {
      return { kind: 'done', text: `${what} pasted into the form.`, went: { before, after } };
    }
    const held = `${what} of v${on.review_version} pasted`;
    if (isUndecided(after) || isStale(after, store.typeOf)) {
      return { kind: 'done', text: `${held}, and kept beside the form.`, went: null };
    }
    // Made on another version: what only it touches goes in at once, anything else is asked.
    const action = reapplied(after, brought, store.typeOf);
    if (action !== null) {
      store.dispatch(action);
      return {
        kind: 'done',
        text: `${held}; nobody else touched them.`,
        went: { before, after: store.get() },
      };
    }
    store.dispatch({ kind: 'merge_opened', work: brought });
    return { kind: 'done', text: `${held}: see what goes in.`, went: null };
  };

  const take = useEffectEvent((event: ClipboardEvent) => {
    const { base } = store.get();
    const read = readWork(
      event.clipboardData?.getData('text/plain') ?? '',
      base.invoice_id,
      (path) => catalogue.find(path) !== undefined,
    );
    if (read.kind === 'other' || !isForTheForm(event.target)) {
      return;
    }
    event.preventDefault();
    if (read.kind === 'refused') {
      setPasted(read);
    } else if (!mayDecide(person) || !isOpen(base.status)) {
      setPasted({ kind: 'refused', why: 'This invoice is closed for corrections, so nothing was pasted.' });
    } else {
      setPasted({ kind: 'busy' });
      bring(read.work).then(setPasted, (error: unknown) =>
        setPasted({
          kind: 'refused',
          why:
            problemOf(error)?.status === 404
              ? `The copied work was made on v${read.work.review_version}, which this invoice does not have.`
              : `Nothing was pasted. ${sayError(error)}`,
        }),
      );
    }
  });
  useEffect(() => {
    const listener = (event: ClipboardEvent) => take(event);
    document.addEventListener('paste', listener);
    return () => document.removeEventListener('paste', listener);
  }, []);
  if (pasted === null) {
    return null;
  }
  const went = pasted.kind === 'done' ? pasted.went : null;
  const undo = () => {
    // With anything typed since, taking the paste back would take that too.
    if (went !== null && isUntouchedSince(store.get(), went.after)) {
      const { typed, addedRows, removedRows, note } = went.before;
      store.dispatch({ kind: 'put', edits: { typed, addedRows, removedRows }, note });
      setPasted(null);
    }
  };
  return (
    <PasteBar
      pasted={pasted}
      onUndo={went !== null && isUntouchedSince(form, went.after) ? undo : null}
      onClose={() => setPasted(null)}
    />
  );
}

/** What became of a paste; where it went straight into the form, with the form before and after. */
type Told =
  | Exclude<Pasted, { kind: 'done' }>
  | (Extract<Pasted, { kind: 'done' }> & {
      readonly went: { readonly before: ReviewForm; readonly after: ReviewForm } | null;
    });

/** A field of the form, or no field at all; a comment or a note takes the text as it is. */
function isForTheForm(target: EventTarget | null): boolean {
  const field =
    target instanceof Element ? target.closest<HTMLElement>('input, textarea, [contenteditable]') : null;
  return field === null || field.dataset['term'] !== undefined;
}
