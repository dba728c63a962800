package io.countersign.query.auditsearch;

import io.countersign.contract.review.InvoiceId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision that was refused because it was stale.
 *
 * @param at when it was first tried
 * @param invoiceNumber the number that the invoice has now, {@code null} where none is known
 * @param expectedReviewVersion the version that it was made on
 * @param currentReviewVersion the version that it met
 * @param wanted the values that it would have set, by path; {@code null} for what it would have cleared or removed
 * @param times how often the same was tried
 */
record RejectedDecision(
        String actor,
        Instant at,
        InvoiceId invoiceId,
        @Nullable String invoiceNumber,
        long expectedReviewVersion,
        long currentReviewVersion,
        String kind,
        Map<String, @Nullable String> wanted,
        int times) {}
