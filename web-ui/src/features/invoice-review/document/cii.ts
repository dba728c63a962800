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

/** UN/CEFACT Cross Industry Invoice D16B. */
export function drawCii(root: Element): DrawnInvoice {
  const document = child(root, 'ExchangedDocument');
  const transaction = child(root, 'SupplyChainTradeTransaction');
  const agreement = child(transaction, 'ApplicableHeaderTradeAgreement');
  const delivery = child(transaction, 'ApplicableHeaderTradeDelivery');
  const settlement = child(transaction, 'ApplicableHeaderTradeSettlement');
  const terms = child(settlement, 'SpecifiedTradePaymentTerms');
  const means = child(settlement, 'SpecifiedTradeSettlementPaymentMeans');
  const totals = child(settlement, 'SpecifiedTradeSettlementHeaderMonetarySummation');
  const period = child(settlement, 'BillingSpecifiedPeriod');
  const currency = text(settlement, 'InvoiceCurrencyCode');
  return {
    title: titleOf(text(document, 'TypeCode'), 'Invoice'),
    number: text(document, 'ID'),
    currency,
    facts: filled([
      { name: 'Issue date', value: date(child(document, 'IssueDateTime')) },
      { name: 'Due date', value: date(child(terms, 'DueDateDateTime')) },
      {
        name: 'Delivered',
        value: date(child(delivery, 'ActualDeliverySupplyChainEvent', 'OccurrenceDateTime')),
      },
      {
        name: 'Period',
        value: range(date(child(period, 'StartDateTime')), date(child(period, 'EndDateTime'))),
      },
      { name: 'Currency', value: currency },
    ]),
    parties: [
      party('Seller', child(agreement, 'SellerTradeParty')),
      party('Buyer', child(agreement, 'BuyerTradeParty')),
      party('Payee', child(settlement, 'PayeeTradeParty')),
      party('Tax representative', child(agreement, 'SellerTaxRepresentativeTradeParty')),
      party('Deliver to', child(delivery, 'ShipToTradeParty')),
    ].flatMap((found) => found ?? []),
    references: filled([
      { name: 'Buyer reference', value: text(agreement, 'BuyerReference') },
      { name: 'Purchase order', value: text(agreement, 'BuyerOrderReferencedDocument', 'IssuerAssignedID') },
      { name: 'Sales order', value: text(agreement, 'SellerOrderReferencedDocument', 'IssuerAssignedID') },
      { name: 'Contract', value: text(agreement, 'ContractReferencedDocument', 'IssuerAssignedID') },
      { name: 'Project', value: text(agreement, 'SpecifiedProcuringProject', 'ID') },
      {
        name: 'Despatch advice',
        value: text(delivery, 'DespatchAdviceReferencedDocument', 'IssuerAssignedID'),
      },
      {
        name: 'Receiving advice',
        value: text(delivery, 'ReceivingAdviceReferencedDocument', 'IssuerAssignedID'),
      },
      {
        name: 'Buyer accounting',
        value: text(settlement, 'ReceivableSpecifiedTradeAccountingAccount', 'ID'),
      },
      ...all(settlement, 'InvoiceReferencedDocument', 'IssuerAssignedID').map((value) => ({
        name: 'Preceding invoice',
        value,
      })),
      ...all(agreement, 'AdditionalReferencedDocument', 'IssuerAssignedID').map((value) => ({
        name: 'Supporting document',
        value,
      })),
    ]),
    payment: filled([
      { name: 'Means', value: text(means, 'Information') ?? text(means, 'TypeCode') },
      { name: 'Reference', value: text(settlement, 'PaymentReference') },
      {
        name: 'Account',
        value:
          text(means, 'PayeePartyCreditorFinancialAccount', 'IBANID') ??
          text(means, 'PayeePartyCreditorFinancialAccount', 'ProprietaryID'),
      },
      { name: 'Account name', value: text(means, 'PayeePartyCreditorFinancialAccount', 'AccountName') },
      { name: 'Bank', value: text(means, 'PayeeSpecifiedCreditorFinancialInstitution', 'BICID') },
      { name: 'Mandate', value: text(terms, 'DirectDebitMandateID') },
      { name: 'Terms', value: text(terms, 'Description') },
    ]),
    notes: all(document, 'IncludedNote', 'Content'),
    lines: children(transaction, 'IncludedSupplyChainTradeLineItem').map(line),
    allowances: children(settlement, 'SpecifiedTradeAllowanceCharge').map(allowance),
    vat: children(settlement, 'ApplicableTradeTax').map((row) => ({
      category: text(row, 'CategoryCode'),
      rate: text(row, 'RateApplicablePercent'),
      base: text(row, 'BasisAmount'),
      tax: text(row, 'CalculatedAmount'),
      note: text(row, 'ExemptionReason'),
    })),
    totals: totalsOf({
      lines: text(totals, 'LineTotalAmount'),
      allowances: text(totals, 'AllowanceTotalAmount'),
      charges: text(totals, 'ChargeTotalAmount'),
      withoutVat: text(totals, 'TaxBasisTotalAmount'),
      vat: text(totals, 'TaxTotalAmount'),
      withVat: text(totals, 'GrandTotalAmount'),
      paid: text(totals, 'TotalPrepaidAmount'),
      rounding: text(totals, 'RoundingAmount'),
      due: text(totals, 'DuePayableAmount'),
    }),
  };
}

