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
import org.springframework.stereotype.Component;

/** How far the projections are, on whichever node each runs. */
@Component
final class ProcessorStates {

    /** Beyond these a count would take longer than an operator's look; positions tell it nearly as well. */
    private static final int COUNTED = 10_000;

    private final Processors processors;
    private final DeadLetters deadLetters;
    private final ReadPositions positions;
    private final RebuildRuns rebuilds;
    private final JdbcClient jdbc;

    ProcessorStates(
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

    List<ProcessorState> all() {
        return processors.all().stream().map(this::state).toList();
    }

    private ProcessorState state(Projection projection) {
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
                .query((row, _) -> new ProcessorState(
                        projection.name(),
                        position,
                        row.getLong("head"),
                        row.getLong("lag"),
                        secondsSince(row.getObject("oldest", OffsetDateTime.class)),
                        deadLetters.count(projection.name()),
                        rebuilds.running(projection.name())
                                .map(ProcessorState.Rebuilding::of)
                                .orElse(null)))
                .single();
    }

    private static double secondsSince(@Nullable OffsetDateTime oldest) {
        return oldest == null
                ? 0
                : Math.max(0, Instant.now().toEpochMilli() - oldest.toInstant().toEpochMilli()) / 1000.0;
    }
}
