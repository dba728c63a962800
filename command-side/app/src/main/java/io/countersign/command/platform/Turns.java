package io.countersign.command.platform;

import io.countersign.contract.review.InvoiceId;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets the decisions on one invoice pass one after the other on this node. Whoever waits holds no connection, and then
 * sees what the one before did without loading the aggregate. Courtesy only: between nodes the store decides.
 */
final class Turns {

    /** Some invoices share a turn; that costs a wait, nothing else. */
    private static final int STRIPES = 1024;

    private final Lock[] turns =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(Lock[]::new);

    /** Does the work when it is the invoice's turn. */
    <T> T take(InvoiceId invoiceId, Supplier<T> work) {
        Lock turn = turns[Math.floorMod(invoiceId.hashCode(), STRIPES)];
        turn.lock();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }
}
