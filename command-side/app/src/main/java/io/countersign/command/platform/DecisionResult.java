package io.countersign.command.platform;

import io.countersign.contract.review.InvoiceId;

/**
 * What an accepted decision is answered with.
 *
 * @param reviewVersion the version that it made, or that stands where it changed nothing
 */
public record DecisionResult(InvoiceId invoiceId, long reviewVersion) {}
