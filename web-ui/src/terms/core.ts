/** The terms that a reviewer expects to see even when they are empty. All others show once they are filled. */
export const CORE_TERMS: ReadonlySet<string> = new Set([
  'invoice_number',
  'issue_date',
  'type_code',
  'currency',
  'due_date',
  'buyer_reference',
  'purchase_order_reference',
  'delivery_date',
  'payment_terms',
  'seller.name',
  'seller.vat_identifier',
  'seller.legal_registration_identifier',
  'seller.country_code',
  'buyer.name',
  'buyer.vat_identifier',
  'buyer.country_code',
  'payment.means_code',
  'payment.remittance_information',
  'payment.account_identifier',
  'payment.account_name',
  'payment.service_provider_identifier',
  'totals.line_net_amount',
  'totals.amount_without_vat',
  'totals.vat_amount',
  'totals.amount_with_vat',
  'totals.amount_due',
  'vat_breakdown.KEY.taxable_amount',
  'vat_breakdown.KEY.tax_amount',
  'vat_breakdown.KEY.category_code',
  'vat_breakdown.KEY.rate',
  'allowances.KEY.amount',
  'allowances.KEY.reason',
  'allowances.KEY.vat_category_code',
  'allowances.KEY.vat_rate',
  'charges.KEY.amount',
  'charges.KEY.reason',
  'charges.KEY.vat_category_code',
  'charges.KEY.vat_rate',
]);

type Section = { id: string; name: string; holds: (template: string) => boolean };

const startsWith =
  (...prefixes: string[]) =>
  (template: string) =>
    prefixes.some((prefix) => template.startsWith(prefix));

/** In the order in which they stand on the form; a term goes to the first section that holds it. */
const SECTIONS: readonly Section[] = [
  {
    id: 'parties',
    name: 'Parties',
    holds: startsWith('seller.', 'buyer.', 'payee.', 'tax_representative.', 'deliver_to.'),
  },
  { id: 'payment', name: 'Payment', holds: startsWith('payment', 'direct_debit.') },
  { id: 'lines', name: 'Lines', holds: startsWith('lines.') },
  { id: 'allowances', name: 'Allowances and charges', holds: startsWith('allowances.', 'charges.') },
  { id: 'vat', name: 'VAT', holds: startsWith('vat_breakdown.') },
  { id: 'totals', name: 'Totals', holds: startsWith('totals.') },
  {
    id: 'references',
    name: 'References',
    holds: (template) =>
      startsWith('preceding_invoices.', 'supporting_documents.')(template) ||
      (/^[a-z_]+$/.test(template) &&
        /(_reference|_object_identifier|_process_type|specification_identifier)$/.test(template)),
  },
  { id: 'notes', name: 'Notes', holds: startsWith('note') },
  { id: 'invoice', name: 'Invoice', holds: () => true },
];

export function sectionOf(template: string): string {
  return SECTIONS.find((section) => section.holds(template))?.id ?? 'invoice';
}

/** The sections as they stand on the form: what identifies the invoice comes first. */
export const SECTIONS_IN_ORDER: readonly Section[] = [
  ...SECTIONS.filter((section) => section.id === 'invoice'),
  ...SECTIONS.filter((section) => section.id !== 'invoice'),
];
