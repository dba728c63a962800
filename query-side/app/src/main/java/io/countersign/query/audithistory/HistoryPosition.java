package io.countersign.query.audithistory;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.platform.eventstore.StoredEvent.Refused;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.platform.Cursor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Where something stands in a history: the events by their versions, and after each the attempts that it made stale, in
 * the order in which they were made.
 *
 * @param reviewVersion the version of the event, or the one that the attempt met
 * @param at when the attempt was made; for an event, before all of them
 * @param globalPosition tells attempts of the same instant apart
 */
record HistoryPosition(long reviewVersion, Instant at, long globalPosition) implements Comparable<HistoryPosition> {

    /** Before the first event. */
    static final HistoryPosition BEGIN = ofEvent(-1);

    private static final Comparator<HistoryPosition> ORDER = Comparator.comparingLong(HistoryPosition::reviewVersion)
            .thenComparing(HistoryPosition::at)
            .thenComparingLong(HistoryPosition::globalPosition);

    static HistoryPosition of(StoredEvent stored) {
        if (stored.content() instanceof Refused refused) {
            StaleDecisionRejected attempt = refused.event();
            return new HistoryPosition(attempt.currentReviewVersion(), attempt.at(), stored.globalPosition());
        }
        return ofEvent(stored.version());
    }

    private static HistoryPosition ofEvent(long reviewVersion) {
        return new HistoryPosition(reviewVersion, Instant.EPOCH, 0);
    }

    /** The position in the history of that invoice that {@link #cursor} wrote. */
    static HistoryPosition parse(InvoiceId invoiceId, String cursor) {
        try {
            return Cursor.read(list(invoiceId), cursor, 3)
                    .map(parts -> parts.stream()
                            .map(part -> Objects.requireNonNullElse(part, ""))
                            .toList())
                    .map(parts -> new HistoryPosition(
                            Long.parseLong(parts.get(0)), Instant.parse(parts.get(1)), Long.parseLong(parts.get(2))))
                    .filter(position -> position.reviewVersion >= 0 && position.reviewVersion < Long.MAX_VALUE)
                    .orElseThrow(HistoryPosition::unknown);
        } catch (DateTimeException | NumberFormatException notOurs) {
            throw unknown();
        }
    }

    /** The cursor of a page of that invoice's history that ends here. */
    String cursor(InvoiceId invoiceId) {
        return Cursor.write(
                list(invoiceId), List.of(Long.toString(reviewVersion), at.toString(), Long.toString(globalPosition)));
    }

    private static String list(InvoiceId invoiceId) {
        return "history of " + invoiceId;
    }

    @Override
    public int compareTo(HistoryPosition other) {
        return ORDER.compare(this, other);
    }

    private static MalformedRequest unknown() {
        return new MalformedRequest("The parameter cursor is none that this list gave out.");
    }
}
