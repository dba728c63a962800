package io.countersign.platform.nodes;

import io.countersign.platform.eventstore.NodeId;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Says that this node runs, in the table {@code running_node} of its side's schema: a row that it renews now and then and
 * takes back when it stops. One that was killed is known by a row that grows old; after an hour any node of the side
 * forgets it.
 */
public final class RunningNode implements SmartLifecycle {

    /** After so long without a word a node is believed to be gone: two renewals in a row did not come. */
    public static final Duration SILENT_AFTER = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofSeconds(10);
    /** Soon: when the database is back, the others read how old the last word is. */
    private static final Duration PAUSE_WHILE_FAILING = Duration.ofSeconds(1);

    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(RunningNode.class);

    private final String schema;
    private final String name;
    private final JdbcClient jdbc;
    private final Supplier<@Nullable Integer> openSockets;
    private final OffsetDateTime startedAt = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    private volatile @Nullable ScheduledExecutorService timer;
    private volatile boolean failing;
    private volatile long dueAt;

    /**
     * This node, for its side.
     *
     * @param schema of the side
     * @param openSockets how many sockets are open just now, {@code null} where the side takes none
     */
    public RunningNode(String schema, NodeId node, JdbcClient jdbc, Supplier<@Nullable Integer> openSockets) {
        this.schema = schema;
        this.name = node.value();
        this.jdbc = jdbc;
        this.openSockets = openSockets;
    }

    @Override
    public void start() {
        ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("running-node").factory());
        dueAt = System.nanoTime();
        beats.scheduleWithFixedDelay(this::beat, 0, PAUSE_WHILE_FAILING.toMillis(), TimeUnit.MILLISECONDS);
        timer = beats;
    }

    /**
     * Comes before the web server stops: from here on this node takes no new work. A database that is away is not waited for:
     * the word grows old by itself.
     */
    @Override
    public void stop() {
        ScheduledExecutorService beats = timer;
        if (beats == null) {
            return;
        }
        timer = null;
        beats.shutdown();
        try {
            if (!beats.awaitTermination(PATIENCE_AT_STOP.toMillis(), TimeUnit.MILLISECONDS) || failing) {
                return;
            }
            jdbc.sql("DELETE FROM %s.running_node WHERE name = ? AND started_at = ?".formatted(schema))
                    .param(name)
                    .param(startedAt)
                    .update();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException away) {
            log.debug("The others will not hear of this node any more", away);
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }

    private void beat() {
        if (System.nanoTime() - dueAt < 0) {
            return;
        }
        try {
            tell();
            failing = false;
            dueAt = System.nanoTime() + PAUSE.toNanos();
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("Cannot tell others that this node runs, trying on: {}", e.getMessage());
                failing = true;
            }
        }
    }

    private void tell() {
        jdbc.sql("""
                        INSERT INTO %s.running_node (name, version, started_at, heard_at, open_sockets)
                        VALUES (?, ?, ?, clock_timestamp(), ?)
                        ON CONFLICT (name) DO UPDATE
                        SET version = excluded.version, started_at = excluded.started_at, heard_at = excluded.heard_at,
                            open_sockets = excluded.open_sockets""".formatted(schema))
                .param(name)
                .param(version())
                .param(startedAt)
                .param(openSockets.get())
                .update();
        jdbc.sql("DELETE FROM %s.running_node WHERE heard_at < clock_timestamp() - ? * interval '1 second'"
                        .formatted(schema))
                .param(FORGOTTEN_AFTER.toSeconds())
                .update();
    }

    /** Classes that stand in no jar are somebody's work on the program. */
    private static String version() {
        return Optional.ofNullable(RunningNode.class.getPackage().getImplementationVersion())
                .orElse("in development");
    }
}
