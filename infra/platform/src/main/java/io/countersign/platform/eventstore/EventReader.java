package io.countersign.platform.eventstore;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
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
        Object event = json.read(row.getString("event_type"), row.getString("revision"), row.getString("payload"));
        JsonNode metadata = json.getObjectMapper().readTree(row.getString("metadata"));
        return new StoredEvent(
                row.getLong("global_position"),
                row.getString("stream_id"),
                row.getLong("version"),
                event,
                metadata.required(EventMetadata.ACTOR).stringValue(),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                UUID.fromString(metadata.required(EventMetadata.COMMAND_ID).stringValue()),
                row.getString("hash"),
                row.getString("previous_hash"));
    }
}
