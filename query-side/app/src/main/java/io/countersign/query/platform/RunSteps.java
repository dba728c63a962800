package io.countersign.query.platform;

import io.countersign.platform.observability.FailureLog;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
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

    /** How often in a row a step may break off, with a database that answers before and after. */
    static final int PATIENCE = 10;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final String table;
    private final Supplier<Optional<R>> next;
    private final Function<R, UUID> id;
    private final Consumer<R> step;
    private final Consumer<R> clear;
    private final Function<R, ?> part;
    /** Of what runs in parts, of each part: how often in a row its step broke off here. */
    private final Map<Object, Integer> brokenOff = new ConcurrentHashMap<>();

    /**
     * The steps of all runs of one kind.
     *
     * @param table where they are kept, with the columns {@code run_id}, {@code state}, {@code failure} and
     *     {@code finished_at}
     * @param next the run that waits for its next step and that no other node is at, held until the transaction ends
     * @param id of a run
     * @param step takes that step and notes how far the run is then
     */
    public RunSteps(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            String table,
            Supplier<Optional<R>> next,
            Function<R, UUID> id,
            Consumer<R> step) {
        this(jdbc, transactionManager, table, next, id, step, _ -> {}, id);
    }

    /**
     * The steps of all runs of one kind, or of their parts.
     *
     * @param clear takes away what a run that failed leaves
     * @param part of a run, which others may be at just now
     */
    public RunSteps(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            String table,
            Supplier<Optional<R>> next,
            Function<R, UUID> id,
            Consumer<R> step,
            Consumer<R> clear,
            Function<R, ?> part) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactionManager);
        this.table = table;
        this.next = next;
        this.id = id;
        this.step = step;
        this.clear = clear;
        this.part = part;
    }

    /**
     * Takes the next step of a run that waits for one; whether there was any. A run whose step fails has failed. Where
     * the database is to blame the step is taken again, but not for ever: what the database cannot do in time today it
     * cannot do tomorrow, and others wait.
     */
    public boolean take() {
        // Who holds the run while it fails is the one to say so.
        AtomicReference<R> held = new AtomicReference<>();
        try {
            boolean taken = Boolean.TRUE.equals(transaction.execute(_ -> {
                // Less than a connection waits for an answer. The database ends the statement then; it would go on
                // with it otherwise, the run in its hand, after this node had given up.
                jdbc.sql("SET LOCAL statement_timeout = '3s'").update();
                Optional<R> run = next.get();
                run.ifPresent(waiting -> {
                    held.set(waiting);
                    step.accept(waiting);
                });
                return run.isPresent();
            }));
            R run = held.get();
            if (run != null) {
                brokenOff.remove(part.apply(run));
            }
            return taken;
        } catch (TransactionException
                | TransientDataAccessException
                | RecoverableDataAccessException
                | NonTransientDataAccessResourceException away) {
            R run = held.get();
            if (run == null || brokenOff.merge(part.apply(run), 1, Integer::sum) < PATIENCE) {
                throw away;
            }
            FailureLog.error(log, away, "Failed: {}", run);
            fail(run, "The database did not bring a step of it to its end, " + PATIENCE + " times in a row.");
            return true;
        } catch (RuntimeException | Error e) {
            R run = held.get();
            if (run == null) {
                throw e;
            }
            FailureLog.error(log, e, "Failed: {}", run);
            fail(run, "Something went wrong; the log of the node says what.");
            return true;
        }
    }

    private void fail(R run, String failure) {
        brokenOff.remove(part.apply(run));
        try {
            fail(run, failure, clear);
        } catch (RuntimeException e) {
            FailureLog.error(log, e, "What this leaves stays: {}", run);
            fail(run, failure, _ -> {});
        }
    }

    /** The step was undone, so another node may have gone on with the run, to its end even. */
    private void fail(R run, String failure, Consumer<R> afterwards) {
        transaction.executeWithoutResult(_ -> {
            int failed = jdbc.sql("UPDATE " + table + " SET state = 'failed', failure = ?,"
                            + " finished_at = clock_timestamp() WHERE run_id = ? AND state = 'running'")
                    .param(failure)
                    .param(id.apply(run))
                    .update();
            if (failed == 1) {
                afterwards.accept(run);
            }
        });
    }
}
