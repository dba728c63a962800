package io.countersign.query.operations;

import io.countersign.query.platform.DeadLetters;
import io.countersign.query.platform.Projection;
import io.countersign.query.platform.ReadPositions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far the projections are, on whichever node each runs. */
@RestController
class ProcessorsController {

    /** Beyond these a count would take longer than an operator's look; positions tell it nearly as well. */
    private static final int COUNTED = 10_000;

    private final Processors processors;
    private final DeadLetters deadLetters;
    private final ReadPositions positions;
    private final RebuildRuns rebuilds;
    private final JdbcClient jdbc;

    ProcessorsController(
            Processors processors,
            DeadLetters deadLetters,
            ReadPositions positions,
            RebuildRuns rebuilds,
            JdbcClient jdbc) {
        this.processors = processors;
        this.deadLetters = deadLetters;
        this.positions = positions;
        this.rebuilds = rebuilds;
        this.jdbc = jdbc;
    }

    @GetMapping("/actuator/processors")
    AllProcessors processors() {
        return new AllProcessors(processors.all().stream().map(this::progress).toList());
    }

    /** All of them. */
    record AllProcessors(List<Progress> processors) {}

    /**
     * How far one is.
     *
     * @param position the global position that it has read up to, 0 at the beginning
     * @param head the global position of the newest event, 0 where there is none
     * @param lagEvents how many events are after its position; from 10,000 on how many positions are, which may be a few
     *     more
     * @param lagSeconds how long ago the first of these was recorded, 0 where there is none
     * @param deadLetters how many invoices wait behind an event that cannot be taken in
     * @param rebuild how far a rebuild is, {@code null} where none runs
     */
    record Progress(
            String name,
            long position,
            long head,
            long lagEvents,
            double lagSeconds,
            long deadLetters,
            @Nullable Rebuilding rebuild) {}

    /**
     * How far a rebuild is.
     *
     * @param state {@code waiting}, {@code reading}, {@code indexing}, {@code catching_up}, {@code comparing}, or
     *     {@code cancelling}
     * @param doneEvents how many events it has read
     * @param totalEvents how many there are to read, {@code null} until they are counted
     * @param secondsLeft how long it will still read, {@code null} where that cannot be told
     * @param switched whether the new view serves already
     */
    record Rebuilding(
            String state,
            long doneEvents,
            @Nullable Long totalEvents,
            long eventsPerSecond,
            @Nullable Long secondsLeft,
            boolean switched,
            String startedBy,
            Instant startedAt) {

        static Rebuilding of(RebuildRuns.Rebuilt run) {
            boolean cancelling = run.cancelledBy() != null && !run.switched();
            return new Rebuilding(
                    cancelling ? "cancelling" : run.phase().text(),
                    run.doneEvents(),
                    run.totalEvents(),
                    run.eventsPerSecond(),
                    run.secondsLeft(),
                    run.switched(),
                    run.startedBy(),
                    run.startedAt());
        }
    }

    private Progress progress(Projection projection) {
        long position = positions
                .of(projection.name())
                .map(GapAwareTrackingToken::getIndex)
                .orElse(0L);
        return jdbc.sql("""
                        SELECT head,
                               CASE WHEN counted < :counts THEN counted ELSE head - :position END AS lag,
                               (SELECT recorded_at FROM event_store.event WHERE global_position > :position
                                ORDER BY global_position LIMIT 1) AS oldest
                        FROM (SELECT coalesce(max(global_position), 0) AS head FROM event_store.event) newest,
                             (SELECT count(*) AS counted
                              FROM (SELECT FROM event_store.event WHERE global_position > :position LIMIT :counts) _) unread""")
                .param("position", position)
                .param("counts", COUNTED)
                .query((row, _) -> new Progress(
                        projection.name(),
                        position,
                        row.getLong("head"),
                        row.getLong("lag"),
                        secondsSince(row.getObject("oldest", OffsetDateTime.class)),
                        deadLetters.count(projection.name()),
                        rebuilds.running(projection.name()).map(Rebuilding::of).orElse(null)))
                .single();
    }

    private static double secondsSince(@Nullable OffsetDateTime oldest) {
        return oldest == null
                ? 0
                : Math.max(0, Instant.now().toEpochMilli() - oldest.toInstant().toEpochMilli()) / 1000.0;
    }
}
