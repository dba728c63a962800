package io.countersign.platform.eventstore;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Connections outside the pool, for what keeps one for as long as the process runs. */
final class DedicatedConnections {

    private static final Duration RETRY_AFTER = Duration.ofMillis(250);

    private final JdbcConnectionDetails details;

    DedicatedConnections(JdbcConnectionDetails details) {
        this.details = details;
    }

    Connection open() throws SQLException {
        return DriverManager.getConnection(details.getJdbcUrl(), details.getUsername(), details.getPassword());
    }

    /** Waits a little, so that a database that is away is not asked in a tight loop. */
    void pauseBeforeRetry() {
        try {
            Thread.sleep(RETRY_AFTER);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
