package io.countersign.command.intake;

import static io.countersign.command.intake.Documents.JSON;
import static io.countersign.command.intake.Documents.XML;
import static io.countersign.command.intake.Documents.bytes;
import static io.countersign.command.intake.Documents.error;
import static io.countersign.command.intake.Documents.extraction;
import static io.countersign.command.intake.Documents.invoice;
import static io.countersign.command.intake.Documents.read;
import static io.countersign.command.intake.Documents.ubl;
import static io.countersign.command.intake.Documents.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.intake.DocumentReading.Read;
import io.countersign.command.intake.DocumentReading.UnsupportedMediaType;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.terms.Term;
import io.countersign.contract.terms.TermPath;
import io.countersign.contract.terms.Terms;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {

    private static final Map<String, String> EVERY_TERM = new String(bytes("every-term.tsv"), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.split("\t", -1))
            .collect(Collectors.toMap(
                    columns -> columns[0], columns -> columns[1], (first, second) -> first, LinkedHashMap::new));

    @ParameterizedTest
    @ValueSource(strings = {"every-term.ubl.xml", "every-term.cii.xml"})
    void readsEveryTerm(String document) {
        assertThat(invoice(bytes(document), XML).values()).containsExactlyInAnyOrderEntriesOf(EVERY_TERM);
    }

    @Test
    void theDocumentsOfTheTestHoldEveryTermOfTheCatalogue() {
        assertThat(EVERY_TERM.keySet().stream()
                        .map(path -> TermPath.of(path).term().path()))
                .containsExactlyInAnyOrderElementsOf(
                        Terms.all().stream().map(Term::path).toList());
    }

    @Test
    void keepsTheDocumentByteForByte() {
        byte[] document = bytes("every-term.ubl.xml");
        Read read = (Read) new DocumentReader().read(document, "text/xml; charset=utf-8", "C:\\in\\invoice 7.xml");
        assertThat(read.document().content()).isEqualTo(document);
        assertThat(read.document().description().mediaType()).isEqualTo("application/xml");
        assertThat(read.document().description().fileName()).isEqualTo("invoice 7.xml");
        assertThat(read.document().description().bytes()).isEqualTo(document.length);
        assertThat(read.document().description().sha256()).matches("[0-9a-f]{64}");
        assertThat(read.confidence()).isEmpty();
    }

    @Test
    void readsACreditNoteWithItsAmountsAsTheyAre() {
        Invoice invoice = invoice(utf8("""
                <CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2">
                  <ID>CN-1</ID><CreditNoteTypeCode>381</CreditNoteTypeCode>
                  <PaymentMeans><PaymentDueDate>2026-02-03</PaymentDueDate></PaymentMeans>
                  <LegalMonetaryTotal><PayableAmount currencyID="EUR">12.00</PayableAmount></LegalMonetaryTotal>
                  <CreditNoteLine><ID>A</ID><CreditedQuantity unitCode="C62">3</CreditedQuantity></CreditNoteLine>
                  <CreditNoteLine><ID>A</ID></CreditNoteLine>
                </CreditNote>
                """), XML);
        assertThat(invoice.values())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "invoice_number", "CN-1",
                        "type_code", "381",
                        "due_date", "2026-02-03",
                        "totals.amount_due", "12.00",
                        "lines.l1.identifier", "A",
                        "lines.l1.quantity", "3",
                        "lines.l1.unit_code", "C62",
                        "lines.l2.identifier", "A"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-03, 2026-02-03",
        "2026-02-03Z, 2026-02-03",
        "2026-02-03+01:00, 2026-02-03",
        "2026-02-03T10:00:00, 2026-02-03",
        "20260203, 2026-02-03",
        "202602031015, 2026-02-03",
        "03.02.2026, 03.02.2026",
        "2026-02-30, 2026-02-30"
    })
    void writesDatesInOneFormAndKeepsWhatIsNone(String written, String kept) {
        assertThat(invoice(utf8(ubl("<IssueDate>" + written + "</IssueDate>")), XML)
                        .text("issue_date"))
                .contains(kept);
    }

    @Test
    void keepsOddValuesToBecomeFindings() {
        assertThat(invoice(
                                utf8(ubl("<LegalMonetaryTotal><PayableAmount>1.234,50 €</PayableAmount>"
                                        + "</LegalMonetaryTotal>")),
                                XML)
                        .text("totals.amount_due"))
                .contains("1.234,50 €");
    }

    @Test
    void neverPutsTheNameOfOneAccountBesideTheNumberOfAnother() {
        Invoice invoice = invoice(
                utf8(ubl("<PaymentMeans><PayeeFinancialAccount><ID>A1</ID></PayeeFinancialAccount></PaymentMeans>"
                        + "<PaymentMeans><PayeeFinancialAccount><ID>B2</ID><Name>Other</Name></PayeeFinancialAccount>"
                        + "</PaymentMeans>")),
                XML);
        assertThat(invoice.text("payment.account_identifier")).contains("A1");
        assertThat(invoice.text("payment.account_name")).isEmpty();
    }

    @Test
    void joinsSeveralNotesByLineBreaks() {
        assertThat(invoice(utf8(ubl("<Note>One</Note><Note/><Note>Two</Note>")), XML)
                        .text("note"))
                .contains("One\nTwo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "windows-1252"})
    void readsDocumentsInTheEncodingThatTheyDeclare(String encoding) {
        String document = "<?xml version='1.0' encoding='" + encoding + "'?>"
                + ubl("<AccountingSupplierParty><Party><PartyName><Name>Café Bøgh</Name></PartyName></Party>"
                        + "</AccountingSupplierParty>");
        assertThat(invoice(document.getBytes(Charset.forName(encoding)), XML).text("seller.name"))
                .contains("Café Bøgh");
    }

    @Test
    void readsADocumentBehindAByteOrderMark() {
        assertThat(invoice(utf8("\uFEFF" + ubl("<ID>7</ID>")), XML).text("invoice_number"))
                .contains("7");
    }

    @Test
    void readsZugferd1() {
        Invoice invoice = invoice(utf8("""
                <r:CrossIndustryDocument xmlns:r="urn:ferd:CrossIndustryDocument:invoice:1p0" xmlns:ram="x">
                  <r:HeaderExchangedDocument><ram:ID>Z1</ram:ID></r:HeaderExchangedDocument>
                  <r:SpecifiedSupplyChainTradeTransaction>
                    <ram:ApplicableSupplyChainTradeAgreement>
                      <ram:SellerTradeParty><ram:Name>Altbau KG</ram:Name></ram:SellerTradeParty>
                    </ram:ApplicableSupplyChainTradeAgreement>
                    <ram:IncludedSupplyChainTradeLineItem>
                      <ram:SpecifiedSupplyChainTradeSettlement>
                        <ram:ApplicableTradeTax><ram:ApplicablePercent>19</ram:ApplicablePercent></ram:ApplicableTradeTax>
                        <ram:SpecifiedTradeSettlementMonetarySummation>
                          <ram:LineTotalAmount>5.00</ram:LineTotalAmount>
                        </ram:SpecifiedTradeSettlementMonetarySummation>
                      </ram:SpecifiedSupplyChainTradeSettlement>
                    </ram:IncludedSupplyChainTradeLineItem>
                  </r:SpecifiedSupplyChainTradeTransaction>
                </r:CrossIndustryDocument>
                """), XML);
        assertThat(invoice.values())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "invoice_number", "Z1",
                        "seller.name", "Altbau KG",
                        "lines.l1.net_amount", "5.00",
                        "lines.l1.vat_rate", "19"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Invoice><ID>1</ID></Invoice>",
                "<html/>",
                "<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>"
            })
    void refusesXmlThatIsNoInvoice(String document) {
        assertThat(error(utf8(document), XML).code()).isEqualTo("NOT_AN_INVOICE");
    }

    @Test
    void refusesAnInvoiceWithoutAnyTerm() {
        assertThat(error(utf8(ubl("<Other>1</Other>")), XML).code()).isEqualTo("NOT_AN_INVOICE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no xml", "<a>", "<a></b>", "<?xml version='1.0'?>"})
    void refusesWhatIsNotWellFormed(String document) {
        assertThat(error(utf8(document), XML).code()).isEqualTo("NOT_WELL_FORMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/octet-stream", "image/png", "", "application/xmlx"})
    void refusesOtherMediaTypes(String mediaType) {
        assertThat(new DocumentReader().read(utf8(ubl("<ID>1</ID>")), mediaType, null))
                .isEqualTo(new UnsupportedMediaType(mediaType));
    }

    @Test
    void readsAnExtractionWithItsConfidences() {
        Read read = read(bytes("extraction.json"), JSON);
        assertThat(read.terms().values())
                .containsExactly(
                        Map.entry("invoice_number", "R-88"),
                        Map.entry("issue_date", "3 May 2026"),
                        Map.entry("seller.name", "Imbiss am Hafen"),
                        Map.entry("totals.amount_due", "12.50"),
                        Map.entry("lines.row1.item_name", "Fish roll"),
                        Map.entry("lines.row1.net_amount", "10.50"),
                        Map.entry("lines.l1.item_name", "Lemonade"),
                        Map.entry("lines.l1.net_amount", "2.00"));
        assertThat(read.confidence())
                .containsEntry("invoice_number", new BigDecimal("0.62"))
                .containsEntry("totals.amount_due", BigDecimal.ONE)
                .containsEntry("lines.l1.net_amount", new BigDecimal("0.1235"))
                .doesNotContainKeys("totals.vat_amount", "lines.l1.item_name");
    }

    @Test
    void keepsTheDocumentThatAnExtractionCarries() {
        KeptDocument kept = read(bytes("extraction.json"), JSON).document();
        assertThat(kept.description().mediaType()).isEqualTo("image/png");
        assertThat(kept.description().fileName()).isEqualTo("receipt.png");
        assertThat(kept.content()).startsWith(0x89, 'P', 'N', 'G').hasSize(8);
    }

    @Test
    void keepsAnExtractionItselfWhereItCarriesNoDocument() {
        byte[] extraction = extraction("\"invoice_number\": {\"value\": \"1\"}");
        KeptDocument kept = read(extraction, JSON).document();
        assertThat(kept.description().mediaType()).isEqualTo(JSON);
        assertThat(kept.content()).isEqualTo(extraction);
    }

    @Test
    void givesRowsWithForeignKeysOnesThatAreFree() {
        assertThat(invoice(
                                extraction(
                                        "\"lines.A.net_amount\": {\"value\": \"1\"}, \"lines.l1.net_amount\": {\"value\": \"2\"},"
                                                + "\"lines.A.item_name\": {\"value\": \"x\"}, \"lines.b.c.net_amount\": {\"value\": \"3\"}"),
                                JSON)
                        .values())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "lines.l2.net_amount", "1",
                        "lines.l1.net_amount", "2",
                        "lines.l2.item_name", "x",
                        "lines.l3.net_amount", "3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                                            | NOT_AN_EXTRACTION    | ''",
                "{}                                                                            | NOT_AN_EXTRACTION    | ''",
                "{\"terms\": []}                                                               | NOT_AN_EXTRACTION    | ''",
                "{\"terms\": {}}                                                               | NOT_AN_INVOICE       | ''",
                "{\"terms\": {\"note\": {\"value\": \" \"}}}                                   | NOT_AN_INVOICE       | ''",
                "{\"terms\": {\"note\": \"x\"}}                                                | MALFORMED_TERM       | /terms/note",
                "{\"terms\": {\"note\": {\"value\": []}}}                                      | MALFORMED_VALUE      | /terms/note/value",
                "{\"terms\": {\"note\": {\"value\": \"x\", \"confidence\": 1.1}}}              | MALFORMED_CONFIDENCE | /terms/note/confidence",
                "{\"terms\": {\"note\": {\"value\": \"x\", \"confidence\": 1e-999999999}}}     | MALFORMED_CONFIDENCE | /terms/note/confidence",
                "{\"terms\": {\"note\": {\"value\": \"x\", \"confidence\": \"high\"}}}         | MALFORMED_CONFIDENCE | /terms/note/confidence",
                "{\"terms\": {\"total/~x\": {\"value\": \"x\"}}}                               | UNKNOWN_TERM         | /terms/total~1~0x",
                "{\"terms\": {\"lines.KEY.sum\": {\"value\": \"x\"}}}                          | UNKNOWN_TERM         | /terms/lines.KEY.sum",
                "{\"terms\": {\"note\": {\"value\": \"x\"}}, \"document\": 1}                  | MALFORMED_DOCUMENT   | /document",
                "{\"terms\": {\"note\": {\"value\": \"x\"}}, \"document\": {}}                 | UNSUPPORTED_MEDIA_TYPE | /document/media_type",
                "{\"terms\": {\"note\": {\"value\": \"x\"}}, \"document\": {\"media_type\": \"text/html\", \"base64\": \"PGI+\"}}          | UNSUPPORTED_MEDIA_TYPE | /document/media_type",
                "{\"terms\": {\"note\": {\"value\": \"x\"}}, \"document\": {\"media_type\": \"application/pdf\", \"base64\": \"%%\"}}     | MALFORMED_BASE64       | /document/base64",
                "{\"terms\": {\"note\": {\"value\": \"x\"}}, \"document\": {\"media_type\": \"application/pdf\", \"base64\": \"PGI+\"}}   | MEDIA_TYPE_MISMATCH    | /document/base64",
                "{\"terms\": {\"note\": {\"value\": \"x\"}, \"note\": {\"value\": \"y\"}}}     | NOT_WELL_FORMED      | ''",
                "{\"terms\": {}} {}                                                            | NOT_WELL_FORMED      | ''",
                "{\"terms\":                                                                   | NOT_WELL_FORMED      | ''",
                "''                                                                            | NOT_WELL_FORMED      | ''",
            })
    void refusesMalformedExtractions(String document, String code, String pointer) {
        DocumentError error = error(utf8(document), JSON);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.pointer()).isEqualTo(pointer);
        assertThat(error.message()).isNotBlank();
    }

    @Test
    void namesEveryTermThatIsUnknown() {
        DocumentReading reading = new DocumentReader()
                .read(extraction("\"a\": {\"value\": \"1\"}, \"b\": {\"value\": \"1\"}"), JSON, null);
        assertThat(reading).isInstanceOf(DocumentReading.InvalidDocument.class);
        assertThat(((DocumentReading.InvalidDocument) reading).errors())
                .extracting(DocumentError::pointer)
                .containsExactly("/terms/a", "/terms/b");
    }
}
