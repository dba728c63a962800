package io.countersign.platform.eventstore;

import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Reads events from rows of the store, whichever question was asked for them; the one place that knows their columns. */
public final class EventReader {

    /** What a query selects of {@code event_store.event} for {@link #read}. */
    public static final String COLUMNS = columns("true");

    private final EventJson json;

    EventReader(EventJson json) {
        this.json = json;
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

    /** The event that a row with {@link #COLUMNS} holds. */
    public StoredEvent read(ResultSet row) throws SQLException {
        UnreadEvent unread = UnreadEvent.of(row);
        JsonNode metadata = metadata(unread);
        return new StoredEvent(
                row.getLong("global_position"),
                row.getString("stream_id"),
                unread.version(),
                event(unread),
                actor(metadata),
                unread.at(),
                commandId(metadata),
                row.getString("hash"),
                row.getString("previous_hash"));
    }

    /** An event of a review. */
    RecordedEvent recorded(UnreadEvent unread) {
        JsonNode metadata = metadata(unread);
        return new RecordedEvent(
                unread.version(), (ReviewEvent) event(unread), actor(metadata), unread.at(), commandId(metadata));
    }

    private Object event(UnreadEvent unread) {
        return json.read(unread.eventType(), unread.revision(), unread.payload());
    }

    private JsonNode metadata(UnreadEvent unread) {
        return json.getObjectMapper().readTree(unread.metadata());
    }

    private static String actor(JsonNode metadata) {
        return metadata.required(EventMetadata.ACTOR).stringValue();
    }

    private static UUID commandId(JsonNode metadata) {
        return UUID.fromString(metadata.required(EventMetadata.COMMAND_ID).stringValue());
    }
}
