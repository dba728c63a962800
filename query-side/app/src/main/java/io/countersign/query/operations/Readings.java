package io.countersign.query.operations;

import io.countersign.query.auditlog.Sequencer;
import io.countersign.query.operations.Nodes.Node;
import io.countersign.query.platform.BackgroundTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How far the views and the log are, and which nodes run: looked up now and then and not when somebody asks, so that neither
 * a scrape nor a look at the service's health waits for the database. Each node tells of all.
 */
@Configuration(proxyBeanMethods = false)
class Readings {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration TOO_OLD = Duration.ofSeconds(20);

    private volatile Reading last = new Reading(Map.of(), Double.NaN, List.of(), System.nanoTime(), System.nanoTime());

    @Bean
    BackgroundTask readingProcessors(ProcessorStates states, Sequencer sequencer, Nodes nodes) {
        return new BackgroundTask("reading how far the views are", PAUSE, () -> {
            List<Node> heard = nodes.all();
            boolean commandSideRuns = !nodes.commandSideTells()
                    || heard.stream().anyMatch(node -> node.isOfCommandSide() && !node.isSilent());
            last = new Reading(
                    states.all().stream()
                            .collect(Collectors.toUnmodifiableMap(ProcessorState::name, Function.identity())),
                    sequencer.waiting(),
                    heard,
                    commandSideRuns ? System.nanoTime() : last.commandSideAt(),
                    System.nanoTime());
            return false;
        });
    }

    /** The last one. */
    Reading last() {
        return last;
    }

    /**
     * What was looked up.
     *
     * @param states of the processors, by name
     * @param waiting how many events are not in the log yet
     * @param commandSideAt when one of the command side ran last, by the stopwatch of this process
     * @param at when it was looked up
     */
    record Reading(Map<String, ProcessorState> states, double waiting, List<Node> nodes, long commandSideAt, long at) {

        /** Whether it says nothing of now any more. */
        boolean isTooOld() {
            return age().compareTo(TOO_OLD) > 0;
        }

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - at);
        }
    }
}
