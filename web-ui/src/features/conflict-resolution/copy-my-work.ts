import type { WireChanges } from '@/api/types';
import { rowOf } from '@/terms/paths';

export type MyWork = {
  invoice_id: string;
  invoice_number: string | null;
  review_version: number;
  /** As a correction takes them: a removed line is null, an added one is an object. */
  changes: WireChanges;
  note: string;
};

/** For a person to read and for a program to take: lines of text, then the same as JSON. */
export function asText(work: MyWork, nameOf: (path: string) => string): string {
  const lines = Object.entries(work.changes).flatMap(([path, value]) => {
    if (value !== null && typeof value === 'object') {
      const terms = Object.entries(value).map(
        ([term, text]) => `  ${nameOf(`${path}.${term}`)}: ${text ?? ''}`,
      );
      return [`${nameOf(path)} (added)`, ...terms];
    }
    const isRow = rowOf(path)?.term === null;
    return [`${nameOf(path)}: ${value ?? (isRow ? '(removed)' : '(cleared)')}`];
  });
  return [
    `Invoice ${work.invoice_number ?? work.invoice_id}, my changes on v${work.review_version}`,
    ...lines,
    ...(work.note === '' ? [] : [`Note: ${work.note}`]),
    '',
    JSON.stringify(work, null, 2),
  ].join('\n');
}
