package io.countersign.query.platform;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Long work that somebody asked for and that is done step by step in the background. Each step is a transaction that
 * holds the run and notes how far it came, so any node can take the next one; when a node dies, another goes on.
 *
 * @param <R> how far a run is
 */
public final class RunSteps<R> {

    private static final Logger log = LoggerFactory.getLogger(RunSteps.class);

    private final TransactionTemplate transaction;
    private final Supplier<Optional<R>> next;
    private final Consumer<R> step;
    private final BiConsumer<R, String> fail;

    /**
     * The steps of all runs of one kind.
     *
     * @param next the run that waits for its next step and that no other node is at, held until the transaction ends
     * @param step takes that step and notes how far the run is then
     * @param fail notes that a run cannot be ended, and why
     */
    public RunSteps(
            PlatformTransactionManager transactionManager,
            Supplier<Optional<R>> next,
            Consumer<R> step,
            BiConsumer<R, String> fail) {
        this.transaction = new TransactionTemplate(transactionManager);
        this.next = next;
        this.step = step;
        this.fail = fail;
    }

    /**
     * Takes the next step of a run that waits for one; whether there was any. A run whose step fails has failed, but
     * where the database is to blame: then its step is taken again.
     */
    public boolean take() {
        // Who holds the run while it fails is the one to say so.
        AtomicReference<R> held = new AtomicReference<>();
        try {
            return Boolean.TRUE.equals(transaction.execute(_ -> {
                Optional<R> run = next.get();
                run.ifPresent(waiting -> {
                    held.set(waiting);
                    step.accept(waiting);
                });
                return run.isPresent();
            }));
        } catch (TransactionException
                | TransientDataAccessException
                | RecoverableDataAccessException
                | NonTransientDataAccessResourceException away) {
            throw away;
        } catch (RuntimeException e) {
            R run = held.get();
            if (run == null) {
                throw e;
            }
            log.error("Failed: {}", run, e);
            fail.accept(run, String.valueOf(e.getMessage()));
            return true;
        }
    }
}
