import { Button, Switch } from '@mantine/core';
import { memo, useMemo } from 'react';
import { CORE_TERMS, sectionOf, SECTIONS_IN_ORDER } from '@/terms/core';
import { rowOf, type RowGroup } from '@/terms/paths';
import { FindingsList } from './FindingsList';
import { useForm } from './form-store';
import classes from './FormPanel.module.css';
import { LinesTable } from './LinesTable';
import { useReviewFacts } from './review-facts';
import { rowsShown } from './review-form';
import { TermField } from './TermField';

interface FormPanelProps {
  onShowAll: (showAll: boolean) => void;
}

const ROWS_IN_SECTION: Readonly<Record<string, readonly RowGroup[]>> = {
  allowances: ['allowances', 'charges'],
  vat: ['vat_breakdown'],
  references: ['preceding_invoices', 'supporting_documents'],
};

/** The invoice by business term. The catalogue says which terms there are; this only says where they stand. */
export const FormPanel = memo(function FormPanel({ onShowAll }: FormPanelProps) {
  const { catalogue, showAll, findingsAt } = useReviewFacts();
  const base = useForm((form) => form.base);
  // One string, so that typing on does not render the whole form.
  const typed = useForm((form) => Object.keys(form.typed).join(' '));
  const added = useForm((form) => form.addedRows);
  const marks = useForm((form) => form.marks);

  const single = useMemo(() => {
    const touched = new Set(typed.split(' '));
    const bySection = new Map<string, string[]>();
    for (const { path } of catalogue.terms) {
      // A term that somebody cleared is marked, and empty.
      const filled = path in base.terms || path in marks || touched.has(path) || findingsAt.has(path);
      if (rowOf(path) === null && (showAll || filled || CORE_TERMS.has(path))) {
        const section = sectionOf(path);
        bySection.set(section, [...(bySection.get(section) ?? []), path]);
      }
    }
    return bySection;
  }, [catalogue, base, marks, typed, showAll, findingsAt]);

  const sections = SECTIONS_IN_ORDER.filter(
    ({ id }) =>
      id === 'lines' ||
      (single.get(id)?.length ?? 0) > 0 ||
      (ROWS_IN_SECTION[id] ?? []).some(
        (group) => (base.rows[group]?.length ?? 0) > 0 || added.some((row) => row.startsWith(`${group}.`)),
      ),
  );

  return (
    <div className={classes['panel']}>
      <nav className={classes['anchors']} aria-label="Sections">
        {sections.map(({ id, name }) => (
          <Button
            key={id}
            variant="subtle"
            size="compact-xs"
            onClick={() => document.getElementById(`section-${id}`)?.scrollIntoView({ block: 'start' })}
          >
            {name}
          </Button>
        ))}
        <Switch
          className={classes['showAll'] ?? ''}
          size="xs"
          label="Show all terms"
          checked={showAll}
          onChange={(event) => onShowAll(event.currentTarget.checked)}
          data-testid="show-all-terms"
        />
      </nav>
      <FindingsList />
      {sections.map(({ id, name }) => (
        <section
          key={id}
          id={`section-${id}`}
          className={classes['section']}
          aria-labelledby={`heading-${id}`}
        >
          <h2 id={`heading-${id}`}>{name}</h2>
          {id === 'lines' && <LinesTable />}
          {id === 'parties' ? (
            <Parties paths={single.get(id) ?? []} />
          ) : (
            (single.get(id) ?? []).map((path) => <TermField key={path} path={path} />)
          )}
          {(ROWS_IN_SECTION[id] ?? []).map((group) => (
            <Rows key={group} group={group} />
          ))}
        </section>
      ))}
    </div>
  );
});

const PARTY_NAMES: Readonly<Record<string, string>> = {
  seller: 'Seller',
  buyer: 'Buyer',
  payee: 'Payee',
  tax_representative: 'Tax representative',
  deliver_to: 'Deliver to',
};

function Parties({ paths }: { paths: readonly string[] }) {
  const parties = new Map<string, string[]>();
  for (const path of paths) {
    const party = path.split('.', 1)[0] ?? '';
    parties.set(party, [...(parties.get(party) ?? []), path]);
  }
  return [...parties].map(([party, terms]) => (
    <div key={party} role="group" aria-label={PARTY_NAMES[party] ?? party} className={classes['party']}>
      {terms.map((path) => (
        <TermField key={path} path={path} />
      ))}
    </div>
  ));
}

/** Rows that are few: each a small block of its own fields. */
function Rows({ group }: { group: RowGroup }) {
  const { catalogue, showAll } = useReviewFacts();
  const base = useForm((form) => form.base);
  const keys = useForm((form) => rowsShown(form, group).join(' '));
  const removed = useForm((form) => form.removedRows);
  const added = useForm((form) => form.addedRows);
  const marks = useForm((form) => form.marks);
  return keys.split(' ').flatMap((key) => {
    const row = `${group}.${key}`;
    if (key === '') {
      return [];
    }
    if (removed.includes(row)) {
      return (
        <div key={key} role="group" aria-label={catalogue.nameOf(row, base.rows)} className={classes['row']}>
          <h3>
            <s>{catalogue.nameOf(row, base.rows)}</s> removed
          </h3>
        </div>
      );
    }
    return (
      <div
        key={key}
        role="group"
        aria-label={catalogue.nameOf(row, base.rows)}
        className={classes['row']}
        data-marked={row in marks || undefined}
      >
        <h3>{catalogue.nameOf(row, base.rows)}</h3>
        <div className={classes['cells']}>
          {catalogue.terms
            .filter(({ path }) => path.startsWith(`${group}.KEY.`))
            .map(({ path }) => ({ template: path, path: path.replace('KEY', key) }))
            .filter(
              ({ template, path }) =>
                showAll ||
                path in base.terms ||
                path in marks ||
                CORE_TERMS.has(template) ||
                added.includes(row),
            )
            .map(({ path }) => (
              <TermField key={path} path={path} stacked />
            ))}
        </div>
      </div>
    );
  });
}
