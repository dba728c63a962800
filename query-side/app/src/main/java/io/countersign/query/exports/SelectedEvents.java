package io.countersign.query.exports;

import io.countersign.query.auditlog.ChainedEvent;
import io.countersign.query.auditlog.Leaf;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the events of a selection in the order of the log, a batch at a time, with a connection only meanwhile. */
@Component
class SelectedEvents {

    /** How many events a batch has at most. */
    private static final int EVENTS = 200;

    /** A batch ends with the event that reaches this many bytes: single ones can be large. */
    private static final int BYTES = 1 << 20;

    private final JdbcClient jdbc;

    SelectedEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes events, however long it takes. */
    @FunctionalInterface
    interface Reader {

        /** Takes the next batch. */
        void take(List<SelectedEvent> batch) throws IOException;
    }

    /** Reads them all; one that is gone from the store is left out. */
    void read(Selection selection, Reader reader) throws IOException {
        List<Long> wanted = selection.next(0, EVENTS);
        while (!wanted.isEmpty()) {
            List<Found> found = find(wanted);
            if (found.isEmpty()) {
                throw new IllegalStateException("The log lost its leaf " + wanted.getFirst());
            }
            reader.take(found.stream().flatMap(one -> one.event().stream()).toList());
            wanted = selection.next(found.getLast().leafIndex() + 1, EVENTS);
        }
    }

    private record Found(long leafIndex, Optional<SelectedEvent> event) {}

    private List<Found> find(List<Long> leaves) {
        return jdbc.sql("""
                        SELECT * FROM (
                            SELECT l.leaf_index, l.event_hash, %s,
                                   sum(octet_length(e.payload)) OVER (
                                       ORDER BY l.leaf_index ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                            FROM audit.leaf l
                            LEFT JOIN event_store.event e ON e.stream_id = l.stream_id AND e.version = l.version
                            WHERE l.leaf_index = ANY (?)) batch
                        WHERE coalesce(before, 0) < ?
                        ORDER BY leaf_index""".formatted(ChainedEvent.COLUMNS))
                .param(leaves.toArray(Long[]::new))
                .param(BYTES)
                .query((row, _) -> new Found(row.getLong("leaf_index"), event(row)))
                .list();
    }

    private static Optional<SelectedEvent> event(ResultSet row) throws SQLException {
        if (row.getString("event_id") == null) {
            return Optional.empty();
        }
        ChainedEvent event = ChainedEvent.of(row);
        return Optional.of(new SelectedEvent(
                new Leaf(row.getLong("leaf_index"), event.streamId(), event.version(), row.getBytes("event_hash")),
                event,
                EventContent.of(event.payload(), event.metadata())));
    }
}
