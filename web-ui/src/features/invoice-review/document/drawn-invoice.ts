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

/** The totals in the order in which an invoice shows them, whatever its syntax calls them. */
export function totalsOf(amounts: {
  lines: string | null;
  allowances: string | null;
  charges: string | null;
  withoutVat: string | null;
  vat: string | null;
  withVat: string | null;
  paid: string | null;
  rounding: string | null;
  due: string | null;
}): Fact[] {
  return filled([
    { name: 'Sum of lines', value: amounts.lines },
    { name: 'Allowances', value: amounts.allowances },
    { name: 'Charges', value: amounts.charges },
    { name: 'Without VAT', value: amounts.withoutVat },
    { name: 'VAT', value: amounts.vat },
    { name: 'With VAT', value: amounts.withVat },
    { name: 'Paid', value: amounts.paid },
    { name: 'Rounding', value: amounts.rounding },
    { name: 'Amount due', value: amounts.due },
  ]);
}

/** What is there of an address, each on a line of its own. */
export function linesOf(...parts: (string | null)[]): string[] {
  return parts.flatMap((part) => (part === null || part === '' ? [] : [part]));
}

/** "69001 Lyon", "S 5.5": side by side, as far as they are there. */
export function together(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' ');
}

/** "50.00 / 10": a price for more than one says for how many. */
export function priceOf(amount: string | null, per: string | null): string | null {
  return per === null || Number(per) === 1 ? amount : `${amount ?? ''} / ${per}`;
}

export function range(from: string | null, to: string | null): string | null {
  return from === null && to === null ? null : `${from ?? ''} – ${to ?? ''}`;
}

export function describe({ name, reason, amount }: DrawnAllowance): string {
  return together(`${name}:`, reason, amount);
}
