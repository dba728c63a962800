package io.countersign.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long the launcher takes to start where it has run before, and what it and its PostgreSQL take of memory then. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class StartingIT {

    private static final double SECONDS = 6;
    private static final double MEBIBYTES = 450;

    private static final boolean QUICK = Boolean.getBoolean("quick");
    private static final int ROUNDS = QUICK ? 3 : 5;
    private static final int EVENTS = 10_000;
    private static final Duration REST = Duration.ofSeconds(10);

    @Test
    void isReadySoonAndTakesLittle(@TempDir Path folder) throws Exception {
        try (LauncherUnderLoad launcher = LauncherUnderLoad.start(folder);
                Connection owner = DriverManager.getConnection(launcher.jdbcUrl())) {
            ManyReviews.write(owner, EVENTS);
            Lag.awaitNone(owner);
        }
        Figures start = new Figures();
        Figures memory = new Figures();
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            try (LauncherUnderLoad launcher = LauncherUnderLoad.start(folder)) {
                start.add((System.nanoTime() - began) / 1e9);
                Thread.sleep(REST);
                memory.add(launcher.bytes() / 1048576.0);
            }
        }

        Table table = new Table("Starting");
        table.line(
                "start on data of %,d events until it is ready, s: %s; goal %.0f",
                EVENTS, start.toString("%.1f"), SECONDS);
        table.line(
                "memory %d s later, with PostgreSQL, MiB: %s; goal %.0f",
                REST.toSeconds(), memory.toString("%.0f"), MEBIBYTES);
        table.show();
        assertThat(start.median()).isLessThan(SECONDS);
        assertThat(memory.median()).isLessThan(MEBIBYTES);
    }
}
