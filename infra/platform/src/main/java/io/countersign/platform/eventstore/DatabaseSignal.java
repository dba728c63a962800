package io.countersign.platform.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Tells all processes on the database of something that was committed: a NOTIFY on a connection of its own, in which
 * what was said several times while the last was under way is said once. Inside the saving transactions a NOTIFY would
 * make commits wait for each other. A signal that is lost (the database restarts) costs a listener its safety poll,
 * nothing else.
 */
public abstract class DatabaseSignal implements SmartLifecycle {

    private final DedicatedConnections connections;
    private final String channel;
    private final Semaphore raised = new Semaphore(0);
    private final Set<String> waiting = new LinkedHashSet<>();
    private volatile boolean running;
    private volatile Thread sender = Thread.currentThread();

    /** A signal on a channel. */
    protected DatabaseSignal(DedicatedConnections connections, String channel) {
        this.connections = connections;
        this.channel = channel;
    }

    /** Says it. Returns at once. */
    protected final void raise(String payload) {
        synchronized (waiting) {
            waiting.add(payload);
        }
        raised.release();
    }

    @Override
    public final void start() {
        running = true;
        sender = Thread.ofVirtual().name("signal-" + channel).start(this::send);
    }

    @Override
    public final void stop() {
        running = false;
        sender.interrupt();
    }

    @Override
    public final boolean isRunning() {
        return running;
    }

    /** Stops after the web server, whose last requests still commit. */
    @Override
    public final int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 2;
    }

    private void send() {
        connections.keep("signal on " + channel, this::isRunning, this::send);
    }

    private void send(Connection connection) throws SQLException, InterruptedException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
            while (running) {
                raised.acquire();
                raised.drainPermits();
                send(statement, taken());
            }
        }
    }

    private void send(PreparedStatement statement, Set<String> payloads) throws SQLException {
        Set<String> unsent = new LinkedHashSet<>(payloads);
        try {
            for (String payload : payloads) {
                statement.setString(1, channel);
                statement.setString(2, payload);
                statement.execute();
                unsent.remove(payload);
            }
        } finally {
            // Said on the next connection.
            unsent.forEach(this::raise);
        }
    }

    private Set<String> taken() {
        synchronized (waiting) {
            Set<String> taken = new LinkedHashSet<>(waiting);
            waiting.clear();
            return taken;
        }
    }
}
