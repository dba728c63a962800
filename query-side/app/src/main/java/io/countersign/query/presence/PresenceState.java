package io.countersign.query.presence;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody does with an invoice that they have open. */
public enum PresenceState {
    VIEWING,
    EDITING;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The state of that {@link #text}. */
    static Optional<PresenceState> of(String text) {
        return Arrays.stream(values()).filter(state -> state.text.equals(text)).findFirst();
    }

    /** As it is written in JSON and in the table: {@code editing}. */
    @JsonValue
    public String text() {
        return text;
    }
}
