package io.countersign.query.platform;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time that the database can hold; events are all within the widest one.
 *
 * @param from its first instant
 * @param to the first instant after it
 */
public record Period(Instant from, Instant to) {

    private static final Instant BEGIN = Instant.EPOCH;
    private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    public Period {
        from = within(from);
        to = within(to);
    }

    /**
     * The period of a request; open where it names no end of it.
     *
     * @throws io.countersign.platform.web.MalformedRequest where one of them is no instant
     */
    public static Period of(@Nullable String from, @Nullable String to) {
        return new Period(
                from == null || from.isEmpty() ? BEGIN : InstantParameter.of("from", from),
                to == null || to.isEmpty() ? END : InstantParameter.of("to", to));
    }

    private static Instant within(Instant instant) {
        if (instant.isBefore(BEGIN)) {
            return BEGIN;
        }
        return instant.isAfter(END) ? END : instant;
    }
}
