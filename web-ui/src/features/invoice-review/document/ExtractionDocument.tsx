import { useMemo } from 'react';
import { showValue } from '@/terms/value';
import { Face } from '@/ui/Face';
import { LOW_CONFIDENCE, useReviewFacts } from '../review-facts';
import classes from './TermList.module.css';

type Captured = { value: string | null; confidence: number | null };

type Extraction = {
  document?: { media_type?: string; base64?: string };
  terms?: Record<string, { value?: string | null; confidence?: number | null }>;
};

export function readExtraction(json: string): Extraction | null {
  try {
    return JSON.parse(json) as Extraction;
  } catch {
    return null;
  }
}

/** The scanned document inside of an extraction, where it brought one. */
export function embeddedDocument(extraction: Extraction | null): Blob | null {
  const { base64, media_type: type } = extraction?.document ?? {};
  if (base64 === undefined) {
    return null;
  }
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: type ?? 'application/octet-stream' });
}

/** What a scan was read as: each captured term, and how sure the reading was. */
export function ExtractionDocument({ extraction }: { extraction: Extraction | null }) {
  const { catalogue } = useReviewFacts();
  const terms = useMemo<[string, Captured][]>(
    () =>
      Object.entries(extraction?.terms ?? {}).map(([path, { value, confidence }]) => [
        path,
        { value: value ?? null, confidence: confidence ?? null },
      ]),
    [extraction],
  );
  if (terms.length === 0) {
    return <Face title="Nothing was captured">The extraction holds no terms.</Face>;
  }
  return (
    <table className={classes['table']} data-testid="extraction">
      <thead>
        <tr>
          <th scope="col">Captured term</th>
          <th scope="col">Value</th>
          <th scope="col">Confidence</th>
        </tr>
      </thead>
      <tbody>
        {terms.map(([path, { value, confidence }]) => (
          <tr key={path}>
            <th scope="row" title={path}>
              {catalogue.nameOf(path, {})}
            </th>
            <td>{showValue(catalogue.typeOf(path), value)}</td>
            <td data-low={(confidence !== null && confidence < LOW_CONFIDENCE) || undefined}>
              {confidence === null ? '–' : `${Math.round(confidence * 100)} %`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
