package io.countersign.query.platform;

import io.countersign.platform.web.MalformedRequest;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time; open where it names no end of it.
 *
 * @param from its first instant
 * @param to the first instant after it
 */
public record Period(@Nullable Instant from, @Nullable Instant to) {

    /** All of time. */
    public static final Period ALWAYS = new Period(null, null);

    /**
     * The period of a request. An empty parameter says as little as an absent one.
     *
     * @throws MalformedRequest where one of them is no instant, or the first is later than the second
     */
    public static Period of(@Nullable String from, @Nullable String to) {
        Period period = new Period(
                Parameters.given(from)
                        .map(text -> InstantParameter.of("from", text))
                        .orElse(null),
                Parameters.given(to)
                        .map(text -> InstantParameter.of("to", text))
                        .orElse(null));
        if (period.begin().isAfter(period.end())) {
            throw new MalformedRequest("The parameter from must not be later than the parameter to.");
        }
        return period;
    }

    /** Whether an instant is in it. */
    public boolean covers(Instant instant) {
        return !instant.isBefore(begin()) && instant.isBefore(end());
    }

    /** Its first instant, for the database. */
    public Instant begin() {
        return Objects.requireNonNullElse(from, InstantParameter.FIRST);
    }

    /** The first instant after it, for the database. */
    public Instant end() {
        return Objects.requireNonNullElse(to, InstantParameter.LAST);
    }
}
