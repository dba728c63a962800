package io.countersign.query.verifications;

import io.countersign.query.platform.RunPosition;
import io.countersign.query.platform.RunState;
import io.countersign.query.verifications.Run.HeldAgainst;
import io.countersign.query.verifications.Run.Last;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Runs as they are kept. */
@Component
class Runs {

    /** How many broken events of a run are listed. */
    private static final int LISTED = 200;

    private static final String CHECKPOINT = "checkpoint_signed_at, checkpoint_key_id, checkpoint_tree_size";

    private static final String RECORD = "run_id, requested_by, requested_at, finished_at, state, failure, tree_size, "
            + "checked_events, checked_streams, checked_leaves, found_breaks, " + CHECKPOINT;

    private final JdbcClient jdbc;

    Runs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A run as it is recorded. */
    record Recorded(
            UUID runId,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            RunState state,
            @Nullable String failure,
            long treeSize,
            long checkedEvents,
            long checkedStreams,
            long checkedLeaves,
            long foundBreaks,
            @Nullable HeldAgainst heldAgainst) {

        RunPosition position() {
            return new RunPosition(requestedAt, runId);
        }
    }

    /**
     * What a run found broken.
     *
     * @param streamId {@code null} for the log itself
     */
    record Broken(@Nullable String streamId, @Nullable Long version, String reason) {}

    UUID begin(String requestedBy, long treeSize) {
        UUID id = UUID.randomUUID();
        jdbc.sql("INSERT INTO audit.verification (run_id, requested_by, tree_size) VALUES (?, ?, ?)")
                .param(id)
                .param(requestedBy)
                .param(treeSize)
                .update();
        return id;
    }

    /** The run whose turn it is, unless another node is at it; held until the transaction ends. */
    Optional<Run> next() {
        return jdbc.sql("""
                        SELECT run_id, tree_size, checked_events, checked_streams, checked_leaves,
                               last_stream, last_version, last_hash, events_done, frontier, %s
                        FROM audit.verification
                        WHERE state = 'running' AND run_id = (
                            SELECT run_id FROM audit.verification
                            WHERE state = 'running' ORDER BY requested_at, run_id LIMIT 1)
                        FOR UPDATE SKIP LOCKED""".formatted(CHECKPOINT)).query((row, _) -> run(row)).optional();
    }

    void save(Run run, boolean done) {
        Last last = run.last();
        HeldAgainst checkpoint = run.heldAgainst();
        jdbc.sql("""
                        UPDATE audit.verification
                        SET checked_events = ?, checked_streams = ?, checked_leaves = ?, events_done = ?, frontier = ?,
                            last_stream = ?, last_version = ?, last_hash = ?,
                            checkpoint_signed_at = ?, checkpoint_key_id = ?, checkpoint_tree_size = ?,
                            state = CASE WHEN ? THEN 'done' ELSE state END,
                            finished_at = CASE WHEN ? THEN clock_timestamp() END
                        WHERE run_id = ?""")
                .param(run.checkedEvents())
                .param(run.checkedStreams())
                .param(run.checkedLeaves())
                .param(run.eventsDone())
                .param(Run.bytes(run.frontier()))
                .param(last == null ? null : last.streamId())
                .param(last == null ? null : last.version())
                .param(last == null ? null : last.hash())
                .param(checkpoint == null ? null : checkpoint.signedAt().atOffset(ZoneOffset.UTC))
                .param(checkpoint == null ? null : checkpoint.keyId())
                .param(checkpoint == null ? null : checkpoint.treeSize())
                .param(done)
                .param(done)
                .param(run.id())
                .update();
    }

    /** Keeps what is broken, where nothing earlier of its stream is known to be; of the log, the first of all. */
    void add(UUID runId, Broken broken) {
        jdbc.sql("""
                        WITH known AS (
                            SELECT min(version) AS version FROM audit.verification_break
                            WHERE run_id = :run AND stream_id = :stream),
                        added AS (
                            INSERT INTO audit.verification_break (run_id, stream_id, version, reason)
                            SELECT :run, :stream, :version, :reason FROM known
                            WHERE known.version IS NULL OR known.version > :version
                            ON CONFLICT DO NOTHING
                            RETURNING true)
                        UPDATE audit.verification SET found_breaks = found_breaks + 1
                        FROM known, added
                        WHERE run_id = :run AND known.version IS NULL""")
                .param("run", runId)
                .param("stream", broken.streamId(), Types.VARCHAR)
                .param("version", broken.version(), Types.BIGINT)
                .param("reason", broken.reason())
                .update();
    }

    Optional<Recorded> find(UUID runId) {
        return jdbc.sql("SELECT " + RECORD + " FROM audit.verification WHERE run_id = ?")
                .param(runId)
                .query((row, _) -> recorded(row))
                .optional();
    }

    /** Those that were asked for before the one at that position, newest first. */
    List<Recorded> before(RunPosition position, int limit) {
        return jdbc.sql("SELECT " + RECORD + """
                         FROM audit.verification
                        WHERE (requested_at, run_id) < (?::timestamptz, ?)
                        ORDER BY requested_at DESC, run_id DESC
                        LIMIT ?""")
                .param(position.at().toString())
                .param(position.runId())
                .param(limit)
                .query((row, _) -> recorded(row))
                .list();
    }

    /** What is wrong with the log itself, then the first broken event of each stream that has one; 200 at most. */
    List<Broken> broken(UUID runId) {
        return jdbc.sql("""
                        SELECT DISTINCT ON (stream_id) stream_id, version, reason FROM audit.verification_break
                        WHERE run_id = ?
                        ORDER BY stream_id NULLS FIRST, version
                        LIMIT ?""")
                .param(runId)
                .param(LISTED)
                .query((row, _) -> new Broken(
                        row.getString("stream_id"), row.getObject("version", Long.class), row.getString("reason")))
                .list();
    }

    private static Run run(ResultSet row) throws SQLException {
        String stream = row.getString("last_stream");
        long checkedLeaves = row.getLong("checked_leaves");
        return new Run(
                row.getObject("run_id", UUID.class),
                row.getLong("tree_size"),
                row.getLong("checked_events"),
                row.getLong("checked_streams"),
                checkedLeaves,
                stream == null ? null : new Last(stream, row.getLong("last_version"), row.getBytes("last_hash")),
                row.getBoolean("events_done"),
                Run.frontier(checkedLeaves, row.getBytes("frontier")),
                heldAgainst(row));
    }

    private static @Nullable HeldAgainst heldAgainst(ResultSet row) throws SQLException {
        OffsetDateTime signed = row.getObject("checkpoint_signed_at", OffsetDateTime.class);
        return signed == null
                ? null
                : new HeldAgainst(
                        signed.toInstant(), row.getString("checkpoint_key_id"), row.getLong("checkpoint_tree_size"));
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Recorded(
                row.getObject("run_id", UUID.class),
                row.getString("requested_by"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                RunState.of(row.getString("state")),
                row.getString("failure"),
                row.getLong("tree_size"),
                row.getLong("checked_events"),
                row.getLong("checked_streams"),
                row.getLong("checked_leaves"),
                row.getLong("found_breaks"),
                heldAgainst(row));
    }
}
