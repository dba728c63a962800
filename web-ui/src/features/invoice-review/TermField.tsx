import { memo, useId } from 'react';
import { useTermComments } from '@/api/discussion';
import { useEditorsOf } from '@/api/presence';
import type { Finding } from '@/api/types';
import { count } from '@/ui/words';
import { templateOf } from '@/terms/paths';
import { hintFor, isNumeric, showValue } from '@/terms/value';
import { hueOf } from '@/ui/person';
import { useForm, useFormStore } from './form-store';
import { disagreementsOf, LOW_CONFIDENCE, useReviewFacts } from './review-facts';
import { isChanged, marksAhead, textOf, type Mark } from './review-form';
import classes from './TermField.module.css';

/** Terms that hold more than fits on a line; only the first two hold several lines. */
const WRAPPING = new Set(['note', 'payment_terms', 'lines.KEY.item_name']);
const SEVERAL_LINES = new Set(['note', 'payment_terms']);
const NO_FINDINGS: readonly Finding[] = [];

/** Everything that one field shows about its term. */
function useTerm(path: string) {
  const store = useFormStore();
  const facts = useReviewFacts();
  const type = facts.catalogue.typeOf(path);
  const text = useForm((form) => textOf(form, path));
  const base = useForm((form) => form.base.terms[path] ?? null);
  const changed = useForm((form) => isChanged(form, path, store.typeOf));
  const mark = useForm((form) => form.marks[path]);
  const ahead = useForm((form) => marksAhead(form, store.typeOf)[path]);
  const refused = useForm((form) => form.fieldErrors[path]);
  const disagreement = useForm((form) => disagreementsOf(form)[path]);
  const editors = useEditorsOf(path);
  const findings = facts.findingsAt.get(path) ?? NO_FINDINGS;
  const confidence = facts.confidence[path];
  const received = facts.deviations.has(path) ? (facts.received[path] ?? null) : undefined;
  return {
    path,
    type,
    text,
    base,
    changed,
    mark,
    ahead,
    editors,
    error: refused ?? hintFor(type, text) ?? undefined,
    // The server's finding says the same, and more; mine helps while its answer is not there yet.
    disagreement: findings.length > 0 && !changed ? undefined : disagreement,
    findings,
    lowConfidence: confidence !== undefined && confidence < LOW_CONFIDENCE && !changed,
    confidence,
    received,
    editable: facts.editable,
  };
}

type Term = ReturnType<typeof useTerm>;

function worstOf(term: Term): 'error' | 'warning' | undefined {
  if (term.error !== undefined || term.findings.some(({ severity }) => severity === 'error')) {
    return 'error';
  }
  return term.findings.length > 0 || term.disagreement !== undefined ? 'warning' : undefined;
}

interface TermInputProps {
  term: Term;
  id: string;
  label?: string;
  /** Of everything that describes it. */
  remarkIds: string;
}

function TermInput({ term, id, label, remarkIds }: TermInputProps) {
  const store = useFormStore();
  const { onFocusTerm } = useReviewFacts();
  const comments = useTermComments();
  const { path, type, text, editable } = term;
  const long =
    type === 'text' &&
    (WRAPPING.has(templateOf(path)) || (term.base ?? '').includes('\n') || (term.base ?? '').length > 70);
  const attributes = {
    id,
    'aria-label': label,
    'aria-describedby': remarkIds,
    'aria-invalid': term.error !== undefined,
    'data-testid': `field-${path}`,
    'data-term': path,
    'data-changed': term.changed || undefined,
    'data-marked': term.mark !== undefined || undefined,
    // Takes no room: nothing moves under the hand that types.
    'data-ahead': term.ahead !== undefined || undefined,
    title: term.ahead && sayAhead(term.ahead, type),
    'data-low-confidence': term.lowConfidence || undefined,
    'data-worst': worstOf(term),
    className: classes['input'],
    value: text,
    readOnly: !editable || type === 'attachment',
    spellCheck: false,
    autoComplete: 'off',
    onFocus: () => onFocusTerm(path),
    onBlur: () => store.dispatch({ kind: 'left', path }),
    onChange: (event: { currentTarget: { value: string } }) =>
      store.dispatch({ kind: 'typed', path, text: event.currentTarget.value }),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Backspace' && event.altKey && term.changed) {
        event.preventDefault();
        store.dispatch({ kind: 'restored', path });
      }
      if (event.code === 'KeyM' && event.ctrlKey && event.altKey) {
        event.preventDefault();
        comments.open(path);
      }
      if (event.key === 'Enter' && !SEVERAL_LINES.has(path) && !text.includes('\n')) {
        event.preventDefault();
      }
    },
  };
  return long ? (
    <textarea {...attributes} rows={1} />
  ) : (
    <input
      {...attributes}
      data-numeric={isNumeric(type) || undefined}
      inputMode={isNumeric(type) ? 'decimal' : undefined}
      placeholder={type === 'date' && editable ? 'yyyy-mm-dd' : undefined}
    />
  );
}

/** Findings may stand elsewhere, once for all the terms that they are about; then these are their ids, or none. */
function remarkIds(id: string, findingIds = ''): string {
  return `${id}-remarks ${findingIds}`.trimEnd();
}

