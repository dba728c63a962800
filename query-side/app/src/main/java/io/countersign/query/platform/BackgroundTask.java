package io.countersign.query.platform;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Does something again and again, from the start of the application to its end, whatever goes wrong meanwhile. */
public final class BackgroundTask implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BackgroundTask.class);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(2);

    private final String name;
    private final Duration pause;
    private final BooleanSupplier turn;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean failing;
    private volatile boolean running;
    private volatile Thread runner = Thread.currentThread();

    /**
     * A task.
     *
     * @param name of its thread; also completes "Cannot go on with ..." in the log
     * @param pause between turns; zero where there are to be none
     * @param turn one turn, says whether the next is to follow without a pause; one that fails is logged
     *     once, until one succeeds again
     */
    public BackgroundTask(String name, Duration pause, BooleanSupplier turn) {
        this.name = name;
        this.pause = pause;
        this.turn = turn;
    }

    @Override
    public boolean isAutoStartup() {
        return !pause.isZero();
    }

    @Override
    public void start() {
        running = true;
        runner = Thread.ofVirtual().name(name).start(this::run);
    }

    /** Lets a turn end that does so soon: to interrupt it would cut its connection. */
    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        try {
            runner.join(PATIENCE_AT_STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        try {
            while (running) {
                if (!takeTurn() && stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            running = false;
        }
    }

    private boolean takeTurn() {
        try {
            boolean more = turn.getAsBoolean();
            if (failing) {
                log.info("Goes on with {}", name);
                failing = false;
            }
            return more;
        } catch (RuntimeException e) {
            if (!failing && running) {
                log.warn("Cannot go on with {}, trying on: {}", name, e.getMessage());
                failing = true;
            }
            return false;
        }
    }
}
