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

    private volatile Reading last = new Reading(Map.of(), Double.NaN, System.nanoTime());
    private volatile Heard heard = new Heard(List.of(), System.nanoTime(), System.nanoTime());

    @Bean
    BackgroundTask readingProcessors(ProcessorStates states, Sequencer sequencer) {
        return new BackgroundTask("reading how far the views are", PAUSE, () -> {
            last = new Reading(
                    states.all().stream()
                            .collect(Collectors.toUnmodifiableMap(ProcessorState::name, Function.identity())),
                    sequencer.waiting(),
                    System.nanoTime());
            return false;
        });
    }

    /** For itself: whoever cannot read the nodes still tells how far the views are. */
    @Bean
    BackgroundTask readingNodes(Nodes nodes) {
        return new BackgroundTask("reading which nodes run", PAUSE, () -> {
            List<Node> all = nodes.all();
            boolean commandSideIsHeard = !nodes.commandSideTells()
                    || !nodes.believesSilence()
                    || all.stream().anyMatch(Node::isOfCommandSide);
            heard = new Heard(all, commandSideIsHeard ? System.nanoTime() : heard.commandSideAt(), System.nanoTime());
            return false;
        });
    }

    /** How far the views were the last time. */
    Reading last() {
        return last;
    }

    /** Which nodes were there the last time. */
    Heard heard() {
        return heard;
    }

    private static Duration since(long at) {
        return Duration.ofNanos(System.nanoTime() - at);
    }

    /**
     * How far the views and the log were.
     *
     * @param states of the processors, by name
     * @param waiting how many events are not in the log yet
     * @param at when it was looked up, by the stopwatch of this process
     */
    record Reading(Map<String, ProcessorState> states, double waiting, long at) {

        /** Whether it says nothing of now any more. */
        boolean isTooOld() {
            return age().compareTo(TOO_OLD) > 0;
        }

        Duration age() {
            return since(at);
        }
    }

    /**
     * Which nodes were there.
     *
     * @param commandSideAt when one of the command side was among them last, or none was to be expected
     * @param at when they were looked up, by the stopwatch of this process
     */
    record Heard(List<Node> nodes, long commandSideAt, long at) {

        /** Whether it says nothing of now any more. */
        boolean isTooOld() {
            return age().compareTo(TOO_OLD) > 0;
        }

        Duration age() {
            return since(at);
        }

        /** How long no node of the command side has been there. */
        Duration withoutCommandSide() {
            return since(commandSideAt);
        }
    }
}
