package io.countersign.query.mentions;

import io.countersign.contract.review.InvoiceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A comment that mentions somebody.
 *
 * @param invoiceNumber the invoice's number as it is now, {@code null} where it has none
 * @param number the comment's place in its discussion
 * @param actor who said it
 * @param term path of the term that it is about, {@code null} where about the invoice as a whole
 */
record Mention(
        InvoiceId invoiceId,
        @Nullable String invoiceNumber,
        long number,
        String actor,
        Instant at,
        String text,
        @Nullable String term) {}
