package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.query.platform.View.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Folds events into the rows of a {@link View}, all events of an invoice within a batch into one write. An event that
 * the view already has changes nothing; events that it lacks are read from the store. An invoice whose row cannot be
 * made is logged and left as it was, so that it stops no other; its next event tries again from the store.
 *
 * @param <C> what a row of the view shows
 */
public final class FoldingProjection<C> implements ReviewProjection {

    private static final Logger log = LoggerFactory.getLogger(FoldingProjection.class);

    private final View<C> view;
    private final ReviewHistory history;
    private final IsolatedWrites writes;

    /** A projection into {@code view}. */
    public FoldingProjection(View<C> view, ReviewHistory history, PlatformTransactionManager transactionManager) {
        this.view = view;
        this.history = history;
        this.writes = new IsolatedWrites(view.name(), transactionManager);
    }

    @Override
    public String name() {
        return view.name();
    }

    @Override
    public void apply(Map<InvoiceId, List<RecordedEvent>> events) {
        Map<InvoiceId, Review> known = view.reviews(events.keySet());
        Map<InvoiceId, Row<C>> rows = new LinkedHashMap<>();
        events.forEach((invoiceId, ofInvoice) -> {
            try {
                row(known.get(invoiceId), ofInvoice).ifPresent(row -> rows.put(invoiceId, row));
            } catch (DataAccessException storeTrouble) {
                throw storeTrouble;
            } catch (RuntimeException e) {
                log.error("{}: invoice {} stays as it was, its events cannot be folded", name(), invoiceId, e);
            }
        });
        writes.write(rows, view::write);
    }

    private Optional<Row<C>> row(@Nullable Review known, List<RecordedEvent> events) {
        @Nullable Review review = known;
        @Nullable RecordedEvent newest = null;
        for (RecordedEvent event : events) {
            long next = review == null ? 0 : review.version() + 1;
            if (event.reviewVersion() < next) {
                continue;
            }
            for (RecordedEvent missed : between(event, next)) {
                review = Reviews.after(review, missed);
            }
            review = Reviews.after(review, event);
            newest = event;
        }
        return review == null || newest == null ? Optional.empty() : Optional.of(view.row(review, newest));
    }

    /** The events from version {@code from} on that come before {@code event}; none, as long as none was missed. */
    private List<RecordedEvent> between(RecordedEvent event, long from) {
        return from == event.reviewVersion()
                ? List.of()
                : history.between(event.event().invoiceId(), from, event.reviewVersion() - 1);
    }
}
