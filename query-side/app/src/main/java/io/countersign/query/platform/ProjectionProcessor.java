package io.countersign.query.platform;

import io.countersign.platform.eventstore.EventTail;
import io.countersign.platform.observability.Traces;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a projection in batches, on one node at a time; another takes over when the claim of the first runs out. While
 * the database is away it asks again each second.
 */
final class ProjectionProcessor {

    /** How long after its last sign of life another node may take over from one that died. */
    static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(3);

    private static final int BATCH_SIZE = 200;
    private static final int ONLY_SEGMENT = 0;
    private static final long SIGN_OF_LIFE_MILLIS = 1000;

    private static final Logger log = LoggerFactory.getLogger(ProjectionProcessor.class);

    private final PooledStreamingEventProcessor processor;
    private final ScheduledExecutorService coordinator;
    private final ScheduledExecutorService worker;
    private boolean failedBefore;
    private CompletableFuture<Boolean> recovery = CompletableFuture.completedFuture(true);

    ProjectionProcessor(
            Projection projection,
            DeadLetters deadLetters,
            EventTail tail,
            TokenStore tokens,
            TransactionManager transactionManager,
            Traces traces,
            DatabaseClock clock) {
        String name = projection.name();
        this.coordinator = executor(name + "-coordinator");
        this.worker = executor(name);
        this.processor = PooledStreamingEventProcessor.builder()
                .name(name)
                .eventHandlerInvoker(new BatchInvoker(projection, deadLetters, traces))
                .messageSource(tail)
                .tokenStore(tokens)
                .transactionManager(transactionManager)
                .coordinatorExecutor(coordinator)
                .workerExecutor(worker)
                .initialSegmentCount(1)
                // No token is the beginning; asking the store for it would fail where it has no tables yet.
                .initialToken(_ -> null)
                .batchSize(BATCH_SIZE)
                .tokenClaimInterval(SIGN_OF_LIFE_MILLIS)
                .claimExtensionThreshold(SIGN_OF_LIFE_MILLIS)
                .enableCoordinatorClaimExtension()
                // With the node's own, once that was set back, it would look for claims to take over only as much
                // later.
                .clock(clock.withZone(ZoneOffset.UTC))
                .build();
    }

    void start() {
        processor.start();
        coordinator.scheduleWithFixedDelay(
                this::recover, SIGN_OF_LIFE_MILLIS, SIGN_OF_LIFE_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        processor.shutDown();
        coordinator.shutdownNow();
        worker.shutdownNow();
    }

    /** Left alone the processor would wait longer after each failure, up to a minute after the database is back. */
    private void recover() {
        boolean failing = processor.isError();
        if (failing != failedBefore) {
            log.warn(failing ? "{} cannot go on just now, trying each second" : "{} goes on", processor.getName());
            failedBefore = failing;
        }
        if (failing && recovery.isDone()) {
            recovery = processor.claimSegment(ONLY_SEGMENT);
        }
    }

    private static ScheduledExecutorService executor(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }
}
