package io.countersign.query.verifications;

import io.countersign.query.platform.RunPosition;
import io.countersign.query.verifications.Run.Last;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Runs as they are kept. */
@Component
class Runs {

    private static final String RECORD = "run_id, requested_by, requested_at, finished_at, state, failure, tree_size, "
            + "checked_events, checked_streams, checked_leaves";

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
            String state,
            @Nullable String failure,
            long treeSize,
            long checkedEvents,
            long checkedStreams,
            long checkedLeaves) {

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

    /** A run that waits for its next step and that no other node is at, held until the transaction ends. */
    Optional<Run> next() {
        return jdbc.sql("""
                        SELECT run_id, tree_size, checked_events, checked_streams, checked_leaves,
                               last_stream, last_version, last_hash, events_done, frontier
                        FROM audit.verification
                        WHERE state = 'running'
                        ORDER BY requested_at
                        LIMIT 1
                        FOR UPDATE SKIP LOCKED""").query((row, _) -> run(row)).optional();
    }

    void save(Run run, boolean done) {
        Last last = run.last();
        jdbc.sql("""
                        UPDATE audit.verification
                        SET checked_events = ?, checked_streams = ?, checked_leaves = ?, events_done = ?, frontier = ?,
                            last_stream = ?, last_version = ?, last_hash = ?,
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
                .param(done)
                .param(done)
                .param(run.id())
                .update();
    }

    void fail(UUID runId, String failure) {
        jdbc.sql("""
                        UPDATE audit.verification SET state = 'failed', failure = ?, finished_at = clock_timestamp()
                        WHERE run_id = ?""").param(failure).param(runId).update();
    }

    /** Keeps what is broken, where nothing earlier of its stream is known to be. */
    void add(UUID runId, Broken broken) {
        jdbc.sql("""
                        INSERT INTO audit.verification_break AS known (run_id, stream_id, version, reason)
                        VALUES (?, ?, ?, ?)
                        ON CONFLICT (run_id, stream_id)
                            DO UPDATE SET version = excluded.version, reason = excluded.reason
                            WHERE excluded.version < known.version""")
                .param(runId)
                .param(broken.streamId())
                .param(broken.version())
                .param(broken.reason())
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

    List<Broken> broken(UUID runId) {
        return jdbc.sql("""
                        SELECT stream_id, version, reason FROM audit.verification_break
                        WHERE run_id = ? ORDER BY stream_id NULLS FIRST""")
                .param(runId)
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
                Run.frontier(checkedLeaves, row.getBytes("frontier")));
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Recorded(
                row.getObject("run_id", UUID.class),
                row.getString("requested_by"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getString("state"),
                row.getString("failure"),
                row.getLong("tree_size"),
                row.getLong("checked_events"),
                row.getLong("checked_streams"),
                row.getLong("checked_leaves"));
    }
}
