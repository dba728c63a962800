package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.UnreadEvent;
import java.util.List;

/**
 * A stream of an invoice, whole.
 *
 * @param events at least one, oldest first
 */
public record EventStream(InvoiceId invoiceId, List<UnreadEvent> events) {}
