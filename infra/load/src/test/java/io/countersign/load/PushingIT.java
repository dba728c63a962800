package io.countersign.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long after a decision was accepted those who have the invoice open are told, by another process than the one that
 * accepted it; and what their sockets take.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PushingIT {

    private static final Duration MEDIAN = Duration.ofMillis(5);
    private static final Duration P99 = Duration.ofMillis(25);
    private static final int FEW = 50;
    private static final Duration LAST_OF_FEW = Duration.ofMillis(20);
    private static final boolean QUICK = Boolean.getBoolean("quick");
    private static final int MANY = QUICK ? 1_000 : 10_000;
    private static final Duration LAST_OF_MANY = Duration.ofMillis(800);
    private static final long BYTES_A_SOCKET = 20 << 10;

    private static final int LINES = 5;
    private static final int ROUNDS = QUICK ? 3 : 5;
    /** In a round. */
    private static final int SAVES = QUICK ? 30 : 100;

    private static final int SAVES_OF_PEER = QUICK ? 5 : 10;
    /** Before each save, at random up to these: nobody saves just after a poll. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Duration PAUSE_OF_PEER = Duration.ofSeconds(1);
    private static final Duration WARM_UP = Duration.ofSeconds(QUICK ? 5 : 20);

    @Test
    void tellsOtherProcessesAtOnce(@TempDir Path folder) throws Exception {
        try (LauncherUnderLoad launcher = LauncherUnderLoad.start(folder);
                Connection owner = DriverManager.getConnection(launcher.jdbcUrl());
                Server other = Server.start(
                        Path.of("..", "..", "query-side", "app", "target", "query-side-exec.jar"),
                        Map.of(
                                "SPRING_DATASOURCE_URL",
                                launcher.jdbcUrl(),
                                "COUNTERSIGN_DEMO_USERS",
                                "true",
                                "COUNTERSIGN_RATE_LIMIT",
                                "0",
                                // Tomcat holds 8,192 of them unless it is told otherwise.
                                "SERVER_TOMCAT_MAX_CONNECTIONS",
                                "12000"),
                        folder.resolve("query-side.log"),
                        "/actuator/health/readiness",
                        200);
                Server axon = Peer.AXON.start(owner, launcher.jdbcUrl(), folder);
                Server otherAxon = Peer.AXON.again(launcher.jdbcUrl(), folder)) {
            Timings ours = new Timings();
            Timings byAxon = new Timings();
            try (Told one = new Told(launcher.server(), other, written(owner), 1);
                    Told oneOfPeer = new Told(axon, otherAxon, axon.receive(LongReview.terms(LINES)), 1)) {
                one.warmUp();
                oneOfPeer.warmUp();
                Contestant.compete(
                        ROUNDS,
                        List.of(
                                new Contestant(() -> one.last(SAVES, PAUSE, ours)),
                                new Contestant(() -> oneOfPeer.last(SAVES_OF_PEER, PAUSE_OF_PEER, byAxon))));
            }
            Timings lastOfFew = new Timings();
            try (Told few = new Told(launcher.server(), other, written(owner), FEW)) {
                few.warmUp();
                few.last(SAVES, PAUSE, lastOfFew);
            }
            Timings lastOfMany = new Timings();
            long before = other.livingBytes();
            long bytes;
            try (Told many = new Told(launcher.server(), other, written(owner), MANY)) {
                many.warmUp();
                bytes = (other.livingBytes() - before) / MANY;
                many.last(SAVES / 5, PAUSE, lastOfMany);
            }

            Table table = new Table("Pushing");
            table.line(
                    "from the answer to a save to the frame in another process: %s, 99%% %.1f ms; goals %d and %d ms",
                    ours, millis(ours.quantile(0.99)), MEDIAN.toMillis(), P99.toMillis());
            table.line("  peer, Axon as it comes: %s, %.0f times ours", byAxon, byAxon.ratioTo(ours));
            table.line("to the last of %,d sockets: %s; goal %d ms", FEW, lastOfFew, LAST_OF_FEW.toMillis());
            table.line("to the last of %,d sockets: %s; goal %d ms", MANY, lastOfMany, LAST_OF_MANY.toMillis());
            table.line(
                    "memory of the process, heap and all else, for each of %,d sockets: %.1f KiB; goal %d KiB",
                    MANY, bytes / 1024.0, BYTES_A_SOCKET >> 10);
            table.show();

            assertThat(ours.median()).isLessThan(MEDIAN);
            assertThat(ours.quantile(0.99)).isLessThan(P99);
            assertThat(lastOfFew.median()).isLessThan(LAST_OF_FEW);
            assertThat(lastOfMany.median()).isLessThan(LAST_OF_MANY);
            assertThat(bytes).isLessThan(BYTES_A_SOCKET);
        }
    }

    private static UUID written(Connection owner) throws SQLException {
        return LongReview.write(owner, 1, LINES).invoiceId();
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** Viewers of one invoice, and somebody who corrects it elsewhere. */
    private static final class Told implements AutoCloseable {

        private static final Duration PATIENCE = Duration.ofSeconds(30);

        private final Server saves;
        private final UUID invoice;
        private final int number;
        private final Viewers viewers;
        private final AtomicLong toldAt = new AtomicLong();
        private volatile CountDownLatch waited = new CountDownLatch(0);
        private long version;
        private long answeredAt;

        Told(Server saves, Server pushes, UUID invoice, int number) throws Exception {
            this.saves = saves;
            this.invoice = invoice;
            this.number = number;
            this.viewers = new Viewers(pushes, "/topic/invoices." + invoice, number, this::told);
        }

        private void told() {
            toldAt.set(System.nanoTime());
            waited.countDown();
        }

        /** Until all are told, for a subscription takes effect a while after it was sent; and then until that is compiled. */
        void warmUp() throws Exception {
            long start = System.nanoTime();
            while (!save(Duration.ofSeconds(3))) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IllegalStateException("Not all are told after " + PATIENCE);
                }
            }
            while (System.nanoTime() - start < WARM_UP.toNanos()) {
                save(PATIENCE);
            }
        }

        /** How long after the answer to a save the last of them was told, so many times; the median in milliseconds. */
        double last(int saves, Duration pause, Timings timings) throws Exception {
            List<Duration> round = new ArrayList<>();
            for (int i = 0; i < saves; i++) {
                Thread.sleep(ThreadLocalRandom.current().nextLong(pause.toMillis()));
                if (!save(PATIENCE)) {
                    throw new IllegalStateException("Not all are told after " + PATIENCE);
                }
                // Who is told before the saver waited no time at all.
                round.add(Duration.ofNanos(Math.max(0, toldAt.get() - answeredAt)));
            }
            timings.addAll(round);
            return millis(round.stream().sorted().toList().get(saves / 2));
        }

        /** Whether all are told within that time. */
        private boolean save(Duration patience) throws Exception {
            waited = new CountDownLatch(number);
            saves.correct(invoice, version++, 200);
            answeredAt = System.nanoTime();
            return waited.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() throws Exception {
            viewers.close();
        }
    }
}
