package io.countersign.query.audithistory;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.EventReader;
import io.countersign.platform.eventstore.StoredEvent;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Decisions on an invoice that were refused because they were stale; they stand in streams of their own. */
@Component
class RefusedAttempts {

    private final JdbcClient jdbc;
    private final EventReader reader;

    RefusedAttempts(JdbcClient jdbc, EventReader reader) {
        this.jdbc = jdbc;
        this.reader = reader;
    }

    /** At most {@code limit} of them after a position, in the order of the history. */
    List<StoredEvent> of(InvoiceId invoiceId, HistoryPosition after, int limit) {
        // In the words of its index.
        return jdbc.sql("SELECT " + EventReader.COLUMNS + """
                         FROM event_store.event
                        WHERE event_type = 'StaleDecisionRejected' AND payload::json ->> 'invoice_id' = :invoice
                          AND ((payload::json ->> 'current_review_version')::bigint,
                               rtrim(payload::json ->> 'at', 'Z') COLLATE "C",
                               global_position) > (:version, rtrim(:at, 'Z'), :position)
                        ORDER BY (payload::json ->> 'current_review_version')::bigint,
                                 rtrim(payload::json ->> 'at', 'Z') COLLATE "C",
                                 global_position
                        LIMIT :limit""")
                .param("invoice", invoiceId.toString())
                .param("version", after.reviewVersion())
                .param("at", after.at().toString())
                .param("position", after.globalPosition())
                .param("limit", limit)
                .query((row, _) -> reader.read(row))
                .list();
    }
}
