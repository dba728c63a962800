package io.countersign.query.reviewqueue;

import io.countersign.contract.findings.Findings;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.contract.terms.TermType;
import io.countersign.query.platform.Claim;
import io.countersign.query.presence.Present;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice in the queue. A value that the invoice lacks, or that is no date or number where it should be one, is
 * {@code null}.
 *
 * @param status e.g. {@code in_review}
 * @param amountDue amount due for payment, in {@code currency} (ISO 4217)
 * @param errorFindings how many findings stand in the way of an approval without a reason
 * @param claim who works on it just now, {@code null} where nobody says so
 * @param presence who has it open just now
 * @param changedAt when its newest event was recorded
 * @param changedBy who decided that
 * @param incomplete whether an event of it could not be taken in, so that it may be older than the review is, or lack
 *     something
 */
record QueueRow(
        InvoiceId invoiceId,
        long reviewVersion,
        String status,
        @Nullable String invoiceNumber,
        @Nullable String sellerName,
        @Nullable String buyerName,
        @Nullable LocalDate issueDate,
        @Nullable LocalDate dueDate,
        @Nullable String currency,
        @Nullable BigDecimal amountDue,
        int errorFindings,
        @Nullable Claim claim,
        List<Present> presence,
        Instant changedAt,
        String changedBy,
        boolean incomplete) {

    /** What the queue shows of a review; {@code newest} is the event that led to its version. */
    static QueueRow of(Review review, RecordedEvent newest) {
        Invoice invoice = review.invoice();
        return new QueueRow(
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
                Findings.errors(invoice).size(),
                null,
                List.of(),
                newest.at(),
                newest.actor(),
                false);
    }

    /** The same under that claim, with these people. */
    QueueRow with(@Nullable Claim by, List<Present> people) {
        return new QueueRow(
                invoiceId,
                reviewVersion,
                status,
                invoiceNumber,
                sellerName,
                buyerName,
                issueDate,
                dueDate,
                currency,
                amountDue,
                errorFindings,
                by,
                people,
                changedAt,
                changedBy,
                incomplete);
    }
}
