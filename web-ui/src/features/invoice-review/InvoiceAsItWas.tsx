import { useCallback, useMemo, useState } from 'react';
import type { Invoice } from '@/api/types';
import { useCatalogue } from '@/terms/catalogue';
import { rowNameOf } from '@/terms/paths';
import { formAsItWas, type Step } from './as-it-was';
import { focusTerm } from './focus-term';
import { FormStore, FormStoreContext } from './form-store';
import { FormPanel } from './FormPanel';
import classes from './InvoiceAsItWas.module.css';
import { ReviewFactsContext, useFactsOf } from './review-facts';

/** Beyond these the timeline has them all. */
const MOST_NAMES = 12;

interface InvoiceAsItWasProps {
  invoice: Invoice;
  /** What led there; null where all of it came with the receipt. */
  step: Step | null;
}

/** The form of an earlier version, for reading, with what its step changed marked. */
export function InvoiceAsItWas({ invoice, step }: InvoiceAsItWasProps) {
  const catalogue = useCatalogue();
  const [showAll, setShowAll] = useState(false);
  const store = useMemo(
    () => new FormStore(formAsItWas(invoice, step), (path) => catalogue.typeOf(path)),
    [invoice, step, catalogue],
  );
  const { base, removedRows, marks } = store.get();
  const facts = useFactsOf(base, {
    catalogue,
    editable: false,
    showAll,
    onFocusTerm: useCallback(() => undefined, []),
  });
  const changed = [...Object.keys(marks), ...removedRows];
  return (
    <FormStoreContext value={store}>
      <ReviewFactsContext value={facts}>
        {changed.length > 0 && (
          <p className={classes['step']} data-testid="step-changes">
            Changed in this step:
            {changed.slice(0, MOST_NAMES).map((path) => (
              <button key={path} type="button" onClick={() => focusTerm(path)}>
                {catalogue.nameOf(path, base.rows)}
                {removedRows.includes(path) ? ' (removed)' : rowNameOf(path) === path ? ' (added)' : ''}
              </button>
            ))}
            {changed.length > MOST_NAMES && <span>and {changed.length - MOST_NAMES} more</span>}
          </p>
        )}
        <FormPanel onShowAll={setShowAll} />
      </ReviewFactsContext>
    </FormStoreContext>
  );
}
