package io.countersign.query.operations;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.RunPosition;
import io.countersign.query.platform.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rebuilds as they are kept: how far each is, and what became of it. */
@Component
class RebuildRuns {

    static final String TABLE = "audit.rebuild";

    /** One after the other, each as fast as it can be; what was cancelled waits for no other. */
    private static final String ORDER = " ORDER BY c.run_id IS NULL, r.requested_at, r.run_id LIMIT 1";

    private static final String CURRENT =
            "(SELECT r.run_id FROM audit.rebuild r LEFT JOIN audit.rebuild_cancellation c USING (run_id)"
                    + " WHERE r.state = 'running'" + ORDER + ")";

    /** How many differences of a run are kept. */
    private static final int KEPT = 200;

    private static final String RECORD = """
            SELECT r.run_id, r.processor, r.requested_by, r.requested_at, r.finished_at, r.state, r.phase, r.failure,
                   r.total_events, r.position, r.gaps, r.last_invoice, r.compared_invoices, r.found_differences,
                   r.switched_at, c.cancelled_by,
                   r.done_events + coalesce((SELECT sum(p.done_events) FROM read_model.rebuild_part p
                                             WHERE p.run_id = r.run_id), 0) AS done_events,
                   extract(epoch FROM coalesce(r.read_until, clock_timestamp()) - r.reading_since) AS reading_seconds
            FROM audit.rebuild r LEFT JOIN audit.rebuild_cancellation c USING (run_id)
            """;

    private final JdbcClient jdbc;

    RebuildRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a rebuild does just now. */
    enum Phase {
        WAITING,
        READING,
        INDEXING,
        CATCHING_UP,
        COMPARING;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Phase of(String text) {
            return Arrays.stream(values())
                    .filter(phase -> phase.text().equals(text))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * A rebuild.
     *
     * @param cancelledBy who did, {@code null} where nobody did in time
     * @param caughtUp how far the processor had read when the rebuild last caught up with it; empty where it had read
     *     nothing
     * @param lastInvoice the invoice that was compared last
     * @param readingSeconds for how long it has read events, or did
     */
    record RebuildRun(
            UUID runId,
            String processor,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            RunState state,
            Phase phase,
            @Nullable String failure,
            @Nullable String cancelledBy,
            @Nullable Long totalEvents,
            long doneEvents,
            double readingSeconds,
            Optional<GapAwareTrackingToken> caughtUp,
            @Nullable InvoiceId lastInvoice,
            long comparedInvoices,
            long foundDifferences,
            boolean switched) {

        RunPosition place() {
            return new RunPosition(requestedAt, runId);
        }

        /** How many events a second it has read; 0 before it reads. */
        long eventsPerSecond() {
            return readingSeconds > 0 ? Math.round(doneEvents / readingSeconds) : 0;
        }

        /** How long it will still read, {@code null} where that cannot be told. */
        @Nullable
        Long secondsLeft() {
            return totalEvents == null || eventsPerSecond() == 0
                    ? null
                    : Math.max(0, totalEvents - doneEvents) / eventsPerSecond();
        }
    }

    /**
     * Streams that are still to be read.
     *
     * @param last the one that was read last, {@code null} at the beginning
     * @param until ends before this one, {@code null} at the end of all
     */
    record Part(
            UUID runId,
            String processor,
            int part,
            String first,
            @Nullable String last,
            @Nullable String until) {}

    /** A row of the view before that was not what the events say. */
    record Found(InvoiceId invoiceId, @Nullable Long reviewVersion, String member) {}

    /**
     * Begins one.
     *
     * @throws RebuildRunning where one of that processor is under way
     */
    UUID begin(String processor, String requestedBy) {
        return jdbc.sql("""
                        INSERT INTO audit.rebuild (run_id, processor, requested_by) VALUES (?, ?, ?)
                        ON CONFLICT (processor) WHERE state = 'running' DO NOTHING
                        RETURNING run_id""")
                .param(UUID.randomUUID())
                .param(processor)
                .param(requestedBy)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new RebuildRunning(processor));
    }

    /** Asks for the end of the one that is under way; whoever takes its next step ends it. */
    void cancel(UUID runId, String cancelledBy) {
        jdbc.sql("""
                        INSERT INTO audit.rebuild_cancellation (run_id, cancelled_by) VALUES (?, ?)
                        ON CONFLICT (run_id) DO NOTHING""").param(runId).param(cancelledBy).update();
    }