/** Format 102 is YYYYMMDD; anything else is shown as it stands. */
function date(holder: Element | null): string | null {
  const written = text(holder, 'DateTimeString') ?? text(holder, 'DateString');
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(written ?? '');
  return match === null ? written : `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`;
}

function party(role: string, found: Element | null): DrawnParty | null {
  if (found === null) {
    return null;
  }
  const address = child(found, 'PostalTradeAddress');
  const contact = child(found, 'DefinedTradeContact');
  return {
    role,
    name: text(found, 'Name'),
    lines: linesOf(
      text(found, 'SpecifiedLegalOrganization', 'TradingBusinessName'),
      text(address, 'LineOne'),
      text(address, 'LineTwo'),
      text(address, 'LineThree'),
      together(text(address, 'PostcodeCode'), text(address, 'CityName')),
      text(address, 'CountryID'),
    ),
    facts: filled([
      ...children(found, 'SpecifiedTaxRegistration').map((registration) => ({
        name: child(registration, 'ID')?.getAttribute('schemeID') === 'VA' ? 'VAT' : 'Tax',
        value: text(registration, 'ID'),
      })),
      { name: 'Registration', value: text(found, 'SpecifiedLegalOrganization', 'ID') },
      { name: 'Identifier', value: text(found, 'ID') ?? text(found, 'GlobalID') },
      { name: 'Contact', value: text(contact, 'PersonName') },
      { name: 'Email', value: text(contact, 'EmailURIUniversalCommunication', 'URIID') },
      { name: 'Telephone', value: text(contact, 'TelephoneUniversalCommunication', 'CompleteNumber') },
    ]),
  };
}

function line(row: Element): DrawnLine {
  const product = child(row, 'SpecifiedTradeProduct');
  const price = child(row, 'SpecifiedLineTradeAgreement', 'NetPriceProductTradePrice');
  const quantity = child(row, 'SpecifiedLineTradeDelivery', 'BilledQuantity');
  const settlement = child(row, 'SpecifiedLineTradeSettlement');
  const tax = child(settlement, 'ApplicableTradeTax');
  const per = text(price, 'BasisQuantity');
  const amount = text(price, 'ChargeAmount');
  return {
    identifier: text(row, 'AssociatedDocumentLineDocument', 'LineID'),
    item: text(product, 'Name'),
    further: [
      text(product, 'Description'),
      text(row, 'AssociatedDocumentLineDocument', 'IncludedNote', 'Content'),
      ...children(settlement, 'SpecifiedTradeAllowanceCharge').map((each) => describe(allowance(each))),
    ].flatMap((part) => part ?? []),
    quantity: quantity?.textContent.trim() ?? null,
    unit: quantity?.getAttribute('unitCode') ?? null,
    price: priceOf(amount, per),
    vat: together(text(tax, 'CategoryCode'), text(tax, 'RateApplicablePercent')),
    net: text(settlement, 'SpecifiedTradeSettlementLineMonetarySummation', 'LineTotalAmount'),
  };
}

function allowance(row: Element): DrawnAllowance {
  return {
    name: text(row, 'ChargeIndicator', 'Indicator') === 'true' ? 'Charge' : 'Allowance',
    reason: text(row, 'Reason'),
    amount: text(row, 'ActualAmount'),
  };
}
