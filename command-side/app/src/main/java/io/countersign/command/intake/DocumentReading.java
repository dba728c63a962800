package io.countersign.command.intake;

import io.countersign.contract.invoice.Invoice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What came of reading a document: an invoice, or a named refusal. */
public sealed interface DocumentReading {

    /**
     * The document is an invoice.
     *
     * @param terms what was read; at least one term. Missing and odd values are findings, not refusals
     * @param confidence how sure an extraction was, 0 to 1, by path of a term; empty for structured documents
     * @param document the document to keep
     */
    record Read(Invoice terms, Map<String, BigDecimal> confidence, KeptDocument document) implements DocumentReading {
        public Read {
            confidence = Map.copyOf(confidence);
        }
    }

    /** No format of that media type is read (HTTP 415). */
    record UnsupportedMediaType(String mediaType) implements DocumentReading {}

    /** The document is longer than {@code limit} bytes (HTTP 413). */
    record TooLarge(long limit) implements DocumentReading {}

    /** The document is broken, hostile or no invoice at all (HTTP 422, {@code INVALID_DOCUMENT}). At least one error. */
    record InvalidDocument(List<DocumentError> errors) implements DocumentReading {
        public InvalidDocument {
            errors = List.copyOf(errors);
        }
    }
}
