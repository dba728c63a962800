package io.countersign.query.reviewqueue;

import io.countersign.contract.findings.Findings;
import io.countersign.contract.findings.Severity;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.contract.terms.TermType;
import java.util.List;

/** A row of the queue and the review that it was made from. */
record QueueEntry(QueueRow row, Review review) {

    static QueueEntry of(Review review, RecordedEvent newest) {
        Invoice invoice = review.invoice();
        QueueRow row = new QueueRow(
                review.invoiceId(),
                review.version(),
                review.status().text(),
                invoice.text("invoice_number").orElse(null),
                invoice.text("seller.name").orElse(null),
                invoice.text("buyer.name").orElse(null),
                invoice.text("issue_date").flatMap(TermType::date).orElse(null),
                invoice.text("due_date").flatMap(TermType::date).orElse(null),
                invoice.text("currency").orElse(null),
                invoice.number("totals.amount_due").orElse(null),
                (int) Findings.of(invoice).stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .count(),
                null,
                List.of(),
                newest.at(),
                newest.actor());
        return new QueueEntry(row, review);
    }
}
