package io.countersign.query.auditsearch;

import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.platform.eventstore.StoredEvent.Refused;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.platform.Cursor;
import io.countersign.query.platform.Period;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a search has come on its way back.
 *
 * @param at when the last event was recorded, or first tried
 * @param globalPosition its place in the store, which tells events of the same instant apart
 */
record Position(Instant at, long globalPosition) {

    static Position of(StoredEvent stored) {
        return new Position(
                stored.content() instanceof Refused refused ? refused.event().at() : stored.at(),
                stored.globalPosition());
    }

    /** Where a request begins: where the page before ended, or at the end of the period. */
    static Position of(String list, @Nullable String cursor, Period period) {
        // Smaller than any place, so that what happened at the end itself is not within.
        Position end = new Position(period.end(), -1);
        if (cursor == null || cursor.isEmpty()) {
            return end;
        }
        Position reached = parse(list, cursor);
        return reached.at.isBefore(end.at) ? reached : end;
    }

    /** The cursor of a page that ends here. */
    String cursor(String list) {
        return Cursor.write(list, List.of(at.toString(), Long.toString(globalPosition)));
    }

    private static Position parse(String list, String cursor) {
        try {
            return Cursor.read(list, cursor, 2)
                    .map(parts -> new Position(
                            Instant.parse(Objects.requireNonNullElse(parts.get(0), "")),
                            Long.parseLong(Objects.requireNonNullElse(parts.get(1), ""))))
                    .filter(position -> !position.at.isBefore(Instant.EPOCH))
                    .orElseThrow(Position::unknown);
        } catch (DateTimeException | NumberFormatException notOurs) {
            throw unknown();
        }
    }

    private static MalformedRequest unknown() {
        return new MalformedRequest("The parameter cursor is none that this list gave out.");
    }
}
