package io.countersign.platform.eventstore;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The history of a review, read from the event store itself in one ordered query. */
public final class ReviewHistory {

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

    /** All events, oldest first; empty where there is no such invoice. */
    public List<RecordedEvent> of(InvoiceId invoiceId) {
        return read(invoiceId, 0, Integer.MAX_VALUE).stream()
                .map(StoredEvent::recorded)
                .toList();
    }

    /** At most {@code limit} events from {@code fromVersion} on, oldest first. */
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
