package io.countersign.platform.eventstore;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The history of a review, read from the event store itself in one ordered query. */
public final class ReviewHistory {

    private final JdbcClient jdbc;
    private final EventJson json;

    ReviewHistory(JdbcClient jdbc, EventJson json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The review's version now, empty where there is no such invoice. */
    public OptionalLong currentVersion(InvoiceId invoiceId) {
        Long version = jdbc.sql("SELECT max(version) FROM event_store.event WHERE stream_id = ?")
                .param(invoiceId.toString())
                .query(Long.class)
                .optional()
                .orElse(null);
        return version == null ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /** All events, oldest first; empty where there is no such invoice. */
    public List<RecordedEvent> of(InvoiceId invoiceId) {
        return read(invoiceId, 0, Integer.MAX_VALUE).stream()
                .map(StoredEvent::recorded)
                .toList();
    }

    /** At most {@code limit} events from {@code fromVersion} on, oldest first. */
    public List<StoredEvent> read(InvoiceId invoiceId, long fromVersion, int limit) {
        return jdbc.sql("""
                        SELECT version, event_type, revision, payload, metadata, recorded_at,
                               encode(hash, 'hex') AS hash, encode(previous_hash, 'hex') AS previous_hash
                        FROM event_store.event
                        WHERE stream_id = ? AND version >= ?
                        ORDER BY version
                        LIMIT ?""")
                .param(invoiceId.toString())
                .param(fromVersion)
                .param(limit)
                .query((row, _) -> storedEvent(row))
                .list();
    }

    private StoredEvent storedEvent(ResultSet row) throws SQLException {
        ReviewEvent event = (ReviewEvent)
                json.read(row.getString("event_type"), row.getString("revision"), row.getString("payload"));
        JsonNode metadata = json.getObjectMapper().readTree(row.getString("metadata"));
        RecordedEvent recorded = new RecordedEvent(
                row.getLong("version"),
                event,
                metadata.required(EventMetadata.ACTOR).stringValue(),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                UUID.fromString(metadata.required(EventMetadata.COMMAND_ID).stringValue()));
        return new StoredEvent(recorded, row.getString("hash"), row.getString("previous_hash"));
    }
}
