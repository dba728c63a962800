package io.countersign.query.platform;

import io.countersign.platform.web.MalformedRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of runs, newest first, ended.
 *
 * @param at when the last run of the page was asked for
 * @param runId its id
 */
public record RunPosition(Instant at, UUID runId) {

    /** Before the newest of all: ids sort after all others where they are compared with this one. */
    private static final RunPosition BEGINNING =
            new RunPosition(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

    /**
     * What a cursor says, the beginning where there is none.
     *
     * @param list names the list that gave it out
     * @throws MalformedRequest where the cursor is none of that list
     */
    public static RunPosition of(String list, @Nullable String cursor) {
        if (cursor == null) {
            return BEGINNING;
        }
        try {
            return Cursor.read(list, cursor, 2)
                    .map(parts -> new RunPosition(
                            Instant.parse(Objects.requireNonNullElse(parts.get(0), "")),
                            UUID.fromString(Objects.requireNonNullElse(parts.get(1), ""))))
                    .orElseThrow(RunPosition::unknown);
        } catch (DateTimeException | IllegalArgumentException notOurs) {
            throw unknown();
        }
    }

    /** As text for {@link #of}. */
    public String cursor(String list) {
        return Cursor.write(list, List.of(at.toString(), runId.toString()));
    }

    private static MalformedRequest unknown() {
        return new MalformedRequest("The parameter cursor is none that this list gave out.");
    }
}
