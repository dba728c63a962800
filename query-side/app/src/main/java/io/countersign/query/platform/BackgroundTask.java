package io.countersign.query.platform;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Does something again and again, from the start of the application to its end, whatever goes wrong meanwhile. */
public final class BackgroundTask implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BackgroundTask.class);

    private final String name;
    private final Duration pause;
    private final Runnable task;
    private boolean failing;
    private volatile boolean running;
    private volatile Thread runner = Thread.currentThread();

    /**
     * A task.
     *
     * @param name of its thread; also completes "Cannot go on with ..." in the log
     * @param pause between the end of one turn and the beginning of the next
     * @param task one turn; a turn that fails is logged once, until one succeeds again
     */
    public BackgroundTask(String name, Duration pause, Runnable task) {
        this.name = name;
        this.pause = pause;
        this.task = task;
    }

    @Override
    public void start() {
        running = true;
        runner = Thread.ofVirtual().name(name).start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        runner.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                task.run();
                if (failing) {
                    log.info("Goes on with {}", name);
                    failing = false;
                }
            } catch (RuntimeException e) {
                if (!failing && running) {
                    log.warn("Cannot go on with {}, trying on: {}", name, e.getMessage());
                    failing = true;
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }
}
