package io.countersign.command.platform;

import io.countersign.contract.review.ReviewEvent.InvoiceReceived;

/**
 * Take in a document that was read.
 *
 * @param content the document, byte for byte
 */
public record ReceiveInvoice(InvoiceReceived event, byte[] content) {}
