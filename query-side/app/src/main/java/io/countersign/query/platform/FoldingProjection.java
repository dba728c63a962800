package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.platform.eventstore.UnreadEvent;
import io.countersign.query.platform.View.Row;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Folds events into the rows of a {@link View}, all events of an invoice within a batch into one write. An event that
 * the view already has changes nothing; events that it lacks are read from the store. An invoice of which an event cannot
 * be taken in stays as it was before that, and stops no other.
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
        Map<InvoiceId, Set<Long>> dropped = deadLetters.dropped(name(), events.keySet());
        Map<InvoiceId, Failure> failures = new LinkedHashMap<>();
        Map<InvoiceId, Row<C>> rows = new LinkedHashMap<>();
        Set<InvoiceId> refused = new LinkedHashSet<>();
        events.forEach((invoiceId, ofInvoice) -> {
            ReviewFolding folding = new ReviewFolding(known.get(invoiceId), dropped.getOrDefault(invoiceId, Set.of()));
            fold(folding, invoiceId, ofInvoice);
            folding.failure().ifPresent(failure -> failures.put(invoiceId, failure));
            folding.reached().ifPresent(version -> {
                try {
                    rows.put(invoiceId, view.row(version.review(), version.newest()));
                } catch (RuntimeException e) {
                    refused.add(invoiceId);
                }
            });
        });
        refused.addAll(writes.write(rows, view::write).keySet());
        // Each of these once more with a row after every event, up to the first whose row cannot be made or stored.
        for (InvoiceId invoiceId : refused) {
            ReviewFolding folding =
                    new ReviewFolding(known.get(invoiceId), dropped.getOrDefault(invoiceId, Set.of()), this::store);
            fold(folding, invoiceId, events.getOrDefault(invoiceId, List.of()));
            folding.failure().ifPresent(failure -> failures.put(invoiceId, failure));
        }
        return failures;
    }

    private @Nullable RuntimeException store(ReviewVersion version) {
        Row<C> row;
        try {
            row = view.row(version.review(), version.newest());
        } catch (RuntimeException e) {
            return e;
        }
        InvoiceId invoiceId = version.review().invoiceId();
        return writes.write(Map.of(invoiceId, row), view::write).get(invoiceId);
    }

    private void fold(ReviewFolding folding, InvoiceId invoiceId, List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            if (event.reviewVersion() < folding.next()) {
                continue;
            }
            if (!takeMissed(folding, invoiceId, event.reviewVersion())
                    || !folding.take(event.reviewVersion(), type(event), () -> event)) {
                return;
            }
        }
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

    private static String type(RecordedEvent event) {
        return event.event().getClass().getSimpleName();
    }
}
