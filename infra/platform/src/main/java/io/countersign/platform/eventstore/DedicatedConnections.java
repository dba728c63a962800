package io.countersign.platform.eventstore;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Connections outside the pool, for what keeps one for as long as the process runs. */
public final class DedicatedConnections {

    private static final int CONNECT_TIMEOUT_SECONDS = 2;
    private static final Duration RETRY_AFTER = Duration.ofMillis(250);
    private static final Logger log = LoggerFactory.getLogger(DedicatedConnections.class);

    private final JdbcConnectionDetails details;

    DedicatedConnections(JdbcConnectionDetails details) {
        this.details = details;
    }

    /** What is done with a connection, for as long as it holds. */
    @FunctionalInterface
    public interface Use {
        void with(Connection connection) throws SQLException, InterruptedException;
    }

    /**
     * Keeps a connection in use until {@code wanted} ends or the thread is interrupted. Where it breaks, a new one is
     * tried four times a second; the log says once that it broke, and once that it is back.
     *
     * @param purpose completes "Cannot ..." in the log
     */
    public void keep(String purpose, BooleanSupplier wanted, Use use) {
        boolean broken = false;
        while (wanted.getAsBoolean()) {
            try (Connection connection = open()) {
                if (broken) {
                    log.info("Can {} again", purpose);
                    broken = false;
                }
                use.with(connection);
            } catch (InterruptedException stopped) {
                return;
            } catch (SQLException e) {
                if (wanted.getAsBoolean() && !broken) {
                    log.warn("Cannot {}, trying on: {}", purpose, e.getMessage());
                }
                broken = true;
                if (!paused()) {
                    return;
                }
            }
        }
    }

    private Connection open() throws SQLException {
        Properties properties = new Properties();
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_TIMEOUT_SECONDS);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        if (details.getUsername() != null) {
            PGProperty.USER.set(properties, details.getUsername());
        }
        if (details.getPassword() != null) {
            PGProperty.PASSWORD.set(properties, details.getPassword());
        }
        return DriverManager.getConnection(details.getJdbcUrl(), properties);
    }

    private static boolean paused() {
        try {
            Thread.sleep(RETRY_AFTER);
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }
}
