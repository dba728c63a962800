package io.countersign.query.platform;

import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Runs the projections from the start of the application to its end. */
final class Projections implements SmartLifecycle {

    private final List<ProjectionProcessor> processors;
    private volatile boolean running;

    Projections(List<ProjectionProcessor> processors) {
        this.processors = processors;
    }

    @Override
    public void start() {
        processors.forEach(ProjectionProcessor::start);
        running = true;
    }

    @Override
    public void stop() {
        processors.forEach(ProjectionProcessor::stop);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
