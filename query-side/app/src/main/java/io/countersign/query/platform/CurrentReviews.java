package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.platform.eventstore.HistoryBroken;
import io.countersign.platform.eventstore.ReviewHistory;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reviews as they stand in the store now: what the view has folded, and the events since. So an answer is never older
 * than what was committed when it was asked for, however far the view is behind.
 */
@Component
public final class CurrentReviews {

    private final JdbcClient jdbc;
    private final ReviewHistory history;

    CurrentReviews(JdbcClient jdbc, ReviewHistory history) {
        this.jdbc = jdbc;
        this.history = history;
    }

    /**
     * The review of an invoice, empty where there is no such invoice.
     *
     * @throws HistoryBroken where one of its events cannot be read
     */
    public Optional<ReviewVersion> of(InvoiceId invoiceId) {
        Review known = jdbc.sql("""
                        SELECT review FROM read_model.invoice_detail v
                        WHERE invoice_id = ?
                          -- A review without an event that operators dropped is not what anybody may decide on.
                          AND NOT EXISTS (SELECT FROM audit.dropped_event d
                                          WHERE d.processor = 'invoice-detail' AND d.invoice_id = v.invoice_id)""")
                .param(invoiceId.value())
                .query(String.class)
                .optional()
                .flatMap(Reviews::read)
                .orElse(null);
        // From the version that the view has on, for that event tells who decided it and when.
        List<RecordedEvent> events = history.between(invoiceId, known == null ? 0 : known.version(), Long.MAX_VALUE);
        if (events.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                known == null
                        ? ReviewVersion.of(events)
                        : new ReviewVersion(known.evolve(events.subList(1, events.size())), events.getLast()));
    }
}
