package io.countersign.contract.review;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision made on a stale version was refused. Kept in a stream of its own for each node, so that nobody goes stale
 * by it; for auditors, who want to see what was tried.
 *
 * @param kind {@code correction}, {@code approval}, {@code rejection}, {@code hold} or {@code reopening}
 * @param actor who tried
 * @param expectedReviewVersion the version that it was made on
 * @param currentReviewVersion the version that it met
 * @param wanted the values that it would have set, by path; {@code null} for a term that it would have cleared
 * @param times how often the same was tried since {@code at}
 * @param at the first of these tries
 */
public record StaleDecisionRejected(
        InvoiceId invoiceId,
        String kind,
        String actor,
        long expectedReviewVersion,
        long currentReviewVersion,
        Map<String, @Nullable String> wanted,
        int times,
        Instant at) {

    private static final String ATTEMPTS = "attempts/";

    /** The stream of what a node refused. */
    public static String streamOf(String node) {
        return ATTEMPTS + node;
    }

    /** Whether a stream holds what a node refused. */
    public static boolean isIn(String streamId) {
        return streamId.startsWith(ATTEMPTS);
    }
}
