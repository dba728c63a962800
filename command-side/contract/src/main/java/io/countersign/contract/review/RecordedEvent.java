package io.countersign.contract.review;

import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as it stands in the history of a review.
 *
 * @param reviewVersion its number: 0 for the first, then without gaps
 * @param actor the user who decided, from the authenticated session
 * @param at when it was recorded, by the database's clock; never before the event before it
 * @param commandId names the decision; the client's {@code Idempotency-Key} where it sent one
 */
public record RecordedEvent(long reviewVersion, ReviewEvent event, String actor, Instant at, UUID commandId) {

    /**
     * Refuses what can be in no history.
     *
     * @throws IllegalArgumentException where it is the first and no received invoice, or a later one and that
     */
    public RecordedEvent {
        if ((reviewVersion == 0) != (event instanceof InvoiceReceived)) {
            throw new IllegalArgumentException(
                    "A history begins with the received invoice, and has no other: version %d of %s"
                            .formatted(reviewVersion, event.invoiceId()));
        }
    }
}
