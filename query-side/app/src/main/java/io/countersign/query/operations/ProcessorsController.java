package io.countersign.query.operations;

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

    private final List<Projection> projections;
    private final ReadPositions positions;
    private final JdbcClient jdbc;

    ProcessorsController(List<Projection> projections, ReadPositions positions, JdbcClient jdbc) {
        this.projections = projections;
        this.positions = positions;
        this.jdbc = jdbc;
    }

    @GetMapping("/actuator/processors")
    Processors processors() {
        return new Processors(projections.stream().map(this::progress).toList());
    }

    /** All of them. */
    record Processors(List<Progress> processors) {}

    /**
     * How far one is.
     *
     * @param position the global position that it has read up to, 0 at the beginning
     * @param head the global position of the newest event, 0 where there is none
     * @param lagEvents how many events are after its position
     * @param lagSeconds how long ago the first of these was recorded, 0 where there is none
     * @param deadLetters how many events were set aside
     * @param rebuild how far a rebuild is, {@code null} where none runs
     */
    record Progress(
            String name,
            long position,
            long head,
            long lagEvents,
            double lagSeconds,
            long deadLetters,
            @Nullable Object rebuild) {}

    private Progress progress(Projection projection) {
        long position = positions
                .of(projection.name())
                .map(GapAwareTrackingToken::getIndex)
                .orElse(0L);
        return jdbc.sql("""
                        SELECT coalesce((SELECT max(global_position) FROM event_store.event), 0) AS head,
                               count(*) AS lag, min(recorded_at) AS oldest
                        FROM event_store.event WHERE global_position > ?""")
                .param(position)
                .query((row, _) -> new Progress(
                        projection.name(),
                        position,
                        row.getLong("head"),
                        row.getLong("lag"),
                        secondsSince(row.getObject("oldest", OffsetDateTime.class)),
                        0,
                        null))
                .single();
    }

    private static double secondsSince(@Nullable OffsetDateTime oldest) {
        return oldest == null
                ? 0
                : Math.max(0, Instant.now().toEpochMilli() - oldest.toInstant().toEpochMilli()) / 1000.0;
    }
}
