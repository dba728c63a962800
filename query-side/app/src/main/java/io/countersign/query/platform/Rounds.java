package io.countersign.query.platform;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Work that is done in rounds on a thread of its own: soon after it was asked for, however often it was asked for never
 * more than once in a while, and now and then unasked. A round that fails, because the database is away for instance, is
 * tried again; the log says once that it fails, and once that it goes on.
 */
public final class Rounds implements SmartLifecycle {

    /** Begins before the web server and ends after it. */
    private static final int PHASE = DEFAULT_PHASE - 8192;

    /** How long a stop waits for the round that is under way. */
    private static final Duration LAST_ROUND = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Duration apart;
    private final Duration unasked;
    private final Runnable round;
    private final Semaphore asked = new Semaphore(0);
    private boolean failing;
    private volatile boolean running;
    private volatile Thread worker = Thread.currentThread();

    /**
     * Rounds of that work.
     *
     * @param name of the work, in the log
     * @param apart at least so long after the end of one round comes the next
     * @param unasked at most so long after one round comes the next, asked for or not
     */
    public Rounds(String name, Duration apart, Duration unasked, Runnable round) {
        this.name = name;
        this.apart = apart;
        this.unasked = unasked;
        this.round = round;
    }

    /** Asks for a round. Returns at once. */
    public void ask() {
        asked.release();
    }

    @Override
    public void start() {
        running = true;
        worker = Thread.ofVirtual().name(name).start(this::run);
    }

    /** Returns when the round that is under way has ended, so that nothing is done after what stops next. */
    @Override
    public void stop() {
        running = false;
        worker.interrupt();
        try {
            worker.join(LAST_ROUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        try {
            while (running) {
                asked.tryAcquire(unasked.toMillis(), TimeUnit.MILLISECONDS);
                asked.drainPermits();
                attempt();
                Thread.sleep(apart);
            }
        } catch (InterruptedException stopped) {
            log.debug("{} stops", name);
        }
    }

    private void attempt() {
        try {
            round.run();
            if (failing) {
                log.info("{} goes on", name);
            }
            failing = false;
        } catch (DataAccessException | TransactionException databaseTrouble) {
            failed(() -> log.warn("{} cannot go on just now, trying again: {}", name, databaseTrouble.getMessage()));
        } catch (RuntimeException | Error e) {
            failed(() -> log.error("{} fails, trying again", name, e));
        }
    }

    private void failed(Runnable report) {
        if (!failing && running) {
            report.run();
        }
        failing = true;
    }
}