/** A term with its label in front and everything there is to say about it behind. */
export const TermField = memo(function TermField({
  path,
  stacked = false,
  findingIds,
}: {
  path: string;
  stacked?: boolean;
  findingIds?: string;
}) {
  const id = useId();
  const term = useTerm(path);
  const { catalogue } = useReviewFacts();
  const found = catalogue.find(path);
  return (
    <div className={classes['field']} data-stacked={stacked || undefined}>
      <label
        htmlFor={id}
        className={classes['label']}
        title={found && `${found.business_term} ${found.name}`}
      >
        {catalogue.shortName(path)}
      </label>
      <div className={classes['value']}>
        <span className={classes['box']}>
          <TermInput term={term} id={id} remarkIds={remarkIds(id, findingIds)} />
          {term.changed && <ChangedSign path={path} />}
          <EditorsSign term={term} />
          <CommentSign path={path} name={catalogue.shortName(path)} />
        </span>
        <Remarks term={term} id={`${id}-remarks`} hasFindings={findingIds === undefined} />
      </div>
    </div>
  );
});

interface TermCellProps {
  path: string;
  label: string;
  findingIds: string;
}

/** A term in a table: its column is the label, and what there is to say of it alone stands below. */
export const TermCell = memo(function TermCell({ path, label, findingIds }: TermCellProps) {
  const id = useId();
  const term = useTerm(path);
  return (
    <>
      <span className={classes['box']}>
        <TermInput term={term} id={id} label={label} remarkIds={remarkIds(id, findingIds)} />
        {term.changed && <ChangedSign path={path} />}
        <EditorsSign term={term} />
        <CommentSign path={path} name={label} />
      </span>
      <Remarks term={term} id={`${id}-remarks`} hasFindings={false} />
    </>
  );
});

function ChangedSign({ path }: { path: string }) {
  const store = useFormStore();
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes['changed']}
      title="Changed by you, not saved yet. Click to put it back (Alt+Backspace)"
      aria-label="Put back"
      onClick={() => store.dispatch({ kind: 'restored', path })}
      data-testid={`changed-${path}`}
    >
      *
    </button>
  );
}

/** In the gutter before the field. Without comments it is out of the way of the tab key: Ctrl+Alt+M does the same. */
function CommentSign({ path, name }: { path: string; name: string }) {
  const { countOf, open, mayComment } = useTermComments();
  const comments = countOf(path);
  if (comments === 0 && !mayComment) {
    return null;
  }
  return (
    <button
      type="button"
      className={classes['comments']}
      tabIndex={comments === 0 ? -1 : 0}
      data-empty={comments === 0 || undefined}
      title={comments === 0 ? 'Comment on this (Ctrl+Alt+M)' : count(comments, 'comment')}
      aria-label={comments === 0 ? `Comment on ${name}` : `${count(comments, 'comment')} on ${name}`}
      onClick={() => open(path)}
      data-testid={`comments-${path}`}
    >
      {comments === 0 ? '' : comments}
    </button>
  );
}

/** Lies over the edge of the field, so that nothing moves when somebody comes or goes. */
function EditorsSign({ term: { editors, path } }: { term: Term }) {
  if (editors === '') {
    return null;
  }
  const [first = ''] = editors.split(', ');
  return (
    <span className={classes['editors']} data-hue={hueOf(first)} aria-hidden data-testid={`editors-${path}`}>
      ~ {sayEditors(editors)}
    </span>
  );
}

function sayEditors(editors: string): string {
  return editors.includes(', ') ? `${editors} edit` : `${editors} edits`;
}

function sayEditing(editors: string): string {
  return editors.includes(', ') ? `${editors} are editing` : `${editors} is editing`;
}

function Remarks({ term, id, hasFindings }: { term: Term; id: string; hasFindings: boolean }) {
  const { type, mark, ahead, received, findings } = term;
  return (
    <span className={classes['remarks']} id={id}>
      {mark !== undefined && <MarkRemark mark={mark} type={type} />}
      {ahead !== undefined && (
        <span className="visually-hidden" data-testid={`ahead-${ahead.path}`}>
          {sayAhead(ahead, type)}
        </span>
      )}
      {term.changed && <span className="visually-hidden">changed by you</span>}
      {term.editors !== '' && <span className="visually-hidden">{sayEditing(term.editors)} this</span>}
      {received !== undefined && (
        <span className={classes['received']} data-testid={`received-${term.path}`}>
          received: {showValue(type, received)}
        </span>
      )}
      {term.lowConfidence && term.confidence !== undefined && (
        <span className={classes['received']}>
          read with {Math.round(term.confidence * 100)} % confidence
        </span>
      )}
      {term.error !== undefined && <span className={classes['error']}>{term.error}</span>}
      {hasFindings &&
        findings.map((finding) => (
          <FindingRemark
            key={finding.rule + finding.message}
            finding={finding}
            changed={term.changed}
            about={term.path}
          />
        ))}
      {term.disagreement !== undefined && <span className={classes['warning']}>{term.disagreement}</span>}
    </span>
  );
}

interface FindingRemarkProps {
  finding: Finding;
  /** One of its terms was changed since: nobody knows yet whether it still holds. */
  changed: boolean;
  /** The term or row that it stands at. */
  about: string;
  id?: string;
}

export function FindingRemark({ finding, changed, about, id }: FindingRemarkProps) {
  return (
    <span
      id={id}
      className={classes[finding.severity === 'error' ? 'error' : 'warning']}
      data-before-change={changed || undefined}
      data-testid={`finding-${about}`}
    >
      <b>{finding.rule}</b> {finding.message}
    </span>
  );
}

function sayAhead(ahead: Mark, type: string): string {
  return `${ahead.actor ?? 'somebody'} (v${ahead.review_version}): ${showValue(type, ahead.before)} → ${showValue(type, ahead.after)}`;
}

function MarkRemark({ mark, type }: { mark: Mark; type: string }) {
  return (
    <span className={classes['theirs']} data-testid={`mark-${mark.path}`}>
      {mark.actor ?? 'somebody'}: {showValue(type, mark.before)} → {showValue(type, mark.after)}
    </span>
  );
}
