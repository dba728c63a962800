import { ConflictDialog } from '@/features/conflict-resolution/ConflictDialog';
import { completeMySide, detectConflicts } from '@/features/conflict-resolution/conflicts';
import { KeptBar } from '@/features/conflict-resolution/KeptBar';
import { StaleBanner } from '@/features/conflict-resolution/StaleBanner';
import type { OpenReview } from '@/features/invoice-review/InvoiceReview';
import { changesOf, countChanges, difference, isStale } from '@/features/invoice-review/review-form';
import classes from './Resolution.module.css';
import { useTermWords } from './use-term-words';

/** Everything that a person is told and asked when somebody else was faster. */
export function Resolution({ review }: { review: OpenReview }) {
  const { form, store, refresh, refreshing, refreshError } = review;
  const { nameOf: nameIn, show, typeOf } = useTermWords();
  const { base, latest, kept } = form;
  // A line that somebody added has its place in the newer version only.
  const rows = { ...base.rows, ...latest?.rows };
  const nameOf = (path: string) => nameIn(path, rows);
  const mine = changesOf(form, base, typeOf);
  const work = {
    invoice_id: base.invoice_id,
    invoice_number: base.terms['invoice_number'] ?? null,
    review_version: base.review_version,
    changes: mine,
    note: form.note,
  };
  const shared = { work, nameOf, refreshing, onRefresh: () => void refresh() };
  return (
    <>
      {form.conflict === null && isStale(form, typeOf) && (
        <StaleBanner
          {...shared}
          baseVersion={base.review_version}
          currentVersion={form.known}
          news={form.news}
          changedTerms={
            latest === null
              ? form.news.flatMap((entry) => entry.changed_terms)
              : difference(base, latest, typeOf).map(({ path }) => path)
          }
          conflicting={
            latest === null ? null : detectConflicts(base.terms, latest.terms, mine, typeOf).conflicting
          }
          unsaved={countChanges(form, base, typeOf)}
        />
      )}
      {form.conflict !== null && (
        <ConflictDialog
          {...shared}
          problem={form.conflict}
          show={show}
          onClose={() => store.dispatch({ kind: 'conflict_closed' })}
        />
      )}
      {refreshError !== null && (
        <p className={classes['error']} role="alert">
          {refreshError}
        </p>
      )}
      {kept !== null && <Kept review={review} />}
    </>
  );
}

function Kept({ review: { form, store } }: { review: OpenReview }) {
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
      conflicting={conflicting}
      nameOf={(path) => nameOf(path, { ...kept.on.rows, ...base.rows })}
      show={show}
      onReapply={() =>
        store.dispatch({ kind: 'reapplied', with: completeMySide(kept.on.terms, conflicting, changes) })
      }
      onDiscard={() => store.dispatch({ kind: 'kept_discarded' })}
    />
  );
}
