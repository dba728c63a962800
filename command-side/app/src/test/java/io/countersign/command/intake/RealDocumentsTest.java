package io.countersign.command.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.command.intake.DocumentReading.InvalidDocument;
import io.countersign.command.intake.DocumentReading.Read;
import io.countersign.command.intake.RealDocuments.RealDocument;
import io.countersign.contract.findings.Finding;
import io.countersign.contract.findings.Findings;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.terms.TermType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RealDocumentsTest {

    /** Facts of SOURCES.tsv that we read otherwise, each with the reason; {@code file column}. */
    private static final Map<String, String> READ_OTHERWISE = Map.of();

    /** Findings that differ from the official ones, each with the reason; {@code file rule}. */
    private static final Map<String, String> FOUND_OTHERWISE = Map.of(
            "kositcfg__ubl008.xml BR-S-01",
            "a VAT breakdown row that no line uses; only the rules for UBL mind, and BR-S-08 is found for it",
            "kositcfg__ubl008.xml BR-27",
            "the rules for UBL count a missing price as a negative one; BR-26 is found for it");

    /** Rules of the text of EN 16931 that its official rules do not assert, of Peppol, and of our own. */
    private static final Set<String> NOT_ASSERTED_OFFICIALLY =
            Set.of("BR-CO-25", "PEPPOL-EN16931-R120", "CS-VALUE", "CS-DUE-DATE");

    private static final Map<String, String> TERM_OF_FACT = Map.of(
            "invoice_number", "invoice_number",
            "type_code", "type_code",
            "issue_date", "issue_date",
            "due_date", "due_date",
            "currency", "currency",
            "seller", "seller.name",
            "buyer", "buyer.name",
            "tax_exclusive", "totals.amount_without_vat",
            "tax_amount", "totals.vat_amount",
            "payable", "totals.amount_due");

    private List<RealDocument> documents = List.of();

    @BeforeEach
    void findDocuments() throws IOException {
        Optional<Path> folder = RealDocuments.folder();
        assumeTrue(folder.isPresent(), "skipped: ../shared/invoices is not beside the repository");
        documents = RealDocuments.in(folder.orElseThrow());
    }

    @Test
    void importsNearlyAllRealInvoicesWithTheirFacts() {
        List<RealDocument> invoices =
                documents.stream().filter(RealDocument::isInvoice).toList();
        List<String> refused = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        int facts = 0;
        for (RealDocument document : invoices) {
            if (document.read() instanceof Read read) {
                facts += compare(document, read.terms(), differences);
            } else {
                refused.add(document + ": " + document.read());
            }
        }
        System.out.printf(
                "Real documents: %d of %d invoices import, %d facts compared, %d differ%n",
                invoices.size() - refused.size(), invoices.size(), facts, differences.size());
        assertThat(differences).isEmpty();
        assertThat(refused.size()).as("refused: %s", refused).isLessThanOrEqualTo(invoices.size() * 3 / 100);
    }

    @Test
    void refusesEveryMalformedDocument() {
        List<RealDocument> malformed = documents.stream()
                .filter(document -> document.kind().equals("invalid-malformed"))
                .toList();
        assertThat(malformed)
                .isNotEmpty()
                .allSatisfy(document -> assertThat(document.read()).isInstanceOf(InvalidDocument.class));
        System.out.printf("Real documents: %d malformed ones refused%n", malformed.size());
    }

    @Test
    void refusesExtractionsInTheFormatsOfOtherProducts() {
        assertThat(documents.stream().filter(document -> document.kind().equals("ocr-json")))
                .isNotEmpty()
                .allSatisfy(document -> assertThat(document.read()).isInstanceOf(InvalidDocument.class));
    }

    @Test
    void findsWhatTheOfficialRulesFind() {
        Set<String> ours = new TreeSet<>(Findings.rules());
        ours.removeAll(NOT_ASSERTED_OFFICIALLY);
        List<String> missed = new ArrayList<>();
        List<String> falseOnes = new ArrayList<>();
        int checked = 0;
        int agreed = 0;
        for (RealDocument document : documents) {
            boolean judged = Set.of("valid", "invalid").contains(document.fact("cen_verdict"))
                    && !document.list("cen_errors").contains("XSD");
            if (!judged || !(document.read() instanceof Read read)) {
                continue;
            }
            checked++;
            Set<String> expected = document.list("cen_errors");
            expected.retainAll(ours);
            Set<String> found =
                    Findings.of(read.terms()).stream().map(Finding::rule).collect(Collectors.toSet());
            found.retainAll(ours);
            for (String rule : expected) {
                if (found.contains(rule)) {
                    agreed++;
                } else if (!FOUND_OTHERWISE.containsKey(document + " " + rule)) {
                    missed.add(document + " " + rule);
                }
            }
            for (String rule : found) {
                if (!expected.contains(rule) && !FOUND_OTHERWISE.containsKey(document + " " + rule)) {
                    falseOnes.add(document + " " + rule);
                }
            }
        }
        System.out.printf(
                "Real documents: %d judged by the official rules, %d findings agree, %d missed, %d false%n",
                checked, agreed, missed.size(), falseOnes.size());
        assertThat(List.of(missed, falseOnes)).as("missed, false").containsOnly(List.of());
    }

    @Test
    void findsEveryArithmeticViolation() {
        int checked = 0;
        for (RealDocument document : documents) {
            if (document.read() instanceof Read read) {
                List<String> found =
                        Findings.of(read.terms()).stream().map(Finding::rule).toList();
                for (String violation : document.list("arith_violations")) {
                    // "-strict" ones are within the tolerance of the official rules.
                    if (Findings.rules().contains(violation)) {
                        checked++;
                        assertThat(found).as(document.file()).contains(violation);
                    }
                }
            }
        }
        System.out.printf("Real documents: %d arithmetic violations found%n", checked);
        assertThat(checked).isPositive();
    }

    private static int compare(RealDocument document, Invoice invoice, List<String> differences) {
        TERM_OF_FACT.forEach((fact, path) -> {
            String expected = document.fact(fact);
            String actual = invoice.text(path).orElse("");
            if (!sameFact(path, expected, actual) && !READ_OTHERWISE.containsKey(document + " " + fact)) {
                differences.add(document + " " + fact + ": expected <" + expected + "> but was <" + actual + ">");
            }
        });
        int lines = invoice.rows("lines").size();
        if (!String.valueOf(lines).equals(document.fact("lines"))) {
            differences.add(document + " lines: expected " + document.fact("lines") + " but was " + lines);
        }
        return TERM_OF_FACT.size() + 1;
    }

    private static boolean sameFact(String path, String expected, String actual) {
        boolean amount = path.startsWith("totals.");
        return expected.equals(actual) || (amount && TermType.AMOUNT.sameMeaning(expected, actual));
    }
}
