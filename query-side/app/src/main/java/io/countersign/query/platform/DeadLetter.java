package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import java.time.Instant;

/**
 * An event that a view cannot take in. What comes later of its invoice waits behind it.
 *
 * @param version its number in its stream
 * @param cause what went wrong when it was tried last
 * @param parkedAt when it was tried first
 * @param triedAt when it was tried last
 * @param tries how often
 * @param waiting how many events wait behind it
 */
public record DeadLetter(
        long id,
        InvoiceId invoiceId,
        long version,
        String eventType,
        Cause cause,
        Instant parkedAt,
        Instant triedAt,
        int tries,
        long waiting) {}
