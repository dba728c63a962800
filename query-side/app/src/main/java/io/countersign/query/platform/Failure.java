package io.countersign.query.platform;

/**
 * The first event of an invoice that a view could not take in; it has taken in all before it.
 *
 * @param version its number in its stream
 * @param eventType e.g. {@code InvoiceCorrected}
 * @param cause what went wrong
 */
public record Failure(long version, String eventType, Throwable cause) {}
