package io.countersign.platform.startup;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Gives virtual threads more carriers than there are processors. One that loads a class cannot leave its carrier while it
 * waits; with one carrier a processor, a few first requests at once can take all of them, wait for a lock of the jar that
 * holds the programs, and so for a thread that finds no carrier to go on and give it back: nothing ever runs again.
 */
class EnoughCarriers implements EnvironmentPostProcessor {

    /** As many as the JVM has at most unless it is told otherwise. It makes them when it needs them. */
    private static final int CARRIERS = 256;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        scheduler.setParallelism(Math.max(CARRIERS, scheduler.getParallelism()));
    }
}
