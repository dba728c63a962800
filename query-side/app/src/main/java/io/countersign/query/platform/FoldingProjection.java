package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.platform.eventstore.UnreadEvent;
import io.countersign.query.platform.View.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Folds events into the rows of a {@link View}, all events of an invoice within a batch into one write. An event that
 * the view already has changes nothing; events that it lacks are read from the store. An invoice whose row cannot be
 * made stays as it was and stops no other.
 *
 * @param <C> what a row of the view shows
 */
public final class FoldingProjection<C> implements ReviewProjection {

    private final View<C> view;
    private final EventStreams streams;
    private final DeadLetters deadLetters;
    private final IsolatedWrites writes;

    /** A projection into {@code view}. */
    public FoldingProjection(
            View<C> view,
            EventStreams streams,
            DeadLetters deadLetters,
            PlatformTransactionManager transactionManager) {
        this.view = view;
        this.streams = streams;
        this.deadLetters = deadLetters;
        this.writes = new IsolatedWrites(transactionManager);
    }

    @Override
    public String name() {
        return view.name();
    }

    @Override
    public String table() {
        return view.table();
    }

    @Override
    public Map<InvoiceId, Failure> apply(Map<InvoiceId, List<RecordedEvent>> events) {
        Map<InvoiceId, Review> known = view.reviews(events.keySet());
        Map<InvoiceId, Failure> failures = new LinkedHashMap<>();
        Map<Reached, Row<C>> rows = new LinkedHashMap<>();
        events.forEach((invoiceId, ofInvoice) -> {
            ReviewFolding folding = fold(invoiceId, known.get(invoiceId), ofInvoice);
            folding.failure().ifPresent(failure -> failures.put(invoiceId, failure));
            folding.reached().ifPresent(version -> {
                try {
                    rows.put(new Reached(invoiceId, version.newest()), view.row(version.review(), version.newest()));
                } catch (RuntimeException e) {
                    failures.put(invoiceId, failure(version.newest(), e));
                }
            });
        });
        writes.write(rows, view::write)
                .forEach((reached, refused) -> failures.put(reached.invoiceId(), failure(reached.newest(), refused)));
        return failures;
    }

    private record Reached(InvoiceId invoiceId, RecordedEvent newest) {}

    private ReviewFolding fold(InvoiceId invoiceId, @Nullable Review known, List<RecordedEvent> events) {
        ReviewFolding folding = new ReviewFolding(
                known, version -> deadLetters.dropped(name(), invoiceId).contains(version));
        for (RecordedEvent event : events) {
            if (event.reviewVersion() < folding.next()) {
                continue;
            }
            if (!takeMissed(folding, invoiceId, event.reviewVersion())
                    || !folding.take(event.reviewVersion(), type(event), () -> event)) {
                break;
            }
        }
        return folding;
    }

    /** Takes in the events that come before {@code version}; none, as long as none was missed. */
    private boolean takeMissed(ReviewFolding folding, InvoiceId invoiceId, long version) {
        if (folding.next() == version) {
            return true;
        }
        for (UnreadEvent missed :
                streams.between(StreamKind.REVIEW, invoiceId, folding.next(), version - 1, Integer.MAX_VALUE)) {
            if (!folding.take(
                    missed.version(), missed.eventType(), () -> streams.reader().recorded(invoiceId, missed))) {
                return false;
            }
        }
        return true;
    }

    private static Failure failure(RecordedEvent event, RuntimeException cause) {
        return new Failure(event.reviewVersion(), type(event), cause);
    }

    private static String type(RecordedEvent event) {
        return event.event().getClass().getSimpleName();
    }
}