    /** Whether somebody asked for its end since its step began. */
    boolean isCancelled(UUID runId) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM audit.rebuild_cancellation WHERE run_id = ?)")
                .param(runId)
                .query(Boolean.class)
                .single();
    }

    /** The one that is under way of that processor. */
    Optional<RebuildRun> running(String processor) {
        return jdbc.sql(RECORD + "WHERE r.state = 'running' AND r.processor = ?")
                .param(processor)
                .query((row, _) -> run(row))
                .optional();
    }

    /** The one of all that are under way whose turn it is. */
    Optional<RebuildRun> current() {
        return jdbc.sql(RECORD + "WHERE r.state = 'running'" + ORDER)
                .query((row, _) -> run(row))
                .optional();
    }

    /**
     * The same, held until the transaction ends; empty where another node is at it, it pauses, or reads are still to be
     * done. A run that began to read just now may be found before its parts are: {@link #isToBeRead}.
     */
    Optional<RebuildRun> hold() {
        return jdbc.sql("""
                        SELECT run_id FROM audit.rebuild r
                        WHERE run_id = %s AND state = 'running'
                          AND (EXISTS (SELECT FROM audit.rebuild_cancellation c WHERE c.run_id = r.run_id)
                               OR coalesce(paused_until < clock_timestamp(), true)
                                  AND (phase <> 'reading'
                                       OR NOT EXISTS (SELECT FROM read_model.rebuild_part p
                                                      WHERE p.run_id = r.run_id AND NOT p.done)))
                        FOR UPDATE SKIP LOCKED""".formatted(CURRENT)).query(UUID.class).optional().flatMap(this::find);
    }

    /** Whether parts of a run are still to be read. While it is held, none is read. */
    boolean isToBeRead(UUID runId) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM read_model.rebuild_part WHERE run_id = ? AND NOT done)")
                .param(runId)
                .query(Boolean.class)
                .single();
    }

    /** Nobody goes on with it for a while. */
    void pause(UUID runId, Duration pause) {
        jdbc.sql("UPDATE audit.rebuild SET paused_until = clock_timestamp() + ? * interval '1 ms' WHERE run_id = ?")
                .param(pause.toMillis())
                .param(runId)
                .update();
    }

    /** Streams that nobody reads just now, held until the transaction ends; the run cannot end before that. */
    Optional<Part> holdPart() {
        return jdbc.sql("""
                        SELECT p.*, r.processor FROM read_model.rebuild_part p JOIN audit.rebuild r USING (run_id)
                        WHERE p.run_id = %s AND NOT p.done AND r.state = 'running' AND r.phase = 'reading'
                          AND NOT EXISTS (SELECT FROM audit.rebuild_cancellation c WHERE c.run_id = r.run_id)
                        ORDER BY p.part LIMIT 1
                        FOR UPDATE OF p SKIP LOCKED FOR SHARE OF r SKIP LOCKED""".formatted(CURRENT))
                .query((row, _) -> new Part(
                        row.getObject("run_id", UUID.class),
                        row.getString("processor"),
                        row.getInt("part"),
                        row.getString("first_stream"),
                        row.getString("last_stream"),
                        row.getString("until_stream")))
                .optional();
    }

    /** It begins to read: so many events, in parts that begin with these streams. */
    void reading(UUID runId, Optional<GapAwareTrackingToken> processorRead, long totalEvents, List<String> firsts) {
        forgetParts(runId);
        for (int part = 0; part < firsts.size(); part++) {
            jdbc.sql("""
                            INSERT INTO read_model.rebuild_part (run_id, part, first_stream, until_stream)
                            VALUES (?, ?, ?, ?)""")
                    .param(runId)
                    .param(part)
                    .param(firsts.get(part))
                    .param(part + 1 < firsts.size() ? firsts.get(part + 1) : null)
                    .update();
        }
        caughtUp(runId, processorRead);
        jdbc.sql("""
                        UPDATE audit.rebuild SET phase = 'reading', total_events = ?, reading_since = clock_timestamp()
                        WHERE run_id = ?""").param(totalEvents).param(runId).update();
    }

    /** Of these streams so many more events were read. */
    void read(Part part, @Nullable String last, long events, boolean done) {
        jdbc.sql("""
                        UPDATE read_model.rebuild_part
                        SET last_stream = coalesce(?, last_stream), done_events = done_events + ?, done = ?
                        WHERE run_id = ? AND part = ?""")
                .param(last)
                .param(events)
                .param(done)
                .param(part.runId())
                .param(part.part())
                .update();
    }

    /** All is read. */
    void indexing(UUID runId) {
        jdbc.sql("""
                        UPDATE audit.rebuild SET phase = 'indexing', read_until = clock_timestamp(),
                            done_events = coalesce((SELECT sum(done_events) FROM read_model.rebuild_part
                                                    WHERE run_id = ?), 0)
                        WHERE run_id = ?""").param(runId).param(runId).update();
        forgetParts(runId);
    }

    void catchingUp(UUID runId) {
        jdbc.sql("UPDATE audit.rebuild SET phase = 'catching_up' WHERE run_id = ?")
                .param(runId)
                .update();
    }

    /** It has all that the processor had read when it was at that place. */
    void caughtUp(UUID runId, Optional<GapAwareTrackingToken> processorRead) {
        jdbc.sql("UPDATE audit.rebuild SET position = ?, gaps = ? WHERE run_id = ?")
                .param(processorRead.map(GapAwareTrackingToken::getIndex).orElse(-1L))
                .param(processorRead
                        .map(token -> token.getGaps().toArray(Long[]::new))
                        .orElseGet(() -> new Long[0]))
                .param(runId)
                .update();
    }

    /** Its view serves now. */
    void comparing(UUID runId) {
        jdbc.sql("UPDATE audit.rebuild SET phase = 'comparing', switched_at = clock_timestamp() WHERE run_id = ?")
                .param(runId)
                .update();
    }

    /** These invoices were compared after those before, and what was found. */
    void compared(RebuildRun run, List<InvoiceId> invoices, List<Found> found) {
        jdbc.sql("""
                        UPDATE audit.rebuild
                        SET compared_invoices = compared_invoices + ?, last_invoice = ?,
                            found_differences = found_differences + ?
                        WHERE run_id = ?""")
                .param(invoices.size())
                .param(invoices.getLast().value())
                .param(found.size())
                .param(run.runId())
                .update();
        for (int i = 0; i < found.size() && run.foundDifferences() + i < KEPT; i++) {
            Found one = found.get(i);
            jdbc.sql("""
                            INSERT INTO audit.rebuild_difference (run_id, number, invoice_id, review_version, member)
                            VALUES (?, ?, ?, ?, ?)""")
                    .param(run.runId())
                    .param(run.foundDifferences() + i)
                    .param(one.invoiceId().value())
                    .param(one.reviewVersion())
                    .param(one.member())
                    .update();
        }
    }

    /** Forgets what rebuilds of the same view before this one left. */
    void forgetBefore(RebuildRun run) {
        String ended = "(SELECT run_id FROM audit.rebuild WHERE processor = ? AND state <> 'running')";
        jdbc.sql("DELETE FROM read_model.rebuild_part WHERE run_id IN " + ended)
                .param(run.processor())
                .update();
        jdbc.sql("DELETE FROM read_model.dead_letter WHERE rebuild IN " + ended)
                .param(run.processor())
                .update();
    }

    void end(UUID runId, RunState state, @Nullable String failure) {
        forgetParts(runId);
        jdbc.sql("UPDATE audit.rebuild SET state = ?, failure = ?, finished_at = clock_timestamp() WHERE run_id = ?")
                .param(state.text())
                .param(failure)
                .param(runId)
                .update();
    }

    /** The one of that id. */
    Optional<RebuildRun> find(UUID runId) {
        return jdbc.sql(RECORD + "WHERE r.run_id = ?")
                .param(runId)
                .query((row, _) -> run(row))
                .optional();
    }

    /** Those of a processor that were asked for before the one at that place, newest first. */
    List<RebuildRun> before(String processor, RunPosition place, int limit) {
        return jdbc.sql(RECORD + """
                        WHERE r.processor = ? AND (r.requested_at, r.run_id) < (?::timestamptz, ?)
                        ORDER BY r.requested_at DESC, r.run_id DESC
                        LIMIT ?""")
                .param(processor)
                .param(place.at().toString())
                .param(place.runId())
                .param(limit)
                .query((row, _) -> run(row))
                .list();
    }

    /** What a run found, the first 200. */
    List<Found> found(UUID runId) {
        return jdbc.sql("""
                        SELECT invoice_id, review_version, member FROM audit.rebuild_difference
                        WHERE run_id = ? ORDER BY number""")
                .param(runId)
                .query((row, _) -> new Found(
                        new InvoiceId(row.getObject("invoice_id", UUID.class)),
                        row.getObject("review_version", Long.class),
                        row.getString("member")))
                .list();
    }

    private void forgetParts(UUID runId) {
        jdbc.sql("DELETE FROM read_model.rebuild_part WHERE run_id = ?")
                .param(runId)
                .update();
    }

    private static RebuildRun run(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        UUID last = row.getObject("last_invoice", UUID.class);
        long position = row.getLong("position");
        RunState state = RunState.of(row.getString("state"));
        return new RebuildRun(
                row.getObject("run_id", UUID.class),
                row.getString("processor"),
                row.getString("requested_by"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                state,
                Phase.of(row.getString("phase")),
                row.getString("failure"),
                state == RunState.RUNNING || state == RunState.CANCELLED ? row.getString("cancelled_by") : null,
                row.getObject("total_events", Long.class),
                row.getLong("done_events"),
                row.getDouble("reading_seconds"),
                position < 0
                        ? Optional.empty()
                        : Optional.of(GapAwareTrackingToken.newInstance(
                                position,
                                Arrays.stream((Long[]) row.getArray("gaps").getArray())
                                        .collect(Collectors.toSet()))),
                last == null ? null : new InvoiceId(last),
                row.getLong("compared_invoices"),
                row.getLong("found_differences"),
                row.getObject("switched_at") != null);
    }
}
