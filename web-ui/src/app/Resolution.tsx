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
  // A push names what it changed at once; the version with the values follows.
  const told = form.news
    .filter((entry) => entry.review_version > (latest ?? base).review_version)
    .flatMap((entry) => entry.changed_terms);
  const stale = form.conflict === null && isStale(form, typeOf);
  const touched = stale
    ? detectConflicts(base.terms, (latest ?? base).terms, mine, typeOf, told).conflicting
    : [];
  const shared = { work, nameOf, refreshing, onRefresh: () => void refresh() };
  return (
    <>
      {stale && (
        <StaleBanner
          {...shared}
          baseVersion={base.review_version}
          currentVersion={form.known}
          news={form.news}
          changedTerms={[...difference(base, latest ?? base, typeOf).map(({ path }) => path), ...told]}
          conflicting={touched.length === 0 && isUntold(form) ? null : touched}
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

/** Some decision is known by its version only: what it changed is not. */
function isUntold({ base, latest, known, news }: OpenReview['form']): boolean {
  const from = (latest ?? base).review_version;
  return known - from > news.filter((entry) => entry.review_version > from).length;
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
