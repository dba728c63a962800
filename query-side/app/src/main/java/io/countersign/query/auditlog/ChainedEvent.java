package io.countersign.query.auditlog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/**
 * An event as it is stored, of which nothing is believed: all that its hash covers ({@code docs/event-store.md}), texts to
 * the letter, hashes in hex.
 *
 * @param recordedAt in UTC with six decimals, as it is hashed
 */
public record ChainedEvent(
        String streamId,
        long version,
        String eventId,
        String eventType,
        String revision,
        String recordedAt,
        String payload,
        String metadata,
        String previousHash,
        String contentHash,
        String hash) {

    /** What a query selects of {@code event_store.event e} for {@link #of}. */
    public static final String COLUMNS = """
            e.stream_id, e.version, e.event_id, e.event_type, e.revision, e.payload, e.metadata,
            to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at,
            encode(e.previous_hash, 'hex') AS previous_hash, encode(e.content_hash, 'hex') AS content_hash,
            encode(e.hash, 'hex') AS hash""";

    /** The event of a row with these columns. */
    public static ChainedEvent of(ResultSet row) throws SQLException {
        return new ChainedEvent(
                row.getString("stream_id"),
                row.getLong("version"),
                text(row, "event_id"),
                text(row, "event_type"),
                text(row, "revision"),
                text(row, "recorded_at"),
                text(row, "payload"),
                text(row, "metadata"),
                text(row, "previous_hash"),
                text(row, "content_hash"),
                text(row, "hash"));
    }

    /** Whoever rules the database can take away that a column is never null, and that an instant is one. */
    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }
}
