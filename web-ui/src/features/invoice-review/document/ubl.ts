import {
  describe,
  filled,
  linesOf,
  priceOf,
  range,
  titleOf,
  together,
  totalsOf,
  type DrawnAllowance,
  type DrawnInvoice,
  type DrawnLine,
  type DrawnParty,
} from './drawn-invoice';
import { all, child, children, text } from './xml';

/** UBL 2.1 Invoice and CreditNote. */
export function drawUbl(root: Element): DrawnInvoice {
  const creditNote = root.localName === 'CreditNote';
  const totals = child(root, 'LegalMonetaryTotal');
  const settlement = child(root, 'PaymentMeans');
  const order = child(root, 'OrderReference');
  const period = child(root, 'InvoicePeriod');
  const currency = text(root, 'DocumentCurrencyCode');
  const taxTotal =
    children(root, 'TaxTotal').find((total) => child(total, 'TaxSubtotal') !== null) ??
    child(root, 'TaxTotal');
  return {
    title: titleOf(
      text(root, creditNote ? 'CreditNoteTypeCode' : 'InvoiceTypeCode'),
      creditNote ? 'Credit note' : 'Invoice',
    ),
    number: text(root, 'ID'),
    currency,
    facts: filled([
      { name: 'Issue date', value: text(root, 'IssueDate') },
      { name: 'Due date', value: text(root, 'DueDate') ?? text(settlement, 'PaymentDueDate') },
      { name: 'Delivered', value: text(root, 'Delivery', 'ActualDeliveryDate') },
      { name: 'Period', value: range(text(period, 'StartDate'), text(period, 'EndDate')) },
      { name: 'Tax point date', value: text(root, 'TaxPointDate') },
      { name: 'Currency', value: currency },
    ]),
    parties: [
      party('Seller', child(root, 'AccountingSupplierParty', 'Party')),
      party('Buyer', child(root, 'AccountingCustomerParty', 'Party')),
      party('Payee', child(root, 'PayeeParty')),
      party('Tax representative', child(root, 'TaxRepresentativeParty')),
      party('Deliver to', child(root, 'Delivery', 'DeliveryParty')),
    ].flatMap((found) => found ?? []),
    references: filled([
      { name: 'Buyer reference', value: text(root, 'BuyerReference') },
      { name: 'Purchase order', value: text(order, 'ID') },
      { name: 'Sales order', value: text(order, 'SalesOrderID') },
      { name: 'Contract', value: text(root, 'ContractDocumentReference', 'ID') },
      { name: 'Project', value: text(root, 'ProjectReference', 'ID') },
      { name: 'Despatch advice', value: text(root, 'DespatchDocumentReference', 'ID') },
      { name: 'Receiving advice', value: text(root, 'ReceiptDocumentReference', 'ID') },
      { name: 'Buyer accounting', value: text(root, 'AccountingCost') },
      ...children(root, 'BillingReference').map((reference) => ({
        name: 'Preceding invoice',
        value: text(reference, 'InvoiceDocumentReference', 'ID'),
      })),
      ...children(root, 'AdditionalDocumentReference').map((reference) => ({
        name: text(reference, 'DocumentDescription') ?? 'Supporting document',
        value: text(reference, 'ID'),
      })),
    ]),
    payment: filled([
      {
        name: 'Means',
        value:
          child(settlement, 'PaymentMeansCode')?.getAttribute('name') ?? text(settlement, 'PaymentMeansCode'),
      },
      { name: 'Reference', value: text(settlement, 'PaymentID') },
      { name: 'Account', value: text(settlement, 'PayeeFinancialAccount', 'ID') },
      { name: 'Account name', value: text(settlement, 'PayeeFinancialAccount', 'Name') },
      { name: 'Bank', value: text(settlement, 'PayeeFinancialAccount', 'FinancialInstitutionBranch', 'ID') },
      { name: 'Mandate', value: text(settlement, 'PaymentMandate', 'ID') },
      { name: 'Terms', value: text(root, 'PaymentTerms', 'Note') },
    ]),
    notes: all(root, 'Note'),
    lines: children(root, creditNote ? 'CreditNoteLine' : 'InvoiceLine').map(line),
    allowances: children(root, 'AllowanceCharge').map(allowance),
    vat: children(taxTotal, 'TaxSubtotal').map((row) => ({
      category: text(row, 'TaxCategory', 'ID'),
      rate: text(row, 'TaxCategory', 'Percent'),
      base: text(row, 'TaxableAmount'),
      tax: text(row, 'TaxAmount'),
      note: text(row, 'TaxCategory', 'TaxExemptionReason'),
    })),
    totals: totalsOf({
      lines: text(totals, 'LineExtensionAmount'),
      allowances: text(totals, 'AllowanceTotalAmount'),
      charges: text(totals, 'ChargeTotalAmount'),
      withoutVat: text(totals, 'TaxExclusiveAmount'),
      vat: text(taxTotal, 'TaxAmount'),
      withVat: text(totals, 'TaxInclusiveAmount'),
      paid: text(totals, 'PrepaidAmount'),
      rounding: text(totals, 'PayableRoundingAmount'),
      due: text(totals, 'PayableAmount'),
    }),
  };
}

