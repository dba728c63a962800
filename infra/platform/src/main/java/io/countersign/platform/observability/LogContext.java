package io.countersign.platform.observability;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Says beside each line of the log whose work it is about, under the names that the API has. What was said before comes
 * back when it is closed.
 */
public final class LogContext implements AutoCloseable {

    private static final Pattern PLACE = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

    private LogContext() {}

    /** Nothing more is known yet. */
    public static LogContext begin() {
        return new LogContext();
    }

    /** Who is signed in, or decided. */
    public LogContext actor(@Nullable String actor) {
        return with("actor", actor);
    }

    /** The invoice that it is about. */
    public LogContext invoice(@Nullable Object invoiceId) {
        return with("invoice_id", invoiceId);
    }

    /** The decision that it is about. */
    public LogContext decision(@Nullable Object commandId) {
        return with("command_id", commandId);
    }

    /**
     * The trace that it belongs to.
     *
     * @param place as in {@link Traces#TRACEPARENT}; what is none is passed over
     */
    public LogContext trace(@Nullable String place) {
        Matcher matcher = PLACE.matcher(place == null ? "" : place);
        return with("trace_id", matcher.matches() ? matcher.group(1) : null);
    }

    private LogContext with(String name, @Nullable Object value) {
        if (value != null) {
            MDC.put(name, value.toString());
        }
        return this;
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }
}
