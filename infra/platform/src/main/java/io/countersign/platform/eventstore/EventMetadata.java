package io.countersign.platform.eventstore;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.platform.observability.Traces;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.messaging.Message;
import org.jspecify.annotations.Nullable;

/** What stands beside each event: who decided, the decision's id, and its place in a trace where it has one. */
public final class EventMetadata {

    public static final String ACTOR = "actor";
    public static final String COMMAND_ID = "command_id";

    /** Where the decision stands in a trace; only where it is traced. */
    public static final String TRACEPARENT = Traces.TRACEPARENT;

    private EventMetadata() {}

    /** The metadata of a decision. */
    public static Map<String, Object> of(String actor, UUID commandId) {
        return Map.of(ACTOR, actor, COMMAND_ID, commandId.toString());
    }

    /** The place of a traced decision in its trace, {@code null} for any other. */
    public static @Nullable String traceparent(Message<?> message) {
        return stated(message, TRACEPARENT);
    }

    /** A value as far as it is there; an event that was altered may lack what each has, or all that stands beside it. */
    public static @Nullable String stated(Message<?> message, String key) {
        try {
            return message.getMetaData().get(key) instanceof String text ? text : null;
        } catch (RuntimeException altered) {
            // Nobody read it yet. Whoever takes the event in says that it cannot be read.
            return null;
        }
    }

    /** The event of a review as it stands in its history; {@code message} holds a {@link ReviewEvent}. */
    public static RecordedEvent recorded(DomainEventMessage<?> message) {
        return new RecordedEvent(
                message.getSequenceNumber(),
                (ReviewEvent) message.getPayload(),
                text(message, ACTOR),
                message.getTimestamp(),
                UUID.fromString(text(message, COMMAND_ID)));
    }

    /** The comment as it stands in its discussion; {@code message} holds a {@link CommentAdded}. */
    public static Comment comment(DomainEventMessage<?> message) {
        return Comment.of(
                (CommentAdded) message.getPayload(),
                message.getSequenceNumber(),
                text(message, ACTOR),
                message.getTimestamp());
    }

    /** A value that each event, and each command that leads to one, carries. */
    public static String text(Message<?> message, String key) {
        return (String) Objects.requireNonNull(message.getMetaData().get(key), key);
    }
}
