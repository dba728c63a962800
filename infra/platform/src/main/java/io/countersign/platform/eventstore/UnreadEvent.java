package io.countersign.platform.eventstore;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * What an event says, as it is stored: JSON that nobody has read yet, so that one that cannot be read stands in the way of
 * none before it.
 *
 * @param payload in UTF-8, as it came from the database: JSON is read from bytes faster than from text
 * @param metadata the same
 */
public record UnreadEvent(
        long version, String eventType, String revision, byte[] payload, byte[] metadata, Instant at) {

    /** What a query selects for {@link #of}. */
    public static final String COLUMNS = "version, event_type, revision, payload, metadata, recorded_at";

    /** The event that a row with at least {@link #COLUMNS} holds. */
    public static UnreadEvent of(ResultSet row) throws SQLException {
        return new UnreadEvent(
                row.getLong("version"),
                row.getString("event_type"),
                row.getString("revision"),
                row.getBytes("payload"),
                row.getBytes("metadata"),
                EventReader.recordedAt(row));
    }
}
