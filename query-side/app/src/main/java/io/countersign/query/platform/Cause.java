package io.countersign.query.platform;

import io.countersign.platform.eventstore.HistoryBroken;
import io.countersign.platform.eventstore.LaterRelease;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/**
 * What went wrong, in words for operators, who see no content of invoices. Messages of exceptions quote it, so of those
 * that others made only the place is told.
 *
 * @param type the class of the exception that began it
 * @param message where it went wrong
 */
public record Cause(String type, String message) {

    private static final String OURS = "io.countersign.";

    /** The cause of a failure. */
    public static Cause of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new Cause(root.getClass().getName(), message(failure, root));
    }

    private static String message(Throwable failure, Throwable root) {
        return switch (root) {
            case OutOfOrder order -> String.valueOf(order.getMessage());
            case LaterRelease _ ->
                "A later release wrote the stored event, or nobody did: try again with that release.";
            case JacksonException json -> "The stored JSON cannot be read" + place(json.getLocation()) + ".";
            case PSQLException sql -> "The row cannot be stored: " + constraint(sql) + ".";
            default ->
                failure instanceof HistoryBroken
                        ? "The stored event is none of its type."
                        : "It failed" + frame(root) + ".";
        };
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 0
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static String constraint(PSQLException sql) {
        ServerErrorMessage said = sql.getServerErrorMessage();
        String names = said == null
                ? ""
                : Stream.of(named("constraint", said.getConstraint()), named("column", said.getColumn()))
                        .filter(name -> !name.isEmpty())
                        .reduce("", (before, name) -> before + ", " + name);
        return "SQLSTATE " + sql.getSQLState() + names;
    }

    private static String named(String what, @Nullable String name) {
        return name == null || name.isEmpty() ? "" : what + " " + name;
    }

    private static String frame(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .map(frame -> " in %s.%s, line %d"
                        .formatted(frame.getClassName(), frame.getMethodName(), frame.getLineNumber()))
                .orElse("");
    }
}
