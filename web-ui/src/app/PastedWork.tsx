import { useEffect, useEffectEvent, useState } from 'react';
import { problemOf, sayError } from '@/api/problem';
import { fetchVersion } from '@/api/versions';
import type { MyWork } from '@/features/conflict-resolution/copy-my-work';
import { merge } from '@/features/conflict-resolution/merge';
import { editsOf, readWork } from '@/features/conflict-resolution/paste-work';
import { PasteBar, type Pasted } from '@/features/conflict-resolution/PasteBar';
import { isOpen } from '@/features/invoice-review/DecisionBar';
import type { OpenReview } from '@/features/invoice-review/InvoiceReview';
import { changesOf, snapshotOf } from '@/features/invoice-review/review-form';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { useCatalogue } from '@/terms/catalogue';
import { count } from '@/terms/news';
import { freshKey } from '@/terms/paths';
import type { Snapshot } from '@/work/work';

/** Copied work comes back by Ctrl+V anywhere on the form; any other text goes where it was pasted. */
export function PastedWork({ review: { store } }: { review: OpenReview }) {
  const catalogue = useCatalogue();
  const person = usePerson();
  const [pasted, setPasted] = useState<Pasted | null>(null);

  const versionOf = async (work: MyWork): Promise<Snapshot> => {
    const { base, latest, kept } = store.get();
    const here = [base, latest, kept?.on].find((known) => known?.review_version === work.review_version);
    return here ?? snapshotOf(await fetchVersion(work.invoice_id, work.review_version));
  };

  const bring = async (work: MyWork): Promise<Pasted> => {
    const on = await versionOf(work);
    const read = editsOf(work, on.terms, freshKey);
    if ('missing' in read) {
      return {
        kind: 'refused',
        why: `The copied work is damaged: v${on.review_version} has no “${read.missing}”.`,
      };
    }
    const before = store.get();
    const { typed, addedRows, removedRows, note } = before;
    store.dispatch({ kind: 'brought', work: { ...read.edits, on, note: work.note, at: null } });
    const what = count(Object.keys(work.changes).length, 'change');
    if (store.get().kept === before.kept) {
      const undo = () => {
        store.dispatch({ kind: 'put', edits: { typed, addedRows, removedRows }, note });
        setPasted(null);
      };
      return { kind: 'done', text: `${what} pasted into the form.`, undo };
    }
    // Made on another version: what only it touches goes in at once, anything else is asked.
    const { base } = store.get();
    const { asks } = merge(on.terms, base.terms, changesOf(read.edits, on, store.typeOf), store.typeOf);
    if (asks.length === 0 && before.kept === null) {
      store.dispatch({ kind: 'reapplied' });
      return {
        kind: 'done',
        text: `${what} of v${on.review_version} pasted; nobody else touched them.`,
        undo: null,
      };
    }
    store.dispatch({ kind: 'merge_opened' });
    return { kind: 'done', text: `${what} of v${on.review_version} pasted: see what goes in.`, undo: null };
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
  return pasted !== null && <PasteBar pasted={pasted} onClose={() => setPasted(null)} />;
}

/** A field of the form, or no field at all; a comment or a note takes the text as it is. */
function isForTheForm(target: EventTarget | null): boolean {
  const field =
    target instanceof Element ? target.closest<HTMLElement>('input, textarea, [contenteditable]') : null;
  return field === null || field.dataset['term'] !== undefined;
}
