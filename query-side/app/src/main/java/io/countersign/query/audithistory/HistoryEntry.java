package io.countersign.query.audithistory;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.platform.eventstore.StoredEvent.Refused;
import io.countersign.platform.eventstore.StoredEvent.Reviewed;
import io.countersign.platform.eventstore.StoredEvent.Said;
import io.countersign.platform.eventstore.StoredEvent.Unreadable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an invoice: an event of its review, a comment, or a decision that was refused because it was stale.
 *
 * @param reviewVersion the version that the event led to, {@code null} for what is no event of the review
 * @param event its type, e.g. {@code InvoiceCorrected}
 * @param unreadable whether its content was altered in the database so that nothing of it can be shown: then all that
 *     comes from the content is absent
 * @param actor who decided, said or tried it
 * @param at when it was recorded; for a refused decision, when it was first tried
 * @param commandId names the decision
 * @param changes the terms that it changed
 * @param note what the person wrote beside it
 * @param reasonCode why, for a rejection, a hold or a reopening
 * @param reason why, in the person's words
 * @param forced whether it was put through whatever others had changed meanwhile
 * @param force why, on which version, and over what; {@code null} where it was not forced
 * @param attempt what was refused, {@code null} for what was not
 * @param hash its place in the chain of its stream: SHA-256 in lower-case hex
 * @param previousHash the hash of the event before it in its stream
 */
public record HistoryEntry(
        @Nullable Long reviewVersion,
        String event,
        boolean unreadable,
        @Nullable String actor,
        Instant at,
        @Nullable UUID commandId,
        List<TermChange> changes,
        @Nullable String note,
        @Nullable String reasonCode,
        @Nullable String reason,
        boolean forced,
        @Nullable Forced force,
        @Nullable Attempt attempt,
        String hash,
        String previousHash) {

    /**
     * A decision that was refused.
     *
     * @param kind {@code correction}, {@code approval}, {@code rejection}, {@code hold} or {@code reopening}
     * @param expectedReviewVersion the version that it was made on
     * @param currentReviewVersion the version that it met
     * @param wanted the values that it would have set, by path; {@code null} for what it would have cleared or removed
     * @param times how often the same was tried
     */
    public record Attempt(
            String kind,
            long expectedReviewVersion,
            long currentReviewVersion,
            Map<String, @Nullable String> wanted,
            int times) {}

    /** The entry of a stored event of any kind. */
    public static HistoryEntry of(StoredEvent stored) {
        return switch (stored.content()) {
            case Reviewed reviewed -> of(stored, reviewed);
            case Refused(StaleDecisionRejected refused, String actor, UUID commandId) ->
                bare(
                        stored,
                        null,
                        actor,
                        refused.at(),
                        commandId,
                        new Attempt(
                                refused.kind(),
                                refused.expectedReviewVersion(),
                                refused.currentReviewVersion(),
                                refused.wanted(),
                                refused.times()));
            case Said said -> bare(stored, null, said.actor(), stored.at(), said.commandId(), null);
            case Unreadable _ -> bare(stored, versionOfReview(stored), null, stored.at(), null, null);
        };
    }

    private static HistoryEntry of(StoredEvent stored, Reviewed reviewed) {
        ReviewEvent event = reviewed.event();
        Forced force = event instanceof InvoiceCorrected corrected ? corrected.forced() : null;
        return new HistoryEntry(
                stored.version(),
                reviewed.type(),
                false,
                reviewed.actor(),
                stored.at(),
                reviewed.commandId(),
                event.changes(),
                event.note(),
                reasonCode(event),
                reason(event),
                force != null,
                force,
                null,
                stored.hash(),
                stored.previousHash());
    }

    private static HistoryEntry bare(
            StoredEvent stored,
            @Nullable Long reviewVersion,
            @Nullable String actor,
            Instant at,
            @Nullable UUID commandId,
            @Nullable Attempt attempt) {
        return new HistoryEntry(
                reviewVersion,
                stored.content().type(),
                stored.content() instanceof Unreadable,
                actor,
                at,
                commandId,
                List.of(),
                null,
                null,
                null,
                false,
                null,
                attempt,
                stored.hash(),
                stored.previousHash());
    }

    /** A review's stream is its invoice's id. */
    private static @Nullable Long versionOfReview(StoredEvent stored) {
        return InvoiceId.parse(stored.streamId()).isPresent() ? stored.version() : null;
    }

    private static @Nullable String reasonCode(ReviewEvent event) {
        return switch (event) {
            case InvoiceRejected rejected -> rejected.reasonCode();
            case InvoicePutOnHold hold -> hold.reasonCode();
            case InvoiceReopened reopened -> reopened.reasonCode();
            case InvoiceReceived _, InvoiceCorrected _, InvoiceApproved _ -> null;
        };
    }

    private static @Nullable String reason(ReviewEvent event) {
        return switch (event) {
            case InvoiceApproved approved -> approved.reason();
            case InvoiceRejected rejected -> rejected.reason();
            case InvoicePutOnHold hold -> hold.reason();
            case InvoiceReopened reopened -> reopened.reason();
            case InvoiceReceived _, InvoiceCorrected _ -> null;
        };
    }
}
