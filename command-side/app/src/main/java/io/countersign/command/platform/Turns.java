package io.countersign.command.platform;

import io.countersign.contract.review.InvoiceId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets what is saved about one invoice pass one after the other on this node. Whoever waits holds no connection, and then
 * sees what the one before did without loading the aggregate. Courtesy only: between nodes the store decides.
 */
public final class Turns {

    /** Some invoices share a turn; that costs a wait, nothing else. */
    private static final int STRIPES = 1024;

    /** Whoever waited so long goes on without: with the database away, each would wait for all before. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Lock[] turns =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(Lock[]::new);

    /** Does the work when it is the invoice's turn. */
    public <T> T take(InvoiceId invoiceId, Supplier<T> work) {
        Lock turn = turns[Math.floorMod(invoiceId.hashCode(), STRIPES)];
        if (!taken(turn)) {
            return work.get();
        }
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    private static boolean taken(Lock turn) {
        try {
            return turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
