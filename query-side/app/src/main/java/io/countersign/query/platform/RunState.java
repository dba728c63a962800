package io.countersign.query.platform;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How work stands that somebody asked for. */
public enum RunState {
    /** It waits for its turn, or goes on. */
    RUNNING,
    /** It came to its end. */
    DONE,
    /** Somebody ended it before that. */
    CANCELLED,
    /** It could not be brought to its end. */
    FAILED;

    /** The state that a table holds as {@link #text}. */
    public static RunState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As it is written in JSON and in tables: {@code running}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
