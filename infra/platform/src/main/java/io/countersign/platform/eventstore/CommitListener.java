package io.countersign.platform.eventstore;

import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.springframework.context.SmartLifecycle;

/**
 * Wakes the {@link EventTail} when any process signals a commit, and every {@value #SAFETY_POLL_MILLIS} ms whatever
 * happens, so that a lost signal or a late commit is found too.
 */
public final class CommitListener implements SmartLifecycle {

    private static final int SAFETY_POLL_MILLIS = 250;

    private final DedicatedConnections connections;
    private final EventTail tail;
    private volatile boolean running;
    private volatile Thread listener = Thread.currentThread();
    private volatile Thread poller = Thread.currentThread();

    CommitListener(DedicatedConnections connections, EventTail tail) {
        this.connections = connections;
        this.tail = tail;
    }

    @Override
    public void start() {
        running = true;
        listener = Thread.ofVirtual().name("commit-listener").start(this::listen);
        poller = Thread.ofVirtual().name("commit-safety-poll").start(this::poll);
    }

    @Override
    public void stop() {
        running = false;
        listener.interrupt();
        poller.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void listen() {
        connections.keep("listen for commits", this::isRunning, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + CommitSignal.CHANNEL);
            }
            PGConnection postgres = connection.unwrap(PGConnection.class);
            while (running) {
                if (postgres.getNotifications(SAFETY_POLL_MILLIS).length > 0) {
                    tail.wakeUp();
                }
            }
        });
    }

    private void poll() {
        while (running) {
            try {
                Thread.sleep(Duration.ofMillis(SAFETY_POLL_MILLIS));
            } catch (InterruptedException stopped) {
                return;
            }
            tail.wakeUp();
        }
    }
}
