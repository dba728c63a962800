package io.countersign.command.intake;

/**
 * One reason why a document cannot be an invoice.
 *
 * @param pointer where: a JSON Pointer (RFC 6901) into a JSON document; empty for the document as a whole and for other
 *     formats
 * @param code stable and for machines, e.g. {@code NOT_WELL_FORMED}
 * @param message for a person
 */
public record DocumentError(String pointer, String code, String message) {}
