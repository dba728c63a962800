package io.countersign.query.platform;

import io.countersign.platform.web.MalformedRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Instants as requests write them. */
public final class InstantParameter {

    /** Before everything that happened. */
    static final Instant FIRST = Instant.EPOCH;

    /** After everything that will. */
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private InstantParameter() {}

    /**
     * The instant, as the database can hold it: to the microsecond, and no farther away than anything happens.
     *
     * @param name of the parameter, for the refusal
     * @throws MalformedRequest unless it is one in RFC 3339
     */
    public static Instant of(String name, String text) {
        try {
            Instant instant = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
            if (instant.isBefore(FIRST)) {
                return FIRST;
            }
            return instant.isAfter(LAST) ? LAST : instant;
        } catch (DateTimeParseException notOne) {
            throw new MalformedRequest("The parameter " + name + " must be an instant such as 2026-11-21T10:43:00Z.");
        }
    }
}
