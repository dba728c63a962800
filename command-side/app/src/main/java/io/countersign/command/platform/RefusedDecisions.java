package io.countersign.command.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.Correction;
import io.countersign.domain.RequestedChange;
import io.countersign.platform.eventstore.EventMetadata;
import io.countersign.platform.eventstore.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Records stale decisions that were refused, in this node's own stream, in batches off the request's way. Identical
 * ones that wait together become one event with a count. A crash loses at most what waited, up to half a second; when
 * the store is away for long, the newest are dropped and counted in the log.
 */
@Component
class RefusedDecisions implements SmartLifecycle {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_BATCH = 500;
    private static final int MAX_TRIES = 20;
    private static final Logger log = LoggerFactory.getLogger(RefusedDecisions.class);

    private final EventStore eventStore;
    private final TransactionManager transactions;
    private final DecisionMeters meters;
    private final String streamId;
    private final Map<Attempt, Tries> waiting = new LinkedHashMap<>();
    private final Semaphore stopping = new Semaphore(0);
    private long dropped;
    private volatile boolean running;
    private volatile Thread writer = Thread.currentThread();

    private record Attempt(
            InvoiceId invoiceId,
            String kind,
            String actor,
            long expectedReviewVersion,
            long currentReviewVersion,
            Map<String, @Nullable String> wanted) {}

    private record Tries(Instant first, int times) {}

    RefusedDecisions(EventStore eventStore, TransactionManager transactions, NodeId node, DecisionMeters meters) {
        this.eventStore = eventStore;
        this.transactions = transactions;
        this.meters = meters;
        this.streamId = StaleDecisionRejected.streamOf(node.value());
    }

    /** Notes that a decision met a newer version. Returns at once. */
    void add(Decision decision, String actor, long currentReviewVersion) {
        Map<String, @Nullable String> wanted = decision instanceof Correction correction
                ? Collections.unmodifiableMap(RequestedChange.wanted(correction.changes()))
                : Map.of();
        Attempt attempt = new Attempt(
                decision.invoiceId(),
                decision.kind(),
                actor,
                decision.expectedReviewVersion(),
                currentReviewVersion,
                wanted);
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING && !waiting.containsKey(attempt)) {
                dropped++;
                meters.unrecorded();
                return;
            }
            waiting.merge(
                    attempt, new Tries(Instant.now(), 1), (known, more) -> new Tries(known.first(), known.times() + 1));
        }
    }

    @Override
    public void start() {
        running = true;
        meters.waiting(this::waiting);
        writer = Thread.ofVirtual().name("refused-decisions").start(this::write);
    }

    /** Writes what waits. Without an interrupt: that would close the connection under the writer. */
    @Override
    public void stop() {
        running = false;
        stopping.release();
        try {
            writer.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops after the web server, whose last requests may still be refused, and before the database is let go. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private void write() {
        boolean last = false;
        while (!last) {
            try {
                last = stopping.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                last = true;
            }
            writeWaiting();
        }
    }

    private void writeWaiting() {
        for (List<Map.Entry<Attempt, Tries>> batch = take(); !batch.isEmpty(); batch = take()) {
            if (!append(batch)) {
                putBack(batch);
                return;
            }
        }
    }

    private List<Map.Entry<Attempt, Tries>> take() {
        synchronized (waiting) {
            if (dropped > 0) {
                log.warn("{} refused decisions were not recorded: too many waited", dropped);
                dropped = 0;
            }
            List<Map.Entry<Attempt, Tries>> batch = waiting.entrySet().stream()
                    .limit(MAX_BATCH)
                    .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                    .toList();
            batch.forEach(entry -> waiting.remove(entry.getKey()));
            return batch;
        }
    }

    private void putBack(List<Map.Entry<Attempt, Tries>> batch) {
        synchronized (waiting) {
            batch.forEach(entry -> waiting.merge(
                    entry.getKey(),
                    entry.getValue(),
                    (newer, older) -> new Tries(older.first(), older.times() + newer.times())));
        }
    }

    private boolean append(List<Map.Entry<Attempt, Tries>> batch) {
        for (int tries = 1; ; tries++) {
            try {
                transactions.executeInTransaction(() -> publish(batch));
                return true;
            } catch (ConcurrencyException | AggregateStreamCreationException otherNodeOfThisName) {
                if (tries == MAX_TRIES) {
                    log.warn("Cannot record {} refused decisions yet: others write {} too", batch.size(), streamId);
                    return false;
                }
            } catch (RuntimeException e) {
                log.warn("Cannot record {} refused decisions yet: {}", batch.size(), e.getMessage());
                return false;
            }
        }
    }

    private void publish(List<Map.Entry<Attempt, Tries>> batch) {
        long version = eventStore.lastSequenceNumberFor(streamId).orElse(-1L);
        List<DomainEventMessage<?>> events = new ArrayList<>();
        for (Map.Entry<Attempt, Tries> entry : batch) {
            events.add(message(++version, entry.getKey(), entry.getValue()));
        }
        eventStore.publish(events);
    }

    private DomainEventMessage<?> message(long version, Attempt attempt, Tries tries) {
        StaleDecisionRejected event = new StaleDecisionRejected(
                attempt.invoiceId(),
                attempt.kind(),
                attempt.actor(),
                attempt.expectedReviewVersion(),
                attempt.currentReviewVersion(),
                attempt.wanted(),
                tries.times(),
                tries.first());
        return new GenericDomainEventMessage<>(
                "Attempts",
                streamId,
                version,
                event,
                MetaData.from(EventMetadata.of(attempt.actor(), UUID.randomUUID())));
    }
}
