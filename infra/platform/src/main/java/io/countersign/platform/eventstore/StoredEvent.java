package io.countersign.platform.eventstore;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.platform.web.ProblemException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event of any stream, with all that stands beside it.
 *
 * @param globalPosition its place in the order of insertion over all streams
 * @param version its number in its stream
 * @param content what it says
 * @param at when it was recorded
 * @param hash SHA-256, lower-case hex; docs/event-store.md says over what
 * @param previousHash the hash of the event before it in its stream; zeros for the first
 */
public record StoredEvent(
        long globalPosition,
        String streamId,
        long version,
        Content content,
        Instant at,
        String hash,
        String previousHash) {

    /** What an event says, by the kind of its stream; or that it says nothing any more. */
    public sealed interface Content {

        /** The name of the event's type. */
        String type();
    }

    /** An event that can be read. */
    public sealed interface Known extends Content {

        /** Who decided, said or tried it. */
        String actor();

        /** Names the decision. */
        UUID commandId();
    }

    /** Of an invoice's review. */
    public record Reviewed(ReviewEvent event, String actor, UUID commandId) implements Known {
        @Override
        public String type() {
            return event.getClass().getSimpleName();
        }
    }

    /** Of an invoice's discussion. */
    public record Said(CommentAdded event, String actor, UUID commandId) implements Known {
        @Override
        public String type() {
            return event.getClass().getSimpleName();
        }
    }

    /** Of a node's refused attempts. */
    public record Refused(StaleDecisionRejected event, String actor, UUID commandId) implements Known {
        @Override
        public String type() {
            return event.getClass().getSimpleName();
        }
    }

    /**
     * Its payload or its metadata is none that this release or one before it wrote: a later one did, or it was altered in
     * the database. A question about other events must not fail for it, and whoever looks at this one must see it.
     *
     * @param type as it is stored
     * @param revision the same
     */
    public record Unreadable(String type, String revision) implements Content {}

    /** Which invoice it concerns; empty for a stream of no invoice. */
    public Optional<InvoiceId> invoiceId() {
        // Its stream says so of any other, and cannot be altered unnoticed where its payload was.
        return content instanceof Refused refused ? Optional.of(refused.event().invoiceId()) : invoiceOf(streamId);
    }

    /** Whose review or discussion a stream holds; empty for any other stream. */
    public static Optional<InvoiceId> invoiceOf(String streamId) {
        return InvoiceId.parse(streamId).or(() -> CommentAdded.invoiceOf(streamId));
    }

    /**
     * The comment as it stands in its discussion.
     *
     * @throws ProblemException where it is no comment that can be read
     */
    public Comment comment() {
        if (content instanceof Said said) {
            return Comment.of(said.event(), version, said.actor(), at);
        }
        throw misplaced();
    }

    /** Why it is not what its stream holds. */
    public ProblemException misplaced() {
        return content instanceof Unreadable unread
                ? HistoryBroken.unread(streamId, version, unread.type(), unread.revision())
                : HistoryBroken.altered(streamId, version);
    }
}
