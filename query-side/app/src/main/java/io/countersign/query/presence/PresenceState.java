package io.countersign.query.presence;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What somebody does with an invoice that they have open. */
public enum PresenceState {
    VIEWING,
    EDITING;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As it is written in JSON and in the table: {@code editing}. */
    @JsonValue
    public String text() {
        return text;
    }
}
