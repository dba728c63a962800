import { drawCii } from './cii';
import type { DrawnInvoice } from './drawn-invoice';
import { drawUbl } from './ubl';

/** The document as an invoice, or null where its XML is of another kind and can only be shown as it stands. */
export function draw(xml: string): DrawnInvoice | null {
  const parsed = new DOMParser().parseFromString(xml, 'application/xml');
  if (parsed.querySelector('parsererror') !== null) {
    return null;
  }
  const root = parsed.documentElement;
  switch (root.localName) {
    case 'Invoice':
    case 'CreditNote':
      return drawUbl(root);
    case 'CrossIndustryInvoice':
      return drawCii(root);
    default:
      return null;
  }
}
