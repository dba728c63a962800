/** A structured document as somebody would print it. What it holds is shown as it is; nothing is computed. */
export type Fact = { name: string; value: string | null };

export type DrawnParty = { role: string; name: string | null; lines: string[]; facts: Fact[] };

export type DrawnLine = {
  identifier: string | null;
  item: string | null;
  further: string[];
  quantity: string | null;
  unit: string | null;
  price: string | null;
  vat: string | null;
  net: string | null;
};

type DrawnVat = {
  category: string | null;
  rate: string | null;
  base: string | null;
  tax: string | null;
  note: string | null;
};

export type DrawnAllowance = { name: string; reason: string | null; amount: string | null };

export type DrawnInvoice = {
  title: string;
  number: string | null;
  currency: string | null;
  facts: Fact[];
  parties: DrawnParty[];
  references: Fact[];
  payment: Fact[];
  notes: string[];
  lines: DrawnLine[];
  allowances: DrawnAllowance[];
  vat: DrawnVat[];
  totals: Fact[];
};

const TITLES: Readonly<Record<string, string>> = {
  '326': 'Partial invoice',
  '380': 'Invoice',
  '381': 'Credit note',
  '384': 'Corrected invoice',
  '386': 'Prepayment invoice',
  '389': 'Self-billed invoice',
};

export function titleOf(typeCode: string | null, fallback: string): string {
  return TITLES[typeCode ?? ''] ?? fallback;
}

export function filled(facts: readonly Fact[]): Fact[] {
  return facts.filter(({ value }) => value !== null);
}
