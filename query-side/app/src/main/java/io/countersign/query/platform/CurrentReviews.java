package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.Review;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.eventstore.StoredEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /** The review of an invoice, empty where there is no such invoice. */
    public Optional<Review> of(InvoiceId invoiceId) {
        @Nullable
        Review review = jdbc.sql("SELECT review FROM read_model.invoice_detail WHERE invoice_id = ?")
                .param(invoiceId.value())
                .query(String.class)
                .optional()
                .flatMap(Reviews::read)
                .orElse(null);
        for (StoredEvent event :
                history.read(invoiceId, review == null ? 0 : review.version() + 1, Integer.MAX_VALUE)) {
            review = Reviews.after(review, event.recorded());
        }
        return Optional.ofNullable(review);
    }
}
