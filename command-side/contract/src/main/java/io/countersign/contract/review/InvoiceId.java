package io.countersign.contract.review;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/** Identifies an invoice and its review: a UUID (version 7, RFC 9562), written in lower case. */
public record InvoiceId(@JsonValue UUID value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public InvoiceId {}

    /** The id that {@code text} writes, empty where it is none in its canonical form. */
    public static Optional<InvoiceId> parse(String text) {
        try {
            InvoiceId id = new InvoiceId(UUID.fromString(text));
            return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException noUuid) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
