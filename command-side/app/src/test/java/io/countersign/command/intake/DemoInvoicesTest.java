package io.countersign.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.intake.DocumentReading.Read;
import io.countersign.contract.findings.Finding;
import io.countersign.contract.findings.Findings;
import io.countersign.contract.findings.Severity;
import io.countersign.contract.invoice.Invoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The invoices that the launcher starts with. */
class DemoInvoicesTest {

    private static final Map<String, List<String>> ERRORS = Map.of(
            "02-catering-wrong-sums.ubl.xml", List.of("BR-CO-10", "BR-CO-13", "BR-CO-15"),
            "09-taxi-receipt.extraction.json", List.of("BR-10", "BR-11", "CS-VALUE", "CS-VALUE"),
            "10-painter-scan.extraction.json", List.of("BR-CO-10", "BR-S-08"));

    @Test
    void haveTheErrorsThatTheyAreMadeToHaveAndNoOthers() throws IOException {
        Map<String, Read> invoices = demoInvoices();
        assertThat(invoices).hasSizeGreaterThanOrEqualTo(12);
        invoices.forEach((file, read) -> assertThat(Findings.of(read.terms()).stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .map(Finding::rule))
                .as(file)
                .containsExactlyElementsOf(ERRORS.getOrDefault(file, List.of())));
    }

    @Test
    void showTheFactsThatTheirDocumentsCarry() throws IOException {
        Map<String, Read> invoices = demoInvoices();
        Invoice printShop = of(invoices, "08-print-shop.facturx.pdf").terms();
        assertThat(printShop.text("seller.name")).contains("Kranich Druck GmbH");
        assertThat(printShop.text("totals.amount_due")).contains("4267.99");
        Read receipt = of(invoices, "09-taxi-receipt.extraction.json");
        assertThat(receipt.document().description().mediaType()).isEqualTo("image/png");
        assertThat(receipt.confidence().values()).anyMatch(confidence -> confidence.doubleValue() < 0.5);
        assertThat(of(invoices, "10-painter-scan.extraction.json")
                        .document()
                        .description()
                        .mediaType())
                .isEqualTo("application/pdf");
    }

    private static Read of(Map<String, Read> invoices, String file) {
        return Objects.requireNonNull(invoices.get(file), file);
    }

    private static Map<String, Read> demoInvoices() throws IOException {
        Map<String, Read> invoices = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                invoices.put(name, Documents.read(Files.readAllBytes(file), mediaType(name)));
            }
        }
        return invoices;
    }

    private static Path folder() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder.resolve("infra/launcher/src/main/resources/demo-invoices");
            }
        }
        throw new IllegalStateException("Not within the repository");
    }

    private static String mediaType(String name) {
        return name.endsWith(".pdf") ? Documents.PDF : name.endsWith(".json") ? Documents.JSON : Documents.XML;
    }
}
