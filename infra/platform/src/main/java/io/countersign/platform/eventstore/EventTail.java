package io.countersign.platform.eventstore;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of all streams in global order, from any token on, for event processors. Unlike the framework's own event
 * store its streams tell their processor at once when {@link #wakeUp()} says that something was committed, in this
 * process or another; without a word the processor would find it half a second to a second and a half later.
 */
public final class EventTail implements StreamableMessageSource<TrackedEventMessage<?>> {

    /** How many events one look takes; a processor asks again when it has room. */
    private static final int FETCH_SIZE = 2 * PostgresEventStorageEngine.BATCH_SIZE;

    private static final Logger log = LoggerFactory.getLogger(EventTail.class);

    private final EventStorageEngine engine;
    private final Set<TailStream> open = ConcurrentHashMap.newKeySet();

    public EventTail(EventStorageEngine engine) {
        this.engine = engine;
    }

    /** Makes every open stream look for new events. Cheap; may be called more often than there are events. */
    public void wakeUp() {
        for (TailStream stream : open) {
            try {
                stream.wakeUp();
            } catch (RuntimeException e) {
                // One processor that is stopping must not keep the others asleep.
                log.debug("A reader of the tail could not be woken", e);
            }
        }
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
        TailStream stream = new TailStream(token);
        open.add(stream);
        return stream;
    }

    @Override
    public TrackingToken createTailToken() {
        return engine.createTailToken();
    }

    @Override
    public TrackingToken createHeadToken() {
        return engine.createHeadToken();
    }

    private final class TailStream implements BlockingStream<TrackedEventMessage<?>> {

        private final Queue<TrackedEventMessage<?>> fetched = new ArrayDeque<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition wokenUp = lock.newCondition();
        private @Nullable TrackingToken last;
        private boolean mayHaveMore = true;
        private volatile Runnable onAvailable = () -> {};

        private TailStream(@Nullable TrackingToken start) {
            this.last = start;
        }

        @Override
        public Optional<TrackedEventMessage<?>> peek() {
            return hasNextAvailable() ? Optional.of(fetched.element()) : Optional.empty();
        }

        @Override
        public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
            long nanos = unit.toNanos(timeout);
            while (!fetch()) {
                lock.lock();
                try {
                    while (!mayHaveMore) {
                        if (nanos <= 0) {
                            return false;
                        }
                        nanos = wokenUp.awaitNanos(nanos);
                    }
                } finally {
                    lock.unlock();
                }
            }
            return true;
        }

        @Override
        public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
            while (!hasNextAvailable(1, TimeUnit.HOURS)) {
                // Woken up, or waits on.
            }
            return fetched.remove();
        }

        @Override
        public boolean setOnAvailableCallback(Runnable callback) {
            onAvailable = callback;
            return true;
        }

        @Override
        public void close() {
            open.remove(this);
        }

        private void wakeUp() {
            lookAgain();
            onAvailable.run();
        }

        /** Only the processor's coordinator calls this; the flag is reset before the read, so no wake-up is missed. */
        private boolean fetch() {
            if (!fetched.isEmpty()) {
                return true;
            }
            lock.lock();
            try {
                if (!mayHaveMore) {
                    return false;
                }
                mayHaveMore = false;
            } finally {
                lock.unlock();
            }
            try (var events = engine.readEvents(last, false)) {
                events.limit(FETCH_SIZE).forEach(event -> {
                    fetched.add(event);
                    last = event.trackingToken();
                });
            } catch (RuntimeException e) {
                // The processor retries; it must find the flag as it was.
                lookAgain();
                throw e;
            }
            if (fetched.size() == FETCH_SIZE) {
                lookAgain();
            }
            return !fetched.isEmpty();
        }

        private void lookAgain() {
            lock.lock();
            try {
                mayHaveMore = true;
                wokenUp.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
