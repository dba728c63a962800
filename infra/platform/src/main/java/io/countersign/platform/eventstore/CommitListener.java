package io.countersign.platform.eventstore;

import java.sql.Statement;
import org.postgresql.PGConnection;
import org.springframework.context.SmartLifecycle;

/**
 * Wakes the {@link EventTail} when any process signals a commit, and every {@value #SAFETY_POLL_MILLIS} ms whatever
 * happens, so that what a lost signal told of is found too.
 */
public final class CommitListener implements SmartLifecycle {

    private static final int SAFETY_POLL_MILLIS = 1000;

    private final DedicatedConnections connections;
    private final EventTail tail;
    private volatile boolean running;
    private volatile Thread listener = Thread.currentThread();

    CommitListener(DedicatedConnections connections, EventTail tail) {
        this.connections = connections;
        this.tail = tail;
    }

    @Override
    public void start() {
        running = true;
        listener = Thread.ofVirtual().name("commit-listener").start(this::listen);
    }

    @Override
    public void stop() {
        running = false;
        listener.interrupt();
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
                // First of all: what was committed before this connection listened.
                tail.wakeUp();
                postgres.getNotifications(SAFETY_POLL_MILLIS);
            }
        });
    }
}
