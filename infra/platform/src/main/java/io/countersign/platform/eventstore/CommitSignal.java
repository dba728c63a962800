package io.countersign.platform.eventstore;

import java.sql.Statement;
import java.util.concurrent.Semaphore;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Tells all processes on the database that events were committed: a NOTIFY on a connection of its own, as many commits
 * in one as came while the last was under way. Inside the saving transactions a NOTIFY would make commits wait for each
 * other. A signal that is lost (the database restarts) costs a listener its safety poll, nothing else.
 */
public final class CommitSignal implements SmartLifecycle {

    /** The channel; its payload is empty. */
    public static final String CHANNEL = "countersign_events";

    private final DedicatedConnections connections;
    private final Semaphore raised = new Semaphore(0);
    private volatile boolean running;
    private volatile Thread sender = Thread.currentThread();

    CommitSignal(DedicatedConnections connections) {
        this.connections = connections;
    }

    /** Says that events were committed. Returns at once. */
    public void raise() {
        raised.release();
    }

    @Override
    public void start() {
        running = true;
        sender = Thread.ofVirtual().name("commit-signal").start(this::send);
    }

    @Override
    public void stop() {
        running = false;
        sender.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the web server, whose last requests still commit. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 2;
    }

    private void send() {
        connections.keep("signal commits", this::isRunning, connection -> {
            try (Statement statement = connection.createStatement()) {
                while (running) {
                    raised.acquire();
                    raised.drainPermits();
                    statement.execute("NOTIFY " + CHANNEL);
                }
            }
        });
    }
}
