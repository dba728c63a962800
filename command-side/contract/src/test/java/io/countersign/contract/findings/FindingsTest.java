package io.countersign.contract.findings;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.invoice.Invoice;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/** The cases that the browser is held to as well. */
class FindingsTest {

    record Cases(LinkedHashMap<String, String> base, List<Case> cases) {}

    record Case(String name, LinkedHashMap<String, @Nullable String> changes, List<Expected> findings) {}

    record Expected(
            String rule,
            Severity severity,
            @Nullable String message,
            @Nullable List<String> terms) {

        boolean isMetBy(Finding finding) {
            return rule.equals(finding.rule())
                    && severity == finding.severity()
                    && (message == null || message.equals(finding.message()))
                    && (terms == null || terms.equals(finding.terms()));
        }
    }

    private final Cases cases = cases();

    @TestFactory
    Stream<DynamicTest> findsWhatTheSharedCasesSay() {
        return cases.cases().stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    List<Finding> found = Findings.of(invoice(each.changes()));
                    assertThat(found).hasSameSizeAs(each.findings());
                    assertThat(each.findings())
                            .allMatch(expected -> found.stream().anyMatch(expected::isMetBy));
                    assertThat(found)
                            .allMatch(finding ->
                                    each.findings().stream().anyMatch(expected -> expected.isMetBy(finding)));
                    assertThat(Findings.errors(invoice(each.changes())))
                            .isEqualTo(found.stream()
                                    .filter(finding -> finding.severity() == Severity.ERROR)
                                    .toList());
                }));
    }

    @Test
    void hasACaseForEachRule() {
        Set<String> broken = cases.cases().stream()
                .flatMap(each -> each.findings().stream())
                .map(Expected::rule)
                .collect(Collectors.toSet());
        Set<String> without = new TreeSet<>(Findings.rules());
        without.removeAll(broken);
        assertThat(without).isEmpty();
    }

    @Test
    void judgesAnInvoiceOfThousandsOfLinesAndVatRows() {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i <= 5_000; i++) {
            values.put("lines.l" + i + ".net_amount", "1.00");
            values.put("lines.l" + i + ".vat_category_code", "S");
            values.put("lines.l" + i + ".vat_rate", String.valueOf(i));
            values.put("vat_breakdown.v" + i + ".category_code", "S");
            values.put("vat_breakdown.v" + i + ".rate", String.valueOf(i));
            values.put("vat_breakdown.v" + i + ".taxable_amount", "1.00");
        }
        assertThat(Findings.of(new Invoice(values)).stream().map(Finding::rule))
                .contains("BR-46")
                .doesNotContain("BR-S-08");
    }

    private Invoice invoice(Map<String, @Nullable String> changes) {
        SequencedMap<String, String> values = new LinkedHashMap<>(cases.base());
        changes.forEach((path, value) -> {
            if (value == null) {
                values.remove(path);
            } else {
                values.put(path, value);
            }
        });
        return new Invoice(values);
    }

    private static Cases cases() {
        try (InputStream json =
                Objects.requireNonNull(FindingsTest.class.getResourceAsStream("/findings-cases.json"))) {
            return new JsonMapper().readValue(json, Cases.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
