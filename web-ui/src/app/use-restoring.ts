import type { Restoring } from '@/features/audit-history/Restore';
import { editsBack, wireChangesOf } from '@/features/invoice-review/edits';
import type { OpenReview } from '@/features/invoice-review/InvoiceReview';
import { isDirty } from '@/features/invoice-review/review-form';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { isOpen } from '@/terms/status';

/** An earlier version goes into the form as unsaved changes: one may look, change more, and save or undo. */
export function useRestoring(): (review: OpenReview) => Restoring | null {
  const person = usePerson();
  return ({ form, store }) => {
    if (!mayDecide(person)) {
      return null;
    }
    const { base } = form;
    return {
      version: base.review_version,
      blocked: !isOpen(base.status)
        ? 'Reopen the invoice first.'
        : isDirty(form, store.typeOf)
          ? 'Save or undo your changes first.'
          : null,
      asCorrection: (changes) => wireChangesOf(editsBack(base, changes), base, store.typeOf),
      onRestore: (target, changes) =>
        store.dispatch({
          kind: 'put',
          edits: editsBack(base, changes),
          note: form.note === '' ? `Restored version ${target}` : form.note,
        }),
    };
  };
}
