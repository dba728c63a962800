package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import java.time.Instant;

/**
 * An event that an operator had a view pass over, as it is on record for good. It holds no content of the invoice.
 *
 * @param dropId orders them by when they were dropped
 * @param version the number of the event, in the review or in the discussion
 * @param cause why the view could not take it in
 * @param since when it was tried first
 */
public record DroppedEvent(
        long dropId,
        Instant droppedAt,
        String droppedBy,
        InvoiceId invoiceId,
        long version,
        String eventType,
        Cause cause,
        Instant since) {}
