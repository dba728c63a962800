package io.countersign.query.platform;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.platform.eventstore.EventMetadata;
import io.countersign.platform.eventstore.EventTail;
import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.platform.observability.FailureLog;
import io.countersign.platform.observability.LogContext;
import io.countersign.platform.observability.Traces;
import io.countersign.platform.observability.Traces.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Tells this process of every review event and every comment from its start on, once each, after commit, whichever process decided it.
 * Every process has its own and none keeps its place: it is for those who are connected now. After the database was
 * away it goes on where it was; an event that could not be passed on for that is passed on again.
 */
public final class EventFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventFeed.class);
    private static final Duration RETRY_AFTER = Duration.ofMillis(250);
    /** How far below the newest event one may still be in flight when the feed begins. */
    private static final long LOOK_BACK = 1000;
    /** Before the web server, so that no connection misses an event that was decided after it was made. */
    private static final int PHASE = DEFAULT_PHASE - 8192;

    private final EventTail tail;
    private final List<Listener> listeners;
    private final List<CommentListener> commentListeners;
    private final Traces traces;
    private boolean begun;
    /** After which event it goes on; {@code null} for the first of all. */
    private @Nullable TrackingToken position;

    private boolean away;
    private volatile boolean running;
    private volatile Thread reader = Thread.currentThread();

    /** Hears of events. Called one at a time, in the order of commit; must return soon. */
    @FunctionalInterface
    public interface Listener {

        /**
         * An event was committed.
         *
         * @throws DataAccessException where the store is needed and away; all listeners are told again once it is back
         */
        void onEvent(RecordedEvent event);

        /** An event was committed that this release does not know: its invoice has a new version all the same. */
        default void onUnknown(UnknownEvent event) {}
    }

    /**
     * An event of a review that a node of a later release wrote. What stands beside it can be read.
     *
     * @param eventType its name, which may be one that this release knows in another revision
     */
    public record UnknownEvent(
            InvoiceId invoiceId, long reviewVersion, String eventType, String actor, Instant at, UUID commandId) {}

    /** Hears of comments, under the same conditions. */
    @FunctionalInterface
    public interface CommentListener {

        /**
         * A comment was committed.
         *
         * @throws DataAccessException where the store is needed and away; all listeners are told again once it is back
         */
        void onComment(InvoiceId invoiceId, Comment comment);
    }

    EventFeed(EventTail tail, List<Listener> listeners, List<CommentListener> commentListeners, Traces traces) {
        this.tail = tail;
        this.listeners = listeners;
        this.commentListeners = commentListeners;
        this.traces = traces;
    }

    @Override
    public void start() {
        running = true;
        try {
            begin();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed(e);
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
        while (running) {
            try {
                if (!begun) {
                    begin();
                }
                read();
                return;
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException e) {
                failed(e);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    /**
     * Passes over what is committed. The position that comes of it knows the gaps below the newest event, so that one
     * that was in flight there is told of when it commits.
     */
    private void begin() throws InterruptedException {
        long newest = position(tail.createHeadToken());
        TrackingToken reached =
                newest < LOOK_BACK ? null : GapAwareTrackingToken.newInstance(newest - LOOK_BACK, Set.of());
        try (BlockingStream<TrackedEventMessage<?>> stream = tail.openStream(reached)) {
            while (position(reached) < newest && stream.hasNextAvailable(0, TimeUnit.SECONDS)) {
                reached = stream.nextAvailable().trackingToken();
            }
        }
        position = reached;
        begun = true;
    }

    private static long position(@Nullable TrackingToken token) {
        return token == null ? -1 : token.position().orElse(-1);
    }

    private void read() throws InterruptedException {
        try (BlockingStream<TrackedEventMessage<?>> stream = tail.openStream(position)) {
            while (running) {
                boolean more = stream.hasNextAvailable(1, TimeUnit.SECONDS);
                if (more) {
                    TrackedEventMessage<?> message = stream.nextAvailable();
                    String place = EventMetadata.traceparent(message);
                    try (LogContext _ = LogContext.begin()
                                    .actor(EventMetadata.stated(message, EventMetadata.ACTOR))
                                    .invoice(invoiceOf(message).orElse(null))
                                    .decision(EventMetadata.stated(message, EventMetadata.COMMAND_ID))
                                    .trace(place);
                            Step _ = traces.goOn("push", place, Map.of())) {
                        deliver(message);
                    }
                    position = message.trackingToken();
                }
                succeeded();
            }
        }
    }

    private static Optional<InvoiceId> invoiceOf(TrackedEventMessage<?> message) {
        return message instanceof DomainEventMessage<?> event
                ? StoredEvent.invoiceOf(event.getAggregateIdentifier())
                : Optional.empty();
    }

    private void deliver(TrackedEventMessage<?> message) {
        if (!(message instanceof DomainEventMessage<?> event)) {
            return;
        }
        if (ReviewEvent.class.isAssignableFrom(message.getPayloadType())) {
            read(event, EventMetadata::recorded)
                    .ifPresent(recorded -> tell(event, listeners, listener -> listener.onEvent(recorded)));
        } else if (UnknownSerializedType.class.isAssignableFrom(message.getPayloadType())) {
            InvoiceId.parse(event.getAggregateIdentifier())
                    .flatMap(invoiceId -> read(event, unread -> unknown(invoiceId, unread)))
                    .ifPresent(told -> tell(event, listeners, listener -> listener.onUnknown(told)));
        } else if (CommentAdded.class.isAssignableFrom(message.getPayloadType())) {
            read(event, EventFeed::comment)
                    .ifPresent(said -> tell(
                            event, commentListeners, listener -> listener.onComment(said.invoiceId(), said.comment())));
        }
    }

    private static <E> Optional<E> read(DomainEventMessage<?> event, Function<DomainEventMessage<?>, E> reader) {
        try {
            return Optional.of(reader.apply(event));
        } catch (RuntimeException e) {
            FailureLog.error(
                    log,
                    e,
                    "Number {} of {} cannot be read",
                    event.getSequenceNumber(),
                    event.getAggregateIdentifier());
            return Optional.empty();
        }
    }

    private static UnknownEvent unknown(InvoiceId invoiceId, DomainEventMessage<?> event) {
        return new UnknownEvent(
                invoiceId,
                event.getSequenceNumber(),
                ((UnknownSerializedType) event.getPayload()).serializedType().getName(),
                EventMetadata.text(event, EventMetadata.ACTOR),
                event.getTimestamp(),
                UUID.fromString(EventMetadata.text(event, EventMetadata.COMMAND_ID)));
    }

    private static Said comment(DomainEventMessage<?> event) {
        return new Said(((CommentAdded) event.getPayload()).invoiceId(), EventMetadata.comment(event));
    }

    private static <L> void tell(DomainEventMessage<?> event, List<L> listeners, Consumer<L> news) {
        for (L listener : listeners) {
            try {
                news.accept(listener);
            } catch (DataAccessException storeTrouble) {
                throw storeTrouble;
            } catch (RuntimeException e) {
                FailureLog.error(
                        log,
                        e,
                        "Number {} of {} was not passed on",
                        event.getSequenceNumber(),
                        event.getAggregateIdentifier());
            }
        }
    }

    private record Said(InvoiceId invoiceId, Comment comment) {}

    private void failed(RuntimeException e) {
        if (!away && running) {
            log.warn("The feed cannot read the store, trying again: {}", e.getMessage());
        }
        away = true;
    }

    private void succeeded() {
        if (away) {
            log.info("The feed reads the store again");
        }
        away = false;
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
