import { Button } from '@mantine/core';
import { showValue } from '@/terms/value';
import { count, verbOf } from '@/ui/words';
import { focusTerm } from './focus-term';
import { useForm, useFormStore } from './form-store';
import { useReviewFacts } from './review-facts';
import classes from './SeenBar.module.css';

/**
 * The form took over what somebody else saved. Nobody approves what they have not seen: amounts and bank details are
 * acknowledged one by one, the rest together.
 */
export function SeenBar() {
  const store = useFormStore();
  const { catalogue } = useReviewFacts();
  const unseen = useForm((form) => form.unseen);
  const marks = Object.values(useForm((form) => form.marks));
  const rows = useForm((form) => form.base.rows);
  const version = useForm((form) => form.base.review_version);
  const explicit = marks.filter((mark) => mark.explicit);
  const plain = marks.filter((mark) => !mark.explicit);
  if (unseen.length === 0 && marks.length === 0) {
    return null;
  }
  const last = unseen.at(-1);
  const actors = [...new Set(unseen.map((entry) => entry.actor))];
  const who = actors.join(', ');
  const what =
    last === undefined
      ? `${count(marks.length, 'field')} to look at`
      : last.event === 'InvoiceCorrected'
        ? `${who} saved v${last.review_version}: ${count(marks.length, 'field')}`
        : `${who} ${verbOf(last.event)} (v${last.review_version})${marks.length > 0 ? `: ${count(marks.length, 'field')}` : ''}`;
  return (
    <section className={classes['bar']} aria-label="Changed by others" data-testid="seen-bar">
      <div className={classes['words']}>
        <p role="status">
          <strong>{what}</strong>
          {plain.length > 0 && (
            <span className={classes['terms']}>
              {plain.map((mark) => (
                <button key={mark.path} type="button" onClick={() => focusTerm(mark.path)}>
                  {catalogue.nameOf(mark.path, rows)}
                </button>
              ))}
            </span>
          )}
        </p>
        {explicit.map((mark) => (
          <div key={mark.path} className={classes['explicit']} data-testid={`explicit-${mark.path}`}>
            <button type="button" onClick={() => focusTerm(mark.path)}>
              {catalogue.nameOf(mark.path, rows)}
            </button>
            <span>
              {mark.before === null && mark.after === null
                ? 'added or removed'
                : `${showValue(catalogue.typeOf(mark.path), mark.before)} → ${showValue(catalogue.typeOf(mark.path), mark.after)}`}
            </span>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Seen: ${catalogue.nameOf(mark.path, rows)}`}
              onClick={() => store.dispatch({ kind: 'acknowledged', version, path: mark.path })}
              data-testid={`seen-${mark.path}`}
            >
              Seen
            </Button>
          </div>
        ))}
      </div>
      {(plain.length > 0 || explicit.length === 0) && (
        <Button
          onClick={() => store.dispatch({ kind: 'acknowledged', version })}
          rightSection={<kbd className="key">ctrl+enter</kbd>}
          data-testid="seen"
        >
          Seen
        </Button>
      )}
    </section>
  );
}
