import type { Invoice, TermChange } from '@/api/types';
import { nameOfRow, rowNameOf, rowOf, type Rows } from '@/terms/paths';
import { hasRow } from './edits';
import { openForm, type Mark, type ReviewForm } from './review-form';

/** What led to a version: who changed what. */
export type Step = { readonly actor: string; readonly changes: readonly TermChange[] };

/**
 * A form that shows a version and what its step changed, marked as in a form that took over what somebody else saved. A
 * row that came in with the step is marked as one; a row that the step removed stands struck through after the others.
 */
export function formAsItWas(invoice: Invoice, step: Step | null): ReviewForm {
  const form = openForm(invoice, '');
  if (step === null) {
    return form;
  }
  const { base } = form;
  const terms: Record<string, string> = { ...base.terms };
  const rows: Rows = { ...base.rows };
  const marks: Record<string, Mark> = {};
  const removed = new Set<string>();
  const came = rowsThatCame(base.terms, step.changes);
  for (const { term, before = null, after = null } of step.changes) {
    const row = rowOf(term);
    const name = row === null ? null : nameOfRow(row);
    if (row !== null && name !== null && !hasRow(base, row.group, row.key)) {
      if (!removed.has(name)) {
        removed.add(name);
        rows[row.group] = [...(rows[row.group] ?? []), row.key];
      }
      if (before !== null) {
        terms[term] = before;
      }
      continue;
    }
    const isWhole = name !== null && came.has(name);
    const path = isWhole ? name : term;
    marks[path] = {
      path,
      before: isWhole ? null : before,
      after: isWhole ? null : after,
      actor: step.actor,
      review_version: invoice.review_version,
      explicit: false,
    };
  }
  return { ...form, base: { ...base, terms, rows }, removedRows: [...removed], marks };
}

/** Rows of which every term is new. */
function rowsThatCame(terms: Readonly<Record<string, string>>, changes: readonly TermChange[]): Set<string> {
  const isNew = new Set(changes.flatMap(({ term, before }) => (before == null ? [term] : [])));
  const stayed = new Set(
    Object.keys(terms).flatMap((path) => (isNew.has(path) ? [] : (rowNameOf(path) ?? []))),
  );
  return new Set([...isNew].flatMap((path) => rowNameOf(path) ?? []).filter((row) => !stayed.has(row)));
}
