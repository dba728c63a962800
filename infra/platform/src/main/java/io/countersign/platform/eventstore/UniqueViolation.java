package io.countersign.platform.eventstore;

import java.sql.SQLException;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.postgresql.util.PSQLState;

/** Tells by SQL state that a unique key refused an event, wherever in the chain of causes or batch errors it stands. */
final class UniqueViolation implements PersistenceExceptionResolver {

    @Override
    public boolean isDuplicateKeyViolation(Exception exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            for (Throwable error = cause; error instanceof SQLException sql; error = sql.getNextException()) {
                if (PSQLState.UNIQUE_VIOLATION.getState().equals(sql.getSQLState())) {
                    return true;
                }
            }
        }
        return false;
    }
}
