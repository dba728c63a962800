// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { draw } from './draw';

const UBL = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <b:ID>F1</b:ID><b:IssueDate>2026-06-17</b:IssueDate><b:InvoiceTypeCode>384</b:InvoiceTypeCode>
  <b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>
  <a:AccountingSupplierParty><a:Party>
    <a:PartyName><b:Name>Le moulin</b:Name></a:PartyName>
    <a:PostalAddress><b:CityName>Lyon</b:CityName><b:PostalZone>69001</b:PostalZone></a:PostalAddress>
    <a:PartyLegalEntity><b:RegistrationName>Au bon moulin</b:RegistrationName></a:PartyLegalEntity>
  </a:Party></a:AccountingSupplierParty>
  <a:TaxTotal><b:TaxAmount>5.50</b:TaxAmount><a:TaxSubtotal><b:TaxableAmount>100.00</b:TaxableAmount>
    <b:TaxAmount>5.50</b:TaxAmount><a:TaxCategory><b:ID>S</b:ID><b:Percent>5.5</b:Percent></a:TaxCategory>
  </a:TaxSubtotal></a:TaxTotal>
  <a:LegalMonetaryTotal><b:PayableAmount>105.50</b:PayableAmount></a:LegalMonetaryTotal>
  <a:InvoiceLine><b:ID>1</b:ID><b:InvoicedQuantity unitCode="C62">20</b:InvoicedQuantity>
    <b:LineExtensionAmount>100.00</b:LineExtensionAmount>
    <a:Item><b:Name>Nougat</b:Name><a:ClassifiedTaxCategory><b:ID>S</b:ID><b:Percent>5.5</b:Percent></a:ClassifiedTaxCategory></a:Item>
    <a:Price><b:PriceAmount>50.00</b:PriceAmount><b:BaseQuantity>10</b:BaseQuantity></a:Price>
  </a:InvoiceLine>
</Invoice>`;

const CII = `<x:CrossIndustryInvoice xmlns:x="urn:rsm" xmlns:r="urn:ram" xmlns:u="urn:udt">
  <x:ExchangedDocument><r:ID>R7</r:ID><r:TypeCode>381</r:TypeCode>
    <r:IssueDateTime><u:DateTimeString format="102">20260617</u:DateTimeString></r:IssueDateTime></x:ExchangedDocument>
  <x:SupplyChainTradeTransaction>
    <r:IncludedSupplyChainTradeLineItem>
      <r:AssociatedDocumentLineDocument><r:LineID>1</r:LineID></r:AssociatedDocumentLineDocument>
      <r:SpecifiedTradeProduct><r:Name>Biscuits</r:Name></r:SpecifiedTradeProduct>
      <r:SpecifiedLineTradeDelivery><r:BilledQuantity unitCode="H87">5</r:BilledQuantity></r:SpecifiedLineTradeDelivery>
    </r:IncludedSupplyChainTradeLineItem>
    <r:ApplicableHeaderTradeAgreement><r:BuyerTradeParty><r:Name>Ma jolie boutique</r:Name></r:BuyerTradeParty></r:ApplicableHeaderTradeAgreement>
    <r:ApplicableHeaderTradeSettlement><r:InvoiceCurrencyCode>EUR</r:InvoiceCurrencyCode>
      <r:SpecifiedTradeSettlementHeaderMonetarySummation><r:DuePayableAmount>12.00</r:DuePayableAmount></r:SpecifiedTradeSettlementHeaderMonetarySummation>
    </r:ApplicableHeaderTradeSettlement>
  </x:SupplyChainTradeTransaction>
</x:CrossIndustryInvoice>`;

describe('drawing a structured document', () => {
  it('reads UBL whatever its prefixes are', () => {
    const drawn = draw(UBL);
    expect(drawn).toMatchObject({
      title: 'Corrected invoice',
      number: 'F1',
      currency: 'EUR',
      facts: [
        { name: 'Issue date', value: '2026-06-17' },
        { name: 'Currency', value: 'EUR' },
      ],
      parties: [{ role: 'Seller', name: 'Au bon moulin', lines: ['Le moulin', '69001 Lyon'] }],
      lines: [
        {
          identifier: '1',
          item: 'Nougat',
          quantity: '20',
          unit: 'C62',
          price: '50.00 / 10',
          vat: 'S 5.5',
          net: '100.00',
        },
      ],
      vat: [{ category: 'S', rate: '5.5', base: '100.00', tax: '5.50' }],
    });
    expect(drawn?.totals).toEqual([
      { name: 'VAT', value: '5.50' },
      { name: 'Amount due', value: '105.50' },
    ]);
  });

  it('reads CII and its dates', () => {
    expect(draw(CII)).toMatchObject({
      title: 'Credit note',
      number: 'R7',
      facts: [
        { name: 'Issue date', value: '2026-06-17' },
        { name: 'Currency', value: 'EUR' },
      ],
      parties: [{ role: 'Buyer', name: 'Ma jolie boutique' }],
      lines: [{ item: 'Biscuits', quantity: '5', unit: 'H87' }],
      totals: [{ name: 'Amount due', value: '12.00' }],
    });
  });

  it('leaves other XML and broken XML to be shown as they stand', () => {
    expect(draw('<order/>')).toBeNull();
    expect(draw('<Invoice>')).toBeNull();
  });
});
