package io.countersign.query.platform;

import io.countersign.platform.web.MalformedRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Instants as requests write them. */
public final class InstantParameter {

    private InstantParameter() {}

    /**
     * The instant.
     *
     * @param name of the parameter, for the refusal
     * @throws MalformedRequest unless it is one in RFC 3339
     */
    public static Instant of(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notOne) {
            throw new MalformedRequest("The parameter " + name + " must be an instant such as 2026-11-21T10:43:00Z.");
        }
    }
}
