package io.countersign.platform.eventstore;

import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Listens, over one connection, to what all processes on the database signal. Wakes the {@link EventTail} when any of
 * them signals a commit, and every {@value #SAFETY_POLL_MILLIS} ms whatever happens, so that what a lost signal told of
 * is found too; passes signals of other kinds on to their {@link SignalReceiver}s.
 */
public final class SignalListener implements SmartLifecycle {

    private static final int SAFETY_POLL_MILLIS = 1000;
    private static final Logger log = LoggerFactory.getLogger(SignalListener.class);

    private final DedicatedConnections connections;
    private final EventTail tail;
    private final List<SignalReceiver> receivers;
    private volatile boolean running;
    private volatile Thread listener = Thread.currentThread();

    SignalListener(DedicatedConnections connections, EventTail tail, List<SignalReceiver> receivers) {
        this.connections = connections;
        this.tail = tail;
        this.receivers = receivers;
    }

    @Override
    public void start() {
        running = true;
        listener = Thread.ofVirtual().name("signal-listener").start(this::listen);
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
        connections.keep("listen for signals", this::isRunning, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + CommitSignal.CHANNEL);
                for (SignalReceiver receiver : receivers) {
                    statement.execute("LISTEN " + receiver.channel());
                }
            }
            PGConnection postgres = connection.unwrap(PGConnection.class);
            receivers.forEach(receiver -> tell(receiver, SignalReceiver::onConnection));
            // First of all: what was committed before this connection listened.
            tail.wakeUp();
            long polled = System.nanoTime();
            while (running) {
                Map<String, Set<String>> signals = byChannel(postgres.getNotifications(SAFETY_POLL_MILLIS));
                boolean due = System.nanoTime() - polled >= SAFETY_POLL_MILLIS * 1_000_000L;
                if (due || signals.isEmpty() || signals.containsKey(CommitSignal.CHANNEL)) {
                    tail.wakeUp();
                    polled = System.nanoTime();
                }
                for (SignalReceiver receiver : receivers) {
                    Set<String> payloads = signals.get(receiver.channel());
                    if (payloads != null) {
                        tell(receiver, told -> told.onSignals(payloads));
                    }
                }
            }
        });
    }

    private static Map<String, Set<String>> byChannel(PGNotification @Nullable [] notifications) {
        return notifications == null
                ? Map.of()
                : Arrays.stream(notifications)
                        .collect(Collectors.groupingBy(
                                PGNotification::getName,
                                Collectors.mapping(PGNotification::getParameter, Collectors.toSet())));
    }

    private static void tell(SignalReceiver receiver, Consumer<SignalReceiver> news) {
        try {
            news.accept(receiver);
        } catch (RuntimeException e) {
            log.error("Signals of {} were not taken", receiver.channel(), e);
        }
    }
}
