package io.countersign.query.exports;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.checkpoints.Checkpoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Exports as they are kept, and which of them this node is at. */
@Component
class Exports {

    /** A node that has not been heard of for so long is not at its exports any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String RECORD = "number, export_id, format, recorded_from, recorded_to, actor, invoice_id, "
            + "exported_by, started_at, finished_at, state, failure, checkpoint, tree_size, total_events, streams, events";

    /** How many streams one query reads. */
    private static final int STREAMS = 500;

    private final JdbcClient jdbc;

    /** How many events were written, by export. */
    private final Map<UUID, AtomicLong> running = new ConcurrentHashMap<>();

    Exports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An export as it is recorded.
     *
     * @param number its place among all
     * @param failure why it failed
     * @param checkpoint text of what it is proved against
     * @param treeSize how many leaves that covers
     * @param totalEvents how many events it was to hold, after the log
     * @param events how many were written so far, after the store
     */
    record Recorded(
            long number,
            UUID exportId,
            ExportFormat format,
            ExportFilter filter,
            String exportedBy,
            Instant startedAt,
            @Nullable Instant finishedAt,
            String state,
            @Nullable String failure,
            String checkpoint,
            long treeSize,
            long totalEvents,
            long streams,
            long events) {

        boolean isDone() {
            return state.equals("done");
        }
    }

    Recorded begin(ExportFormat format, ExportFilter filter, String exportedBy, Checkpoint checkpoint) {
        UUID id = UUID.randomUUID();
        running.put(id, new AtomicLong());
        InvoiceId invoice = filter.invoiceId();
        return jdbc.sql("""
                        INSERT INTO audit.export (export_id, format, recorded_from, recorded_to, actor, invoice_id,
                            exported_by, tree_size, checkpoint)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        RETURNING\s""" + RECORD)
                .param(id)
                .param(format.wireName())
                .param(timestamp(filter.from()))
                .param(timestamp(filter.to()))
                .param(filter.actor())
                .param(invoice == null ? null : invoice.value())
                .param(exportedBy)
                .param(checkpoint.treeSize())
                .param(checkpoint.text())
                .query((row, _) -> recorded(row))
                .single();
    }

    /** Notes what was chosen, some streams at a time. */
    void add(UUID exportId, List<SelectedStream> streams) {
        jdbc.sql("""
                        INSERT INTO audit.export_stream (export_id, stream_id, versions, newest_version, newest_hash)
                        SELECT ?, stream_id, versions, newest_version, decode(newest_hash, 'hex')
                        FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[])
                            AS chosen (stream_id, versions, newest_version, newest_hash)""")
                .param(exportId)
                .param(streams.stream().map(SelectedStream::streamId).toArray(String[]::new))
                .param(streams.stream().map(SelectedStream::versions).toArray(String[]::new))
                .param(streams.stream().map(SelectedStream::newestVersion).toArray(Long[]::new))
                .param(streams.stream().map(SelectedStream::newestHash).toArray(String[]::new))
                .update();
    }

    /** Notes how much it is in all. */
    void chosen(UUID exportId, long events) {
        jdbc.sql("""
                        UPDATE audit.export SET total_events = ?,
                            streams = (SELECT count(*) FROM audit.export_stream s WHERE s.export_id = export.export_id)
                        WHERE export_id = ?""").param(events).param(exportId).update();
    }

    /** Counts events that were written. It is stored with the next {@link #keepAlive}. */
    void written(UUID exportId, int events) {
        AtomicLong count = running.get(exportId);
        if (count != null) {
            count.addAndGet(events);
        }
    }

    /** It came to its end. */
    void finish(UUID exportId) {
        end(exportId, "done", null);
    }

    /** It broke off. */
    void fail(UUID exportId, String reason) {
        end(exportId, "failed", reason);
    }

    /** Whatever was said of it meanwhile, the node that is at it knows. */
    private void end(UUID exportId, String state, @Nullable String failure) {
        AtomicLong written = running.remove(exportId);
        jdbc.sql("""
                        UPDATE audit.export
                        SET state = ?, failure = ?, events = ?, finished_at = clock_timestamp()
                        WHERE export_id = ?""")
                .param(state)
                .param(failure)
                .param(written == null ? 0 : written.get())
                .param(exportId)
                .update();
    }

    /** Stores how far this node's exports are, and ends those whose node is gone. */
    void keepAlive() {
        running.forEach((exportId, written) ->
                jdbc.sql("""
                        UPDATE audit.export SET events = ?, alive_at = clock_timestamp()
                        WHERE export_id = ? AND state = 'running'""").param(written.get()).param(exportId).update());
        jdbc.sql("""
                        UPDATE audit.export
                        SET state = 'failed', finished_at = clock_timestamp(), failure = ?
                        WHERE state = 'running' AND alive_at < clock_timestamp() - ? * interval '1 second'""")
                .param("The node that wrote it stopped.")
                .param(PATIENCE.toSeconds())
                .update();
    }

    Optional<Recorded> find(UUID exportId) {
        return jdbc.sql("SELECT " + RECORD + " FROM audit.export WHERE export_id = ?")
                .param(exportId)
                .query((row, _) -> recorded(row))
                .optional();
    }

    /** Those before a number, newest first. */
    List<Recorded> before(long number, int limit) {
        return jdbc.sql("SELECT " + RECORD + " FROM audit.export WHERE number < ? ORDER BY number DESC LIMIT ?")
                .param(number)
                .param(limit)
                .query((row, _) -> recorded(row))
                .list();
    }

    /** What was chosen, stream by stream: those after one, some at a time; none at the end. */
    List<SelectedStream> streamsAfter(UUID exportId, String streamId) {
        return jdbc.sql("""
                        SELECT stream_id, versions, newest_version, encode(newest_hash, 'hex') AS newest_hash
                        FROM audit.export_stream
                        WHERE export_id = ? AND stream_id > ?
                        ORDER BY stream_id
                        LIMIT ?""")
                .param(exportId)
                .param(streamId)
                .param(STREAMS)
                .query((row, _) -> new SelectedStream(
                        row.getString("stream_id"),
                        row.getString("versions"),
                        row.getLong("newest_version"),
                        row.getString("newest_hash")))
                .list();
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        UUID invoice = row.getObject("invoice_id", UUID.class);
        return new Recorded(
                row.getLong("number"),
                row.getObject("export_id", UUID.class),
                ExportFormat.of(row.getString("format")),
                new ExportFilter(
                        instant(row, "recorded_from"),
                        instant(row, "recorded_to"),
                        row.getString("actor"),
                        invoice == null ? null : new InvoiceId(invoice)),
                row.getString("exported_by"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row, "finished_at"),
                row.getString("state"),
                row.getString("failure"),
                row.getString("checkpoint"),
                row.getLong("tree_size"),
                row.getLong("total_events"),
                row.getLong("streams"),
                row.getLong("events"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
