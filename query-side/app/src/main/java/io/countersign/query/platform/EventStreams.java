package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.EventReader;
import io.countersign.platform.eventstore.UnreadEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The streams of invoices as they are stored, with events that cannot be read. */
@Component
public final class EventStreams {

    /** Of events that are held in memory at once, by each of some threads. */
    static final long MOST_BYTES = 8 << 20;
    /** At once from the database; of the largest invoices these are about as many bytes. */
    private static final int FETCHED = 200;

    private final JdbcClient jdbc;
    private final EventReader reader;

    EventStreams(JdbcClient jdbc, EventReader reader) {
        this.jdbc = jdbc;
        this.reader = reader;
    }

    /** Reads what these streams hold. */
    public EventReader reader() {
        return reader;
    }

    /**
     * A stretch of streams, in the order of their ids.
     *
     * @param events how many events it holds
     * @param last the id of the last stream, {@code null} where there is none
     * @param more whether there may be more after it
     */
    public record Stretch(
            List<EventStream> streams,
            long events,
            @Nullable String last,
            boolean more) {}

    /**
     * Whole streams that together have at most {@code limit} events and about {@link #MOST_BYTES}, or the one that has
     * more.
     *
     * @param first begins with this one
     * @param after or after this one, {@code null} at the beginning
     * @param until ends before this one, {@code null} at the end of all
     */
    public Stretch stretch(StreamKind kind, String first, @Nullable String after, @Nullable String until, int limit) {
        List<Row> rows = new ArrayList<>();
        long bytes = 0;
        try (Stream<Row> stored = jdbc
                .sql("SELECT stream_id, " + UnreadEvent.COLUMNS
                        + """
                         FROM event_store.event WHERE stream_id %s :from %s AND stream_id LIKE :kind
                        ORDER BY stream_id, version LIMIT :limit""".formatted(after == null ? ">=" : ">", until == null ? "" : "AND stream_id < :until"))
                .param("from", after == null ? first : after)
                .params(until == null ? Map.of() : Map.of("until", until))
                .param("kind", kind.pattern())
                .param("limit", limit)
                .withFetchSize(FETCHED)
                .query((row, _) -> new Row(row.getString("stream_id"), UnreadEvent.of(row)))
                .stream()) {
            Iterator<Row> following = stored.iterator();
            while (bytes < MOST_BYTES && following.hasNext()) {
                Row row = following.next();
                rows.add(row);
                bytes += row.event().payload().length;
            }
        }
        if (rows.isEmpty()) {
            return new Stretch(List.of(), 0, null, false);
        }
        boolean more = rows.size() == limit || bytes >= MOST_BYTES;
        String last = rows.getLast().streamId();
        if (more && rows.getFirst().streamId().equals(last)) {
            return longer(kind, last);
        }
        // Of the last one there may be more events than fit.
        List<Row> whole =
                more ? rows.stream().filter(row -> !row.streamId().equals(last)).toList() : rows;
        return new Stretch(grouped(kind, whole), whole.size(), whole.getLast().streamId(), more);
    }

    private Stretch longer(StreamKind kind, String streamId) {
        List<EventStream> stream = kind
                .invoiceOf(streamId)
                .map(invoiceId ->
                        new EventStream(invoiceId, between(kind, invoiceId, 0, Long.MAX_VALUE, Integer.MAX_VALUE)))
                .stream()
                .toList();
        return new Stretch(
                stream, stream.stream().mapToLong(one -> one.events().size()).sum(), streamId, true);
    }

    /** The streams of these invoices; those that have none are left out. */
    public List<EventStream> of(StreamKind kind, Collection<InvoiceId> invoiceIds) {
        return grouped(
                kind,
                jdbc.sql("SELECT stream_id, " + UnreadEvent.COLUMNS
                                + " FROM event_store.event WHERE stream_id = ANY (?) ORDER BY stream_id, version")
                        .param(invoiceIds.stream().map(kind::streamOf).toArray(String[]::new))
                        .query((row, _) -> new Row(row.getString("stream_id"), UnreadEvent.of(row)))
                        .list());
    }

    /** Whose events a processor has read since it was at one place until it was at another. */
    public List<InvoiceId> readBetween(
            StreamKind kind, Optional<GapAwareTrackingToken> from, GapAwareTrackingToken to) {
        return jdbc
                .sql("""
                        SELECT DISTINCT stream_id FROM event_store.event
                        WHERE (global_position > ? AND global_position <= ? OR global_position = ANY (?))
                          AND stream_id LIKE ?""")
                .param(from.map(GapAwareTrackingToken::getIndex).orElse(-1L))
                .param(to.getIndex())
                .param(from.map(token -> token.getGaps().toArray(Long[]::new)).orElseGet(() -> new Long[0]))
                .param(kind.pattern())
                .query(String.class)
                .stream()
                .flatMap(streamId -> kind.invoiceOf(streamId).stream())
                .toList();
    }

    private static List<EventStream> grouped(StreamKind kind, List<Row> rows) {
        List<EventStream> streams = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            String streamId = rows.get(from).streamId();
            int to = from;
            while (to < rows.size() && rows.get(to).streamId().equals(streamId)) {
                to++;
            }
            List<UnreadEvent> events =
                    rows.subList(from, to).stream().map(Row::event).toList();
            kind.invoiceOf(streamId).ifPresent(invoiceId -> streams.add(new EventStream(invoiceId, events)));
            from = to;
        }
        return streams;
    }

    private record Row(String streamId, UnreadEvent event) {}

    /** The first {@code limit} of the events from one version to another, both included, oldest first. */
    List<UnreadEvent> between(StreamKind kind, InvoiceId invoiceId, long from, long to, int limit) {
        return jdbc.sql("SELECT " + UnreadEvent.COLUMNS + """
                         FROM event_store.event
                        WHERE stream_id = ? AND version BETWEEN ? AND ? ORDER BY version LIMIT ?""")
                .param(kind.streamOf(invoiceId))
                .param(from)
                .param(to)
                .param(limit)
                .query((row, _) -> UnreadEvent.of(row))
                .list();
    }
}
