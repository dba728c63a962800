import { createContext, useContext, useMemo } from 'react';
import type { Finding } from '@/api/types';
import type { Catalogue } from '@/terms/catalogue';
import { isRemoved, rowsShown, textOf, type ReviewForm } from './review-form';
import { disagreements, type Values } from './sums';
import { valueOf } from '@/terms/value';
import type { Snapshot } from '@/work/work';

/** What the fields need to know beside their own value; another object only when another version is shown. */
export type ReviewFacts = {
  catalogue: Catalogue;
  editable: boolean;
  findingsAt: ReadonlyMap<string, readonly Finding[]>;
  deviations: ReadonlySet<string>;
  /** Of the deviating terms. */
  received: Readonly<Record<string, string | null>>;
  confidence: Readonly<Record<string, number>>;
  showAll: boolean;
  onFocusTerm: (path: string) => void;
};

type Shown = Pick<ReviewFacts, 'catalogue' | 'editable' | 'showAll' | 'onFocusTerm'>;

export function useFactsOf(
  base: Snapshot,
  { catalogue, editable, showAll, onFocusTerm }: Shown,
): ReviewFacts {
  const { findings, deviations, received, confidence } = base;
  return useMemo(
    () => ({
      catalogue,
      editable,
      findingsAt: findingsByTerm(findings),
      deviations: new Set(deviations),
      received,
      confidence,
      showAll,
      onFocusTerm,
    }),
    [catalogue, editable, findings, deviations, received, confidence, showAll, onFocusTerm],
  );
}

export const LOW_CONFIDENCE = 0.8;

export const ReviewFactsContext = createContext<ReviewFacts | null>(null);

export function useReviewFacts(): ReviewFacts {
  const facts = useContext(ReviewFactsContext);
  if (facts === null) {
    throw new Error('useReviewFacts outside of a review');
  }
  return facts;
}

function findingsByTerm(findings: readonly Finding[]): Map<string, Finding[]> {
  const byTerm = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const term of finding.terms) {
      byTerm.set(term, [...(byTerm.get(term) ?? []), finding]);
    }
  }
  return byTerm;
}

export function valuesOf(form: ReviewForm): Values {
  return {
    at: (path) => valueOf(textOf(form, path)),
    rows: (group) => rowsShown(form, group).filter((key) => !isRemoved(form, `${group}.${key}`)),
  };
}

const cached = new WeakMap<ReviewForm, Record<string, string>>();

/** Computed once a form, however many fields ask. */
export function disagreementsOf(form: ReviewForm): Record<string, string> {
  const known = cached.get(form);
  if (known !== undefined) {
    return known;
  }
  const found = disagreements(valuesOf(form));
  cached.set(form, found);
  return found;
}
