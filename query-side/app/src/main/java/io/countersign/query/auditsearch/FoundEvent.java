package io.countersign.query.auditsearch;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.audithistory.HistoryEntry;
import org.jspecify.annotations.Nullable;

/**
 * An event with the invoice that it happened to.
 *
 * @param invoiceId {@code null} where somebody added an event to the database that belongs to none
 * @param invoiceNumber the number that the invoice has now, {@code null} where none is known
 * @param entry the event as its invoice's history shows it
 * @param comment what was said, {@code null} for events of the review
 */
record FoundEvent(
        @Nullable InvoiceId invoiceId,
        @Nullable String invoiceNumber,
        @JsonUnwrapped HistoryEntry entry,
        @Nullable Said comment) {

    /**
     * A comment.
     *
     * @param number its place in the discussion
     * @param term path of the term or row that it is about, {@code null} where about the invoice as a whole
     */
    record Said(long number, String text, @Nullable String term) {}
}
