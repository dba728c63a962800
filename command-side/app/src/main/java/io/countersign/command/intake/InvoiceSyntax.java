package io.countersign.command.intake;

import io.countersign.contract.invoice.Invoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The XML syntaxes of an invoice, told apart by their root element. */
enum InvoiceSyntax {
    /** OASIS UBL 2.1, Invoice and CreditNote. Amounts of a credit note are positive and stay so. */
    UBL("ubl.tsv") {
        @Override
        boolean isRoot(String namespace, String name) {
            return (name.equals("Invoice") || name.equals("CreditNote"))
                    && namespace.equals("urn:oasis:names:specification:ubl:schema:xsd:" + name + "-2");
        }

        @Override
        Invoice complete(Invoice invoice) {
            return withSubjectCode(invoice);
        }
    },

    /** UN/CEFACT Cross Industry Invoice D16B, of which the Factur-X profiles are parts. */
    CII("cii.tsv") {
        @Override
        boolean isRoot(String namespace, String name) {
            return name.equals("CrossIndustryInvoice")
                    && namespace.startsWith("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:");
        }
    },

    /** ZUGFeRD 1: an earlier state of CII with other names for some elements. */
    ZUGFERD_1("cii.tsv") {
        @Override
        boolean isRoot(String namespace, String name) {
            return name.equals("CrossIndustryDocument") && namespace.startsWith("urn:ferd:CrossIndustryDocument:");
        }

        @Override
        XmlElement prepared(XmlElement root) {
            return renamed(root);
        }
    };

    private static final Pattern SUBJECT_CODE = Pattern.compile("#([A-Z]{3})#(.+)", Pattern.DOTALL);

    private static final Map<String, String> ZUGFERD_1_NAMES = Map.ofEntries(
            Map.entry("SpecifiedExchangedDocumentContext", "ExchangedDocumentContext"),
            Map.entry("HeaderExchangedDocument", "ExchangedDocument"),
            Map.entry("SpecifiedSupplyChainTradeTransaction", "SupplyChainTradeTransaction"),
            Map.entry("ApplicableSupplyChainTradeAgreement", "ApplicableHeaderTradeAgreement"),
            Map.entry("ApplicableSupplyChainTradeDelivery", "ApplicableHeaderTradeDelivery"),
            Map.entry("ApplicableSupplyChainTradeSettlement", "ApplicableHeaderTradeSettlement"),
            Map.entry("SpecifiedSupplyChainTradeAgreement", "SpecifiedLineTradeAgreement"),
            Map.entry("SpecifiedSupplyChainTradeDelivery", "SpecifiedLineTradeDelivery"),
            Map.entry("SpecifiedSupplyChainTradeSettlement", "SpecifiedLineTradeSettlement"),
            Map.entry("SpecifiedTradeSettlementMonetarySummation", "SpecifiedTradeSettlementHeaderMonetarySummation"),
            Map.entry("ApplicablePercent", "RateApplicablePercent"));

    private final TermTable table;

    InvoiceSyntax(String resource) {
        this.table = TermTable.of(resource);
    }

    abstract boolean isRoot(String namespace, String name);

    XmlElement prepared(XmlElement root) {
        return root;
    }

    Invoice complete(Invoice invoice) {
        return invoice;
    }

    /** The invoice that the document is. */
    static Invoice read(XmlDocument document) throws InvalidDocumentException {
        InvoiceSyntax syntax = of(document)
                .orElseThrow(() -> new InvalidDocumentException(
                        "NOT_AN_INVOICE",
                        "The root element is " + document.root().name()
                                + "; read are UBL Invoice and CreditNote and CII CrossIndustryInvoice."));
        Invoice invoice = syntax.complete(syntax.table.read(syntax.prepared(document.root())));
        if (invoice.values().isEmpty()) {
            throw new InvalidDocumentException("NOT_AN_INVOICE", "The document holds no term of an invoice.");
        }
        return invoice;
    }

    /** The syntax of the document, empty where it is no invoice. */
    static Optional<InvoiceSyntax> of(XmlDocument document) {
        return List.of(values()).stream()
                .filter(syntax ->
                        syntax.isRoot(document.namespace(), document.root().name()))
                .findFirst();
    }

    /** In UBL the subject code of a note (BT-21) stands in the note: {@code #AAI#...}. */
    private static Invoice withSubjectCode(Invoice invoice) {
        Matcher coded = SUBJECT_CODE.matcher(invoice.text("note").orElse(""));
        if (!coded.matches() || coded.group(2).contains("\n#")) {
            return invoice;
        }
        SequencedMap<String, String> values = new LinkedHashMap<>(invoice.values());
        values.put("note_subject_code", coded.group(1));
        values.put("note", coded.group(2).strip());
        return new Invoice(values);
    }

    private static XmlElement renamed(XmlElement element) {
        XmlElement copy = element.named(ZUGFERD_1_NAMES.getOrDefault(element.name(), element.name()));
        element.children().forEach(child -> copy.add(renamed(child)));
        return copy;
    }
}
