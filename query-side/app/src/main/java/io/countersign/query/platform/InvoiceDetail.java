package io.countersign.query.platform;

import io.countersign.contract.findings.Finding;
import io.countersign.contract.findings.Findings;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.Row;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewStatus;
import io.countersign.contract.review.SourceDocument;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An invoice with all that is known of it, now or at an earlier version.
 *
 * @param terms values by path, rows flattened too
 * @param lines the invoice lines, each its {@code key} and its terms by field name
 * @param vatBreakdown as {@code lines}
 * @param allowances as {@code lines}
 * @param charges as {@code lines}
 * @param findings what the rules find wrong with it
 * @param deviations paths of the terms that differ from the document as received
 * @param received for each of the deviations the value received, {@code null} where there was none
 * @param confidence how sure the extraction was, 0 to 1, by path; only for terms that still have the value received
 * @param source the document as received
 * @param claim who works on it just now, {@code null} where nobody says so
 * @param changedAt when its newest event was recorded
 * @param changedBy who decided that
 */
public record InvoiceDetail(
        InvoiceId invoiceId,
        long reviewVersion,
        ReviewStatus status,
        Map<String, String> terms,
        List<Map<String, String>> lines,
        List<Map<String, String>> vatBreakdown,
        List<Map<String, String>> allowances,
        List<Map<String, String>> charges,
        List<Finding> findings,
        List<String> deviations,
        Map<String, @Nullable String> received,
        Map<String, Double> confidence,
        SourceDocument source,
        @Nullable Claim claim,
        Instant changedAt,
        String changedBy) {

    /** The invoice at that version. */
    public static InvoiceDetail of(ReviewVersion version) {
        Review review = version.review();
        Invoice invoice = review.invoice();
        List<TermChange> deviations = review.received().changesTo(invoice);
        Map<String, @Nullable String> received = new LinkedHashMap<>();
        deviations.forEach(deviation -> received.put(deviation.term(), deviation.before()));
        return new InvoiceDetail(
                review.invoiceId(),
                review.version(),
                review.status(),
                invoice.values(),
                rows(invoice, "lines"),
                rows(invoice, "vat_breakdown"),
                rows(invoice, "allowances"),
                rows(invoice, "charges"),
                Findings.of(invoice),
                deviations.stream().map(TermChange::term).toList(),
                received,
                confidence(review.confidence()),
                review.source(),
                null,
                version.newest().at(),
                version.newest().actor());
    }

    /** The same under that claim. */
    public InvoiceDetail claimed(@Nullable Claim by) {
        return new InvoiceDetail(
                invoiceId,
                reviewVersion,
                status,
                terms,
                lines,
                vatBreakdown,
                allowances,
                charges,
                findings,
                deviations,
                received,
                confidence,
                source,
                by,
                changedAt,
                changedBy);
    }

    private static List<Map<String, String>> rows(Invoice invoice, String group) {
        return invoice.rows(group).stream().map(InvoiceDetail::fields).toList();
    }

    private static Map<String, String> fields(Row row) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", row.path().key());
        fields.putAll(row.values());
        return fields;
    }

    /** Numbers in JSON, unlike amounts. */
    private static Map<String, Double> confidence(Map<String, BigDecimal> confidence) {
        Map<String, Double> numbers = new TreeMap<>();
        confidence.forEach((path, sure) -> numbers.put(path, sure.doubleValue()));
        return numbers;
    }
}
