package io.countersign.query.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Seen seen = new Seen(Instant.now(), System.nanoTime());
    private volatile long nextLook = System.nanoTime();
    private volatile boolean known;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What it showed, and what the stopwatch did. */
    private record Seen(Instant instant, long nanos) {}

    @Override
    public Instant instant() {
        if (!known) {
            // Better late than by this node's clock.
            look();
        } else if (System.nanoTime() - nextLook >= 0 && looking.compareAndSet(false, true)) {
            // One looks, and nobody waits for it: it may have to wait for a connection that another of them holds.
            try {
                look();
            } finally {
                looking.set(false);
            }
        }
        Seen last = seen;
        return last.instant.plusNanos(System.nanoTime() - last.nanos);
    }

    private void look() {
        try {
            Instant now = jdbc.sql("SELECT clock_timestamp()")
                    .query(OffsetDateTime.class)
                    .single()
                    .toInstant();
            seen = new Seen(now, System.nanoTime());
            known = true;
        } catch (DataAccessException | TransactionException away) {
            log.debug("The database does not say what time it is", away);
        }
        nextLook = System.nanoTime() + LOOK_AGAIN_NANOS;
    }
}
