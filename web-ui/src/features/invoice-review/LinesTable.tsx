import { ActionIcon, Button } from '@mantine/core';
import { useId, useState } from 'react';
import type { Finding } from '@/api/types';
import { freshKey } from '@/terms/paths';
import { focusTerm } from './focus-term';
import { useForm, useFormStore } from './form-store';
import classes from './LinesTable.module.css';
import { LOW_CONFIDENCE, useReviewFacts, valuesOf } from './review-facts';
import { isChanged, isRemoved, rowsShown } from './review-form';
import { money, sumOfLines } from './sums';
import { FindingRemark, TermCell, TermField } from './TermField';

const COLUMNS: readonly (readonly [string, string])[] = [
  ['item_name', 'Item'],
  ['quantity', 'Qty'],
  ['unit_code', 'Unit'],
  ['net_price', 'Price'],
  ['vat_category_code', 'Cat.'],
  ['vat_rate', 'VAT %'],
  ['net_amount', 'Net amount'],
];
const IN_COLUMNS = new Set(COLUMNS.map(([term]) => `lines.KEY.${term}`));

export function LinesTable() {
  const store = useFormStore();
  const { editable } = useReviewFacts();
  // One string, so that the table renders anew only when lines come or go.
  const keys = useForm((form) => rowsShown(form, 'lines').join(' '));
  const sum = useForm((form) => money(sumOfLines(valuesOf(form))));
  const currency = useForm((form) => form.base.terms['currency'] ?? '');

  const addLine = () => {
    const row = `lines.${freshKey()}`;
    store.dispatch({ kind: 'row_added', row });
    requestAnimationFrame(() => focusTerm(`${row}.item_name`));
  };

  return (
    <>
      <div className={classes['scroll']}>
        <table className={classes['table']} data-testid="lines">
          <thead>
            <tr>
              <th scope="col">#</th>
              {COLUMNS.map(([term, name]) => (
                <th key={term} scope="col" data-term-column={term}>
                  {name}
                </th>
              ))}
              <th scope="col">
                <span className="visually-hidden">More</span>
              </th>
            </tr>
          </thead>
          {keys !== '' &&
            keys.split(' ').map((key, index) => <Line key={key} lineKey={key} number={index + 1} />)}
        </table>
        {keys === '' && <p className={classes['none']}>This invoice has no lines.</p>}
      </div>
      <div className={classes['foot']}>
        {editable && (
          <Button variant="subtle" size="compact-xs" onClick={addLine} data-testid="add-line">
            + add line
          </Button>
        )}
        <span className={classes['sum']}>
          Sum lines{' '}
          <output data-testid="sum-lines">
            {sum} {currency}
          </output>
        </span>
      </div>
    </>
  );
}

function Line({ lineKey, number }: { lineKey: string; number: number }) {
  const store = useFormStore();
  const { editable, catalogue, showAll, findingsAt, confidence } = useReviewFacts();
  const [open, setOpen] = useState(false);
  const row = `lines.${lineKey}`;
  const removed = useForm((form) => isRemoved(form, row));
  const added = useForm((form) => form.addedRows.includes(row));
  const marked = useForm((form) => form.marks[row] !== undefined);
  const terms = useForm((form) => form.base.terms);
  const marks = useForm((form) => form.marks);
  const refused = useForm((form) => form.fieldErrors);
  const findings = useForm((form) => form.base.findings).filter(({ terms }) =>
    terms.some((path) => path.startsWith(`${row}.`)),
  );
  const id = useId();
  const findingIds = (path: string) =>
    findings.flatMap((finding, at) => (finding.terms.includes(path) ? `${id}-${at}` : [])).join(' ');
  const further = catalogue.terms
    .map(({ path }) => path)
    .filter((template) => template.startsWith('lines.KEY.') && !IN_COLUMNS.has(template))
    .map((template) => template.replace('KEY', lineKey));
  // What asks for attention shows without being asked for.
  const urgent = further.filter(
    (path) =>
      path in marks || path in refused || findingsAt.has(path) || (confidence[path] ?? 1) < LOW_CONFIDENCE,
  );
  const filled = further.filter((path) => path in terms || urgent.includes(path));
  const shown = open ? (showAll || filled.length === 0 ? further : filled) : urgent;
  return (
    <tbody
      data-removed={removed || undefined}
      data-added={added || undefined}
      data-marked={marked || undefined}
      data-testid={`line-${lineKey}`}
    >
      <tr>
        <th scope="row" className={classes['number']}>
          {number}
          {added && <span className="visually-hidden"> new</span>}
        </th>
        {COLUMNS.map(([term, name]) => (
          <td key={term} data-term-column={term} data-label={name}>
            {removed ? (
              <s>{terms[`${row}.${term}`]}</s>
            ) : (
              <TermCell
                path={`${row}.${term}`}
                label={`Line ${number} ${name}`}
                findingIds={findingIds(`${row}.${term}`)}
              />
            )}
          </td>
        ))}
        <td className={classes['actions']}>
          {!removed && (
            <ActionIcon
              variant="subtle"
              size="sm"
              aria-label={`Line ${number}: further terms`}
              aria-expanded={open}
              title="Further terms of this line"
              onClick={() => setOpen(!open)}
            >
              {open ? '▴' : '▾'}
            </ActionIcon>
          )}
          {editable && (
            <ActionIcon
              variant="subtle"
              size="sm"
              color="gray"
              aria-label={removed ? `Line ${number}: put it back` : `Line ${number}: remove`}
              title={removed ? 'Put the line back' : 'Remove the line'}
              onClick={() => store.dispatch({ kind: 'row_removed', row })}
              data-testid={`remove-${row}`}
            >
              {removed ? '↺' : '✕'}
            </ActionIcon>
          )}
        </td>
      </tr>
      {findings.length > 0 && !removed && (
        <tr>
          <td />
          <td colSpan={COLUMNS.length + 1} className={classes['findings']}>
            {findings.map((finding, at) => (
              <LineFinding
                key={finding.rule + finding.message}
                finding={finding}
                row={row}
                id={`${id}-${at}`}
              />
            ))}
          </td>
        </tr>
      )}
      {shown.length > 0 && !removed && (
        <tr>
          <td />
          <td colSpan={COLUMNS.length + 1} className={classes['further']}>
            {shown.map((path) => (
              <TermField key={path} path={path} findingIds={findingIds(path)} />
            ))}
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** Once for all the terms of the line that it is about; each of them points to it. */
function LineFinding({ finding, row, id }: { finding: Finding; row: string; id: string }) {
  const { typeOf } = useFormStore();
  const changed = useForm((form) => finding.terms.some((path) => isChanged(form, path, typeOf)));
  return <FindingRemark finding={finding} changed={changed} about={row} id={id} />;
}
