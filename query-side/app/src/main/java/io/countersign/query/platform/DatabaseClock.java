package io.countersign.query.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * The clock of the database, which is the same for all nodes. It is looked at once a second at most; in between, and while
 * the database is away, a stopwatch goes on from there. So it does not matter what the clocks of nodes do.
 */
final class DatabaseClock implements InstantSource {

    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);

    private final JdbcClient jdbc;
    private Instant seen = Instant.now();
    private long seenAt = System.nanoTime();
    private long lookedAt = seenAt - LOOK_AGAIN_NANOS;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public synchronized Instant instant() {
        if (System.nanoTime() - lookedAt >= LOOK_AGAIN_NANOS) {
            look();
        }
        return seen.plusNanos(System.nanoTime() - seenAt);
    }

    private void look() {
        try {
            seen = jdbc.sql("SELECT clock_timestamp()")
                    .query(OffsetDateTime.class)
                    .single()
                    .toInstant();
            seenAt = System.nanoTime();
        } catch (DataAccessException | TransactionException away) {
            log.debug("The database does not say what time it is", away);
        }
        lookedAt = System.nanoTime();
    }
}
