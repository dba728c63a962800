package io.countersign.platform.eventstore;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.platform.eventstore.StoredEvent.Content;
import io.countersign.platform.eventstore.StoredEvent.Refused;
import io.countersign.platform.eventstore.StoredEvent.Reviewed;
import io.countersign.platform.eventstore.StoredEvent.Said;
import io.countersign.platform.eventstore.StoredEvent.Unreadable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.InitialEventRepresentation;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;

/** Reads events from rows of the store, whichever question was asked for them; the one place that knows their columns. */
public final class EventReader {

    /** What a query selects of {@code event_store.event} for {@link #read}. */
    public static final String COLUMNS = columns("true");

    private static final OffsetDateTime FIRST = Instant.EPOCH.atOffset(ZoneOffset.UTC);
    private static final OffsetDateTime LAST = OffsetDateTime.parse("9999-12-31T23:59:59Z");

    private final EventJson json;
    private final EventUpcaster upcasters;
    private final ObjectReader signatures;

    EventReader(EventJson json, EventUpcaster upcasters) {
        this.json = json;
        this.upcasters = upcasters;
        this.signatures = json.getObjectMapper().readerFor(Signature.class);
    }

    /**
     * The same where not every row is to be read: payloads are long, and these are left where they are.
     *
     * @param condition in SQL, of the rows to be read; the payload of the others is null
     */
    public static String columns(String condition) {
        return """
                global_position, stream_id, version, event_type, revision, CASE WHEN %s THEN payload END AS payload,
                metadata, recorded_at, encode(hash, 'hex') AS hash, encode(previous_hash, 'hex') AS previous_hash""".formatted(condition);
    }

    /** When the event of a row with {@code recorded_at} was recorded, as near as a calendar has it: somebody
     * who rules the database can also put it at infinity, or take it away. */
    public static Instant recordedAt(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject("recorded_at", OffsetDateTime.class);
        return at == null || at.isBefore(FIRST)
                ? FIRST.toInstant()
                : at.isAfter(LAST) ? LAST.toInstant() : at.toInstant();
    }

    /** The event that a row with {@link #COLUMNS} holds. */
    public StoredEvent read(ResultSet row) throws SQLException {
        UnreadEvent unread = UnreadEvent.of(row);
        return new StoredEvent(
                row.getLong("global_position"),
                row.getString("stream_id"),
                unread.version(),
                content(unread),
                unread.at(),
                row.getString("hash"),
                row.getString("previous_hash"));
    }

    /**
     * An event of a review.
     *
     * @throws HistoryBroken where it is none
     * @throws LaterRelease where a later release wrote it
     */
    public RecordedEvent recorded(InvoiceId invoiceId, UnreadEvent unread) {
        if (readable(invoiceId.toString(), unread) instanceof Reviewed reviewed) {
            try {
                return new RecordedEvent(
                        unread.version(), reviewed.event(), reviewed.actor(), unread.at(), reviewed.commandId());
            } catch (IllegalArgumentException outOfPlace) {
                throw HistoryBroken.altered(invoiceId.toString(), unread.version(), outOfPlace);
            }
        }
        throw HistoryBroken.unread(invoiceId.toString(), unread.version(), unread.eventType(), unread.revision());
    }

    /**
     * A comment on an invoice.
     *
     * @throws HistoryBroken where it is none
     * @throws LaterRelease where a later release wrote it
     */
    public Comment comment(InvoiceId invoiceId, UnreadEvent unread) {
        String streamId = CommentAdded.streamOf(invoiceId);
        if (readable(streamId, unread) instanceof Said said) {
            return Comment.of(said.event(), unread.version(), said.actor(), unread.at());
        }
        throw HistoryBroken.unread(streamId, unread.version(), unread.eventType(), unread.revision());
    }

    private Content readable(String streamId, UnreadEvent unread) {
        try {
            return known(unread);
        } catch (RuntimeException altered) {
            throw HistoryBroken.altered(streamId, unread.version(), altered);
        }
    }

    private Content content(UnreadEvent unread) {
        try {
            return known(unread);
        } catch (RuntimeException altered) {
            return new Unreadable(unread.eventType(), unread.revision());
        }
    }

    /** Touches nothing but the row, so whatever fails here is for what the row holds. */
    private Content known(UnreadEvent unread) {
        Signature signature = signatures.readValue(unread.metadata());
        String actor = Objects.requireNonNull(signature.actor);
        UUID commandId = Objects.requireNonNull(signature.commandId);
        return switch (payload(unread)) {
            case ReviewEvent event -> new Reviewed(event, actor, commandId);
            case CommentAdded event -> new Said(event, actor, commandId);
            case StaleDecisionRejected event -> new Refused(event, actor, commandId);
            case null, default -> new Unreadable(unread.eventType(), unread.revision());
        };
    }

    private @Nullable Object payload(UnreadEvent unread) {
        return EventJson.isCurrent(unread.eventType(), unread.revision())
                ? json.read(unread.eventType(), unread.payload())
                : upcast(unread);
    }

    /** As the framework reads it for aggregates and processors. */
    private @Nullable Object upcast(UnreadEvent unread) {
        EventData<byte[]> stored = new GenericDomainEventEntry<>(
                null,
                null,
                unread.version(),
                "",
                unread.at(),
                unread.eventType(),
                unread.revision(),
                unread.payload(),
                unread.metadata());
        return upcasters
                .upcast(Stream.of(new InitialEventRepresentation(stored, json)))
                .findFirst()
                .map(IntermediateEventRepresentation::getData)
                .map(json::deserialize)
                .orElse(null);
    }

    /** The part of {@link EventMetadata} that a history shows. */
    private record Signature(
            @Nullable String actor, @Nullable UUID commandId) {}
}
