package io.countersign.platform.eventstore;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The history of a review, read from the event store itself in one ordered query. */
public final class ReviewHistory {

    private static final String RECORDED =
            "SELECT " + UnreadEvent.COLUMNS + " FROM event_store.event WHERE stream_id = ? AND ";

    private static final int LONG = 500;

    private final JdbcClient jdbc;
    private final EventReader reader;

    ReviewHistory(JdbcClient jdbc, EventReader reader) {
        this.jdbc = jdbc;
        this.reader = reader;
    }

    /** The review's version now, empty where there is no such invoice. */
    public OptionalLong currentVersion(InvoiceId invoiceId) {
        Long version = jdbc.sql("SELECT max(version) FROM event_store.event WHERE stream_id = ?")
                .param(invoiceId.toString())
                .query(Long.class)
                .optional()
                .orElse(null);
        return version == null ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /**
     * All events, oldest first; empty where there is no such invoice.
     *
     * @throws HistoryBroken where one of them was altered or removed
     */
    public List<RecordedEvent> of(InvoiceId invoiceId) {
        return between(invoiceId, 0, Long.MAX_VALUE);
    }

    /**
     * The events from one version to another, both included, oldest first.
     *
     * @throws HistoryBroken where one of them was altered or removed
     */
    public List<RecordedEvent> between(InvoiceId invoiceId, long fromVersion, long toVersion) {
        return recorded(
                invoiceId,
                fromVersion,
                jdbc.sql(RECORDED + "version BETWEEN ? AND ? ORDER BY version")
                        .param(invoiceId.toString())
                        .param(fromVersion)
                        .param(toVersion));
    }

    /**
     * The events that were recorded until an instant, that included, oldest first.
     *
     * @throws HistoryBroken where one of them was altered or removed
     */
    public List<RecordedEvent> until(InvoiceId invoiceId, Instant instant) {
        return recorded(
                invoiceId,
                0,
                // Instants of a review never go back, so a look at its last events usually tells where to end.
                jdbc.sql(RECORDED + """
                                version <= (SELECT version FROM event_store.event
                                            WHERE stream_id = ? AND recorded_at <= ?
                                            ORDER BY version DESC LIMIT 1)
                                ORDER BY version""")
                        .param(invoiceId.toString())
                        .param(invoiceId.toString())
                        // As exact as the store: rounded up, it would take in what came after.
                        .param(instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC)));
    }

    private List<RecordedEvent> recorded(InvoiceId invoiceId, long fromVersion, StatementSpec select) {
        List<UnreadEvent> rows = select.query((row, _) -> UnreadEvent.of(row)).list();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).version() != fromVersion + i) {
                throw HistoryBroken.missing(invoiceId.toString(), fromVersion + i);
            }
        }
        // To read JSON takes longer than to fetch it; a short history is not worth the threads.
        return (rows.size() < LONG ? rows.stream() : rows.parallelStream())
                .map(row -> reader.recorded(invoiceId, row))
                .toList();
    }

    /** At most {@code limit} events from {@code fromVersion} on, oldest first, with their place in the chain. */
    public List<StoredEvent> read(InvoiceId invoiceId, long fromVersion, int limit) {
        return jdbc.sql("SELECT " + EventReader.COLUMNS + """
                         FROM event_store.event
                        WHERE stream_id = ? AND version >= ?
                        ORDER BY version
                        LIMIT ?""")
                .param(invoiceId.toString())
                .param(fromVersion)
                .param(limit)
                .query((row, _) -> reader.read(row))
                .list();
    }
}
