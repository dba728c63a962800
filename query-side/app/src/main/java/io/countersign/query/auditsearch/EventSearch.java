package io.countersign.query.auditsearch;

import io.countersign.platform.eventstore.EventJson;
import io.countersign.platform.eventstore.EventReader;
import io.countersign.platform.eventstore.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Walks back in time and keeps what is wanted, until a page is full, the trail ends, or a second has passed: then the page
 * is given out as it is, and the next request goes on from there. So no search, however little it finds, holds the
 * database for longer.
 */
@Component
class EventSearch {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_STRETCH = 500;

    /** A stretch ends with the event that reaches so many bytes: single ones can be large. */
    private static final int MAX_BYTES = 4 << 20;

    /** The beginning of a stretch, and how long the whole is. */
    private static final String WITHIN_BYTES = """
            SELECT * FROM (
                SELECT stretch.*, count(*) OVER () AS whole,
                       sum(octet_length(payload)) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                FROM (%s) stretch) sized
            WHERE coalesce(before, 0) < :bytes""";

    private final JdbcClient jdbc;
    private final EventReader reader;
    private final Duration patience;
    private final int maxBytes;

    @Autowired
    EventSearch(JdbcClient jdbc, EventReader reader) {
        this(jdbc, reader, PATIENCE, MAX_BYTES);
    }

    /** A search that walks for that long, and at least one stretch, and reads so much at a time, but one event always. */
    EventSearch(JdbcClient jdbc, EventReader reader, Duration patience, int maxBytes) {
        this.jdbc = jdbc;
        this.reader = reader;
        this.patience = patience;
        this.maxBytes = maxBytes;
    }

    /**
     * What was found.
     *
     * @param events newest first
     * @param reached where the next page begins, {@code null} where there is nothing more to look at
     */
    record Found(List<StoredEvent> events, @Nullable Position reached) {}

    /**
     * A page.
     *
     * @param types of the events that are wanted at all; others are passed over without reading what they hold, but for
     *     those of a type that does not exist
     * @param start where it begins
     * @param from what was recorded before is not wanted
     * @param limit how many at most
     */
    Found page(Trail trail, Set<String> types, Predicate<StoredEvent> wanted, Position start, Instant from, int limit) {
        long end = System.nanoTime() + patience.toNanos();
        List<StoredEvent> found = new ArrayList<>();
        Position reached = start;
        int stretch = Math.min(limit + 1, MAX_STRETCH);
        while (true) {
            List<Step> steps = walk(trail, types, reached, from, stretch);
            steps.stream().flatMap(step -> step.event().stream()).filter(wanted).forEach(found::add);
            if (found.size() > limit) {
                List<StoredEvent> page = List.copyOf(found.subList(0, limit));
                return new Found(page, Position.of(page.getLast()));
            }
            if (steps.isEmpty()
                    || (steps.size() < stretch
                            && steps.size() == steps.getLast().whole())) {
                return new Found(found, null);
            }
            reached = steps.getLast().position();
            if (System.nanoTime() - end >= 0) {
                return new Found(found, reached);
            }
            stretch = Math.min(2 * stretch, MAX_STRETCH);
        }
    }

    /**
     * One event on the way.
     *
     * @param event empty where its type is not wanted
     * @param whole how many there are on the stretch, read or not
     */
    private record Step(Position position, Optional<StoredEvent> event, long whole) {}

    private List<Step> walk(Trail trail, Set<String> types, Position before, Instant from, int limit) {
        String stretch = trail.sql(EventReader.columns("event_type IN (:types) OR event_type NOT IN (:known)"));
        return jdbc.sql(WITHIN_BYTES.formatted(stretch))
                .param("bytes", maxBytes)
                .params(trail.parameters())
                .param("types", types)
                .param("known", EventJson.types())
                .param("at", before.at().toString())
                .param("position", before.globalPosition())
                .param("from", from.toString())
                .param("limit", limit)
                .query((row, _) -> step(row))
                .list();
    }

    private Step step(ResultSet row) throws SQLException {
        long whole = row.getLong("whole");
        if (row.getString("payload") == null) {
            return new Step(
                    new Position(EventReader.recordedAt(row), row.getLong("global_position")), Optional.empty(), whole);
        }
        StoredEvent event = reader.read(row);
        return new Step(Position.of(event), Optional.of(event), whole);
    }
}
