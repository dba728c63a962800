package io.countersign.query.platform;

import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.platform.eventstore.EventMetadata;
import io.countersign.platform.eventstore.EventTail;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Tells this process of every review event from its start on, once each, after commit, whichever process decided it.
 * Every process has its own and none keeps its place: it is for those who are connected now. After the database was
 * away it goes on where it was.
 */
public final class EventFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventFeed.class);
    private static final Duration RETRY_AFTER = Duration.ofMillis(250);
    /** Before the web server, so that no connection misses an event that was decided after it was made. */
    private static final int PHASE = DEFAULT_PHASE - 8192;

    private final EventTail tail;
    private final List<Listener> listeners;
    private @Nullable TrackingToken position;
    private volatile boolean running;
    private volatile Thread reader = Thread.currentThread();

    /** Hears of events. Called one at a time, in the order of commit; must return soon. */
    @FunctionalInterface
    public interface Listener {

        /** An event was committed. */
        void onEvent(RecordedEvent event);
    }

    EventFeed(EventTail tail, List<Listener> listeners) {
        this.tail = tail;
        this.listeners = listeners;
    }

    @Override
    public void start() {
        running = true;
        try {
            position = tail.createHeadToken();
        } catch (RuntimeException away) {
            log.warn("The feed begins once the store can be read: {}", away.getMessage());
        }
        reader = Thread.ofVirtual().name("event-feed").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        reader.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void run() {
        boolean failedBefore = false;
        while (running) {
            try {
                if (position == null) {
                    position = tail.createHeadToken();
                }
                read(position);
                return;
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException e) {
                if (!failedBefore && running) {
                    log.warn("The feed cannot read the store, trying again: {}", e.getMessage());
                }
                failedBefore = true;
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private void read(TrackingToken from) throws InterruptedException {
        try (BlockingStream<TrackedEventMessage<?>> stream = tail.openStream(from)) {
            while (running) {
                if (stream.hasNextAvailable(1, TimeUnit.HOURS)) {
                    TrackedEventMessage<?> message = stream.nextAvailable();
                    deliver(message);
                    position = message.trackingToken();
                }
            }
        }
    }

    private void deliver(TrackedEventMessage<?> message) {
        if (message instanceof DomainEventMessage<?> event
                && ReviewEvent.class.isAssignableFrom(message.getPayloadType())) {
            try {
                RecordedEvent recorded = EventMetadata.recorded(event);
                listeners.forEach(listener -> tell(listener, recorded));
            } catch (RuntimeException e) {
                log.error("An event of {} cannot be read", event.getAggregateIdentifier(), e);
            }
        }
    }

    private static void tell(Listener listener, RecordedEvent event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException e) {
            log.error(
                    "Version {} of {} was not passed on",
                    event.reviewVersion(),
                    event.event().invoiceId(),
                    e);
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY_AFTER);
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }
}
