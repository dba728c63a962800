package io.countersign.query.exports;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.checkpoints.Checkpoint;
import io.countersign.query.platform.Period;
import io.countersign.query.platform.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Exports as they are kept, and which of them this node is at. */
@Component
class Exports {

    private static final Logger log = LoggerFactory.getLogger(Exports.class);

    /** A node that has not been heard of for so long is not at its exports any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String RECORD = "number, export_id, format, recorded_from, recorded_to, actor, invoice_id, "
            + "requested_by, requested_at, finished_at, state, failure, checkpoint, tree_size, total_events, streams, "
            + "events, manifest_signature";

    /** How many streams or documents one query reads. */
    private static final int PAGE = 500;

    private final JdbcClient jdbc;

    /** Those that this node is at, and those that ended while the database was away. */
    private final Map<UUID, Progress> running = new ConcurrentHashMap<>();

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
     * @param totalEvents how many events it was to hold, after the log; {@code null} until that is settled
     * @param events how many were written so far, after the store
     * @param manifestSignature of its manifest, where it came to its end
     */
    record Recorded(
            long number,
            UUID exportId,
            ExportFormat format,
            ExportFilter filter,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            RunState state,
            @Nullable String failure,
            String checkpoint,
            long treeSize,
            @Nullable Long totalEvents,
            long streams,
            long events,
            @Nullable String manifestSignature) {}

    /** How far an export of this node is. */
    private static final class Progress {

        private final AtomicLong written = new AtomicLong();
        private volatile @Nullable Ending ending;
    }

    /** How an export ended, and when by the node's clock. */
    private record Ending(
            RunState state,
            @Nullable String failure,
            @Nullable String manifestSignature,
            long nanoTime) {}

    Recorded begin(ExportFormat format, ExportFilter filter, String requestedBy, Checkpoint checkpoint) {
        UUID id = UUID.randomUUID();
        InvoiceId invoice = filter.invoiceId();
        Recorded begun = jdbc.sql("""
                        INSERT INTO audit.export (export_id, format, recorded_from, recorded_to, actor, invoice_id,
                            requested_by, tree_size, checkpoint)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        RETURNING\s""" + RECORD)
                .param(id)
                .param(format.wireName())
                .param(timestamp(filter.period().from()))
                .param(timestamp(filter.period().to()))
                .param(filter.actor())
                .param(invoice == null ? null : invoice.value())
                .param(requestedBy)
                .param(checkpoint.treeSize())
                .param(checkpoint.text())
                .query((row, _) -> recorded(row))
                .single();
        running.put(id, new Progress());
        return begun;
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

    /** Notes some of the documents that it holds. */
    void addDocuments(UUID exportId, List<ExportedDocument> documents) {
        jdbc.sql("""
                        INSERT INTO audit.export_document (export_id, invoice_id, path, sha256)
                        SELECT ?, invoice_id, path, decode(sha256, 'hex')
                        FROM unnest(?::uuid[], ?::text[], ?::text[]) AS held (invoice_id, path, sha256)""")
                .param(exportId)
                .param(documents.stream()
                        .map(document -> document.invoiceId().toString())
                        .toArray(String[]::new))
                .param(documents.stream().map(ExportedDocument::path).toArray(String[]::new))
                .param(documents.stream().map(ExportedDocument::sha256).toArray(String[]::new))
                .update();
    }

    /** Notes how much it is in all. */
    void chosen(UUID exportId, Selection selection) {
        jdbc.sql("UPDATE audit.export SET total_events = ?, streams = ? WHERE export_id = ?")
                .param(selection.size())
                .param(selection.streams())
                .param(exportId)
                .update();
    }

    /** Counts events that were written. It is stored with the next {@link #keepAlive}. */
    void written(UUID exportId, int events) {
        progress(exportId).written.addAndGet(events);
    }

    /** It came to its end, with a manifest that is signed so. */
    void finish(UUID exportId, String manifestSignature) {
        end(exportId, new Ending(RunState.DONE, null, manifestSignature, System.nanoTime()));
    }

    /** It broke off. */
    void fail(UUID exportId, String reason) {
        end(exportId, new Ending(RunState.FAILED, reason, null, System.nanoTime()));
    }

    /** Stores it at once, or as soon as the database is there again. */
    private void end(UUID exportId, Ending ending) {
        Progress progress = progress(exportId);
        progress.ending = ending;
        try {
            store(exportId, progress, ending);
        } catch (DataAccessException | TransactionException away) {
            log.warn("How export {} ended will be recorded when the database is there again", exportId);
        }
    }

    private Progress progress(UUID exportId) {
        return Objects.requireNonNull(running.get(exportId), "An export of this node");
    }

    /** Whatever was said of it meanwhile, the node that was at it knows. */
    private void store(UUID exportId, Progress progress, Ending ending) {
        jdbc.sql("""
                        UPDATE audit.export
                        SET state = ?, failure = ?, manifest_signature = ?, events = ?,
                            finished_at = clock_timestamp() - ? * interval '1 millisecond'
                        WHERE export_id = ?""")
                .param(ending.state().text())
                .param(ending.failure())
                .param(ending.manifestSignature())
                .param(progress.written.get())
                .param(Duration.ofNanos(System.nanoTime() - ending.nanoTime()).toMillis())
                .param(exportId)
                .update();
        running.remove(exportId);
    }

    /** Stores how far this node's exports are, and ends those whose node is gone. */
    void keepAlive() {
        running.forEach((exportId, progress) -> {
            Ending ending = progress.ending;
            if (ending != null) {
                store(exportId, progress, ending);
            } else {
                jdbc.sql("""
                        UPDATE audit.export SET events = ?, alive_at = clock_timestamp()
                        WHERE export_id = ? AND state = 'running'""").param(progress.written.get()).param(exportId).update();
            }
        });
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
                .param(PAGE)
                .query((row, _) -> new SelectedStream(
                        row.getString("stream_id"),
                        row.getString("versions"),
                        row.getLong("newest_version"),
                        row.getString("newest_hash")))
                .list();
    }

    /** The documents that it holds, by invoice: those after one, some at a time; none at the end. */
    List<ExportedDocument> documentsAfter(UUID exportId, InvoiceId invoiceId) {
        return jdbc.sql("""
                        SELECT invoice_id, path, encode(sha256, 'hex') AS sha256
                        FROM audit.export_document
                        WHERE export_id = ? AND invoice_id > ?
                        ORDER BY invoice_id
                        LIMIT ?""")
                .param(exportId)
                .param(invoiceId.value())
                .param(PAGE)
                .query((row, _) -> new ExportedDocument(
                        new InvoiceId(row.getObject("invoice_id", UUID.class)),
                        row.getString("path"),
                        row.getString("sha256")))
                .list();
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        UUID invoice = row.getObject("invoice_id", UUID.class);
        return new Recorded(
                row.getLong("number"),
                row.getObject("export_id", UUID.class),
                ExportFormat.of(row.getString("format")),
                new ExportFilter(
                        new Period(instant(row, "recorded_from"), instant(row, "recorded_to")),
                        row.getString("actor"),
                        invoice == null ? null : new InvoiceId(invoice)),
                row.getString("requested_by"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                instant(row, "finished_at"),
                RunState.of(row.getString("state")),
                row.getString("failure"),
                row.getString("checkpoint"),
                row.getLong("tree_size"),
                row.getObject("total_events", Long.class),
                row.getLong("streams"),
                row.getLong("events"),
                row.getString("manifest_signature"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
