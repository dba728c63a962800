package io.countersign.command;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks into the tables of the event store past the application. */
public record Store(JdbcClient jdbc) {

    private static final JsonMapper JSON = new JsonMapper();

    /** A row of {@code event_store.event}. */
    public record Event(
            String streamId,
            long version,
            UUID eventId,
            String type,
            String revision,
            String payload,
            String metadata,
            Instant recordedAt,
            byte[] previousHash,
            byte[] contentHash,
            byte[] hash) {

        /** The payload, parsed. */
        public JsonNode json() {
            return JSON.readTree(payload);
        }

        /** The metadata, parsed. */
        public JsonNode beside() {
            return JSON.readTree(metadata);
        }
    }

    /** How many rows the tables hold. */
    public record Counts(long events, long sourceDocuments, long receipts) {}

    /** The events of a stream, oldest first. */
    public List<Event> events(String streamId) {
        return query("WHERE stream_id = ? ORDER BY version", streamId);
    }

    /** The events of all streams whose name begins so, in the order of their insertion. */
    public List<Event> eventsOfStreams(String prefix) {
        return query("WHERE stream_id LIKE ? ORDER BY global_position", prefix + "%");
    }

    /** The newest event of a stream. */
    public Event newest(String streamId) {
        return events(streamId).getLast();
    }

    /** The version that a review has. */
    public long version(String streamId) {
        return jdbc.sql("SELECT max(version) FROM event_store.event WHERE stream_id = ?")
                .param(streamId)
                .query(Long.class)
                .single();
    }

    /** What is stored, but for refused attempts, which come when they come. */
    public Counts counts() {
        return jdbc.sql("""
                        SELECT (SELECT count(*) FROM event_store.event WHERE stream_id NOT LIKE 'attempts/%') AS events,
                               (SELECT count(*) FROM event_store.source_document) AS source_documents,
                               (SELECT count(*) FROM event_store.receipt) AS receipts""").query(Counts.class).single();
    }

    /** The refused attempts on an invoice that are recorded, parsed, from all nodes. */
    public List<JsonNode> attempts(String invoiceId) {
        return eventsOfStreams("attempts/").stream()
                .map(Event::json)
                .filter(attempt ->
                        invoiceId.equals(attempt.required("invoice_id").stringValue()))
                .toList();
    }

    private List<Event> query(String condition, String param) {
        return jdbc.sql("SELECT * FROM event_store.event " + condition)
                .param(param)
                .query((row, _) -> new Event(
                        row.getString("stream_id"),
                        row.getLong("version"),
                        row.getObject("event_id", UUID.class),
                        row.getString("event_type"),
                        row.getString("revision"),
                        row.getString("payload"),
                        row.getString("metadata"),
                        row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                        row.getBytes("previous_hash"),
                        row.getBytes("content_hash"),
                        row.getBytes("hash")))
                .list();
    }
}
