package io.countersign.query.operations;

import io.countersign.query.platform.BackgroundTask;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Every node helps with rebuilds that were asked for, wherever that was, with as many threads as it has processors. */
@Component
class RebuildWorkers implements SmartLifecycle {

    private static final Duration PAUSE = Duration.ofMillis(500);
    /** More would take the connections that requests need. */
    private static final int MOST = 4;

    private final List<BackgroundTask> workers;

    RebuildWorkers(Rebuild rebuild) {
        int number = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST);
        this.workers = IntStream.range(0, number)
                .mapToObj(_ -> new BackgroundTask("rebuilding a view", PAUSE, rebuild::step))
                .toList();
    }

    @Override
    public void start() {
        workers.forEach(BackgroundTask::start);
    }

    @Override
    public void stop() {
        // A step that goes on for longer, an index for instance, ends with its connection: another node takes it again.
        workers.parallelStream().forEach(BackgroundTask::stop);
    }

    @Override
    public boolean isRunning() {
        return workers.stream().anyMatch(BackgroundTask::isRunning);
    }
}
