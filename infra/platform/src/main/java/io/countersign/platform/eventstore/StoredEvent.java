package io.countersign.platform.eventstore;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.StaleDecisionRejected;
import java.time.Instant;
import java.util.UUID;

/**
 * An event of any stream, with all that stands beside it.
 *
 * @param globalPosition its place in the order of insertion over all streams
 * @param version its number in its stream
 * @param event a {@link ReviewEvent}, a {@link CommentAdded} or a {@link StaleDecisionRejected}
 * @param actor who decided, said or tried it
 * @param at when it was recorded
 * @param commandId names the decision
 * @param hash SHA-256, lower-case hex; docs/event-store.md says over what
 * @param previousHash the hash of the event before it in its stream; zeros for the first
 */
public record StoredEvent(
        long globalPosition,
        String streamId,
        long version,
        Object event,
        String actor,
        Instant at,
        UUID commandId,
        String hash,
        String previousHash) {

    /** Which invoice it concerns. */
    public InvoiceId invoiceId() {
        return switch (event) {
            case ReviewEvent ofReview -> ofReview.invoiceId();
            case CommentAdded comment -> comment.invoiceId();
            case StaleDecisionRejected refused -> refused.invoiceId();
            default -> throw new IllegalStateException("An event of no invoice: " + event);
        };
    }

    /** The event of a review as it stands in its history. */
    public RecordedEvent recorded() {
        return new RecordedEvent(version, (ReviewEvent) event, actor, at, commandId);
    }

    /** The comment as it stands in its discussion. */
    public Comment comment() {
        return Comment.of((CommentAdded) event, version, actor, at);
    }
}
