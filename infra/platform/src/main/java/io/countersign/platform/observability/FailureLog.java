package io.countersign.platform.observability;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs what failed without what invoices say. Messages of exceptions quote rows, parameters and JSON; the log has the
 * classes and the places, and at level debug the rest.
 */
public final class FailureLog {

    private FailureLog() {}

    /**
     * Logs a failure as an error.
     *
     * @param message with a place {@code {}} for each argument; these hold no content of invoices
     */
    public static void error(Logger log, Throwable thrown, String message, Object... arguments) {
        log.atError().setCause(withoutContent(thrown)).log(message, arguments);
        log.atDebug().setCause(thrown).log(message, arguments);
    }

    private static @Nullable Throwable withoutContent(Throwable thrown) {
        SequencedSet<Throwable> chain = new LinkedHashSet<>();
        for (Throwable cause = thrown; cause != null && chain.add(cause); ) {
            cause = cause.getCause();
        }
        Throwable told = null;
        for (Throwable cause : chain.reversed()) {
            told = new WithoutContent(cause, told);
        }
        return told;
    }

    /** Stands for an exception: its class, its place and, of a database, the state; none of its words. */
    private static final class WithoutContent extends Exception {

        private static final long serialVersionUID = 1L;

        private WithoutContent(Throwable thrown, @Nullable Throwable cause) {
            super(described(thrown), cause);
            setStackTrace(thrown.getStackTrace());
        }

        private static String described(Throwable thrown) {
            String type = thrown.getClass().getName();
            return thrown instanceof SQLException sql ? type + ", SQLSTATE " + sql.getSQLState() : type;
        }
    }
}
