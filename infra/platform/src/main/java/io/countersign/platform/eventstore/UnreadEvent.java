package io.countersign.platform.eventstore;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * What an event says, as it is stored: JSON that nobody has read yet, so that one that cannot be read stands in the way of
 * none before it.
 */
public record UnreadEvent(
        long version, String eventType, String revision, String payload, String metadata, Instant at) {

    /** What a query selects for {@link #of}. */
    public static final String COLUMNS = "version, event_type, revision, payload, metadata, recorded_at";

    /** The event that a row with at least {@link #COLUMNS} holds. */
    public static UnreadEvent of(ResultSet row) throws SQLException {
        return new UnreadEvent(
                row.getLong("version"),
                row.getString("event_type"),
                row.getString("revision"),
                row.getString("payload"),
                row.getString("metadata"),
                EventReader.recordedAt(row));
    }
}