function party(role: string, found: Element | null): DrawnParty | null {
  if (found === null) {
    return null;
  }
  const address = child(found, 'PostalAddress');
  const contact = child(found, 'Contact');
  const legalName = text(found, 'PartyLegalEntity', 'RegistrationName');
  const tradingName = text(found, 'PartyName', 'Name');
  return {
    role,
    name: legalName ?? tradingName,
    lines: linesOf(
      legalName !== null && tradingName !== legalName ? tradingName : null,
      text(address, 'StreetName'),
      text(address, 'AdditionalStreetName'),
      text(address, 'AddressLine', 'Line'),
      together(text(address, 'PostalZone'), text(address, 'CityName')),
      text(address, 'Country', 'IdentificationCode'),
    ),
    facts: filled([
      ...children(found, 'PartyTaxScheme').map((scheme) => ({
        name: text(scheme, 'TaxScheme', 'ID') === 'VAT' ? 'VAT' : 'Tax',
        value: text(scheme, 'CompanyID'),
      })),
      { name: 'Registration', value: text(found, 'PartyLegalEntity', 'CompanyID') },
      ...children(found, 'PartyIdentification').map((id) => ({ name: 'Identifier', value: text(id, 'ID') })),
      { name: 'Contact', value: text(contact, 'Name') },
      { name: 'Email', value: text(contact, 'ElectronicMail') },
      { name: 'Telephone', value: text(contact, 'Telephone') },
    ]),
  };
}

function line(row: Element): DrawnLine {
  const quantity = child(row, 'InvoicedQuantity') ?? child(row, 'CreditedQuantity');
  const item = child(row, 'Item');
  const category = child(item, 'ClassifiedTaxCategory');
  const per = text(row, 'Price', 'BaseQuantity');
  const price = text(row, 'Price', 'PriceAmount');
  return {
    identifier: text(row, 'ID'),
    item: text(item, 'Name'),
    further: [
      text(item, 'Description'),
      text(row, 'Note'),
      ...children(row, 'AllowanceCharge').map((each) => describe(allowance(each))),
    ].flatMap((part) => part ?? []),
    quantity: quantity?.textContent.trim() ?? null,
    unit: quantity?.getAttribute('unitCode') ?? null,
    price: priceOf(price, per),
    vat: together(text(category, 'ID'), text(category, 'Percent')),
    net: text(row, 'LineExtensionAmount'),
  };
}

function allowance(row: Element): DrawnAllowance {
  return {
    name: text(row, 'ChargeIndicator') === 'true' ? 'Charge' : 'Allowance',
    reason: text(row, 'AllowanceChargeReason'),
    amount: text(row, 'Amount'),
  };
}
