import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { answered, client } from '@/api/client';
import type { CatalogueTerm } from '@/api/types';
import { sectionOf, SECTIONS_IN_ORDER } from './core';
import { ROW_GROUPS, rowOf, templateOf, type RowGroup, type Rows } from './paths';

const ROW_NAMES: Record<RowGroup, string> = {
  lines: 'Line',
  vat_breakdown: 'VAT',
  allowances: 'Allowance',
  charges: 'Charge',
  preceding_invoices: 'Preceding invoice',
  supporting_documents: 'Supporting document',
};

/** Words that the row's own name says already: "Line 2 net amount", not "Line 2 invoice line net amount". */
const ROW_PREFIX =
  /^(Invoice line |Invoiced |Item |Document level (allowance|charge) |VAT category |VAT |Preceding Invoice |Supporting document )/i;

/** A field's label: the standard's name without what its section says already. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  issue_date: 'Issue date',
  due_date: 'Due date',
  type_code: 'Type',
  currency: 'Currency',
  note: 'Note',
  invoice_number: 'Number',
  'payment.account_identifier': 'IBAN or account',
  'payment.account_name': 'Account name',
  'payment.service_provider_identifier': 'Bank (BIC)',
  'payment.means_code': 'Means code',
  'payment.means_text': 'Means',
  'payment.card_number': 'Card number',
  'payment.card_holder_name': 'Card holder',
  'totals.line_net_amount': 'Sum of lines',
  'totals.allowance_amount': 'Sum of allowances',
  'totals.charge_amount': 'Sum of charges',
  'totals.amount_without_vat': 'Amount without VAT',
  'totals.vat_amount': 'VAT amount',
  'totals.vat_amount_in_accounting_currency': 'VAT amount in accounting currency',
  'totals.amount_with_vat': 'Amount with VAT',
  'totals.amount_due': 'Amount due for payment',
  'lines.KEY.quantity': 'Quantity',
  'lines.KEY.unit_code': 'Unit',
  'lines.KEY.net_price': 'Price',
  'lines.KEY.net_amount': 'Net amount',
  'lines.KEY.item_name': 'Item',
  'lines.KEY.vat_rate': 'VAT rate',
  'lines.KEY.vat_category_code': 'VAT category',
  'vat_breakdown.KEY.category_code': 'Category',
};

export class Catalogue {
  readonly #byTemplate: ReadonlyMap<string, CatalogueTerm>;

  constructor(readonly terms: readonly CatalogueTerm[]) {
    this.#byTemplate = new Map(terms.map((term) => [term.path, term]));
  }

  find(path: string): CatalogueTerm | undefined {
    return this.#byTemplate.get(templateOf(path));
  }

  typeOf(path: string): string {
    return this.find(path)?.type ?? 'text';
  }

  /** As they stand on the form: by section, in rows one after the other. */
  inOrder(paths: Iterable<string>, rows: Rows): string[] {
    const templates = new Map(this.terms.map(({ path }, index) => [path, index]));
    const placeOf = (path: string): number[] => {
      const template = templateOf(path);
      const section = SECTIONS_IN_ORDER.findIndex(({ id }) => id === sectionOf(template));
      const row = rowOf(path);
      const inRows =
        row === null ? [0, 0] : [1 + ROW_GROUPS.indexOf(row.group), rows[row.group]?.indexOf(row.key) ?? -1];
      return [section, ...inRows, templates.get(template) ?? templates.size];
    };
    return Array.from(paths, (path) => ({ path, place: placeOf(path) }))
      .sort((a, b) => a.place.reduce((order, at, i) => order || at - (b.place[i] ?? 0), 0))
      .map(({ path }) => path);
  }

  /** The name of a term within its section. */
  shortName(path: string): string {
    const template = templateOf(path);
    const short = SHORT_NAMES[template];
    if (short !== undefined) {
      return short;
    }
    const name = this.find(path)?.name ?? path;
    const bare = rowOf(path) === null ? name : name.replace(ROW_PREFIX, '');
    return bare.charAt(0).toUpperCase() + bare.slice(1);
  }

  /** The name of a term anywhere: "Due date", "Line 2 quantity", "Line 3" for a whole line. */
  nameOf(path: string, rows: Rows): string {
    const row = rowOf(path);
    if (row === null) {
      return this.shortName(path);
    }
    const position = rows[row.group]?.indexOf(row.key) ?? -1;
    const where = position < 0 ? `${ROW_NAMES[row.group]} (new)` : `${ROW_NAMES[row.group]} ${position + 1}`;
    return row.term === null ? where : `${where} ${lowerFirst(this.shortName(path))}`;
  }

  /** The same for a list over many invoices, where nobody knows the order of each one's rows: "Line l3 quantity". */
  nameByKey(path: string): string {
    const row = rowOf(path);
    if (row === null) {
      return this.shortName(path);
    }
    const where = `${ROW_NAMES[row.group]} ${row.key}`;
    return row.term === null ? where : `${where} ${lowerFirst(this.shortName(path))}`;
  }
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

const catalogueQuery = queryOptions({
  queryKey: ['terms'],
  queryFn: ({ signal }) => answered(client.GET('/api/terms', { signal })),
  staleTime: Infinity,
  select: (answer) => new Catalogue(answer.items),
});

export function useCatalogue(): Catalogue {
  return useSuspenseQuery(catalogueQuery).data;
}
