package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.countersign.query.OtherProcess;
import io.countersign.query.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {

    private static final int CONNECTIONS = 10;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

    @Test
    void nobodyWaitsForTheOneWhoLooks() throws Exception {
        List<OtherProcess.Held> held = new ArrayList<>();
        try (OtherProcess process = new OtherProcess(TestDatabase.create());
                ExecutorService callers = Executors.newFixedThreadPool(3)) {
            DatabaseClock clock = new DatabaseClock(process.jdbc());
            assertThat(clock.instant()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            try {
                for (int i = 0; i < CONNECTIONS; i++) {
                    held.add(process.hold("SELECT 1"));
                }

                // Within that time the clock is looked at, by one who gets no connection.
                Callable<Duration> asking = () -> slowest(clock);
                int waited = 0;
                for (Future<Duration> slowest : callers.invokeAll(List.of(asking, asking, asking))) {
                    waited += slowest.get().compareTo(LONG_ENOUGH) > 0 ? 1 : 0;
                }
                assertThat(waited).isEqualTo(1);
            } finally {
                held.forEach(OtherProcess.Held::close);
            }
        }
    }

    /** The slowest of many answers. */
    private static Duration slowest(DatabaseClock clock) {
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        long slowest = 0;
        while (System.nanoTime() < end) {
            long asked = System.nanoTime();
            clock.instant();
            slowest = Math.max(slowest, System.nanoTime() - asked);
        }
        return Duration.ofNanos(slowest);
    }
}
