package io.countersign.query.operations;

import io.countersign.platform.nodes.RunningNode;
import io.countersign.query.operations.Nodes.Node;
import io.countersign.query.operations.Readings.Reading;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Degraded where a view is far behind or lacks what it cannot take in, or a node is missing: people go on with their work,
 * and somebody should look. Each says what is wrong, and which section of docs/runbook.md says what to do.
 */
@Configuration(proxyBeanMethods = false)
class OperationsHealth {

    /** Its place among the others is in platform.yml. */
    private static final Status DEGRADED = new Status("DEGRADED");

    /** As the alert ViewBehind has it. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Readings readings;

    OperationsHealth(Readings readings) {
        this.readings = readings;
    }

    @Bean
    HealthIndicator viewsHealthIndicator() {
        return () -> {
            Reading read = readings.last();
            return read.isTooOld()
                    ? degraded(
                            List.of("how far the views are could not be read for %d s"
                                    .formatted(read.age().toSeconds())),
                            "ConnectionsExhausted")
                    : degraded(
                            read.states().values().stream()
                                    .filter(state -> state.lagSeconds() > LATE.toSeconds())
                                    .map(state -> "%s is %.0f s behind".formatted(state.name(), state.lagSeconds()))
                                    .sorted()
                                    .toList(),
                            "ViewBehind");
        };
    }

    @Bean
    HealthIndicator deadLettersHealthIndicator() {
        return () -> degraded(
                readings.last().states().values().stream()
                        .filter(state -> state.deadLetters() > 0)
                        .map(state -> state.deadLetters() == 1
                                ? "%s cannot take in an event of 1 invoice".formatted(state.name())
                                : "%s cannot take in events of %d invoices"
                                        .formatted(state.name(), state.deadLetters()))
                        .sorted()
                        .toList(),
                "DeadLetters");
    }

    @Bean
    HealthIndicator nodesHealthIndicator() {
        return () -> {
            Reading read = readings.last();
            // A side that stopped cleanly has left nothing; before that is believed it gets the time to start.
            boolean down = read.nodes().stream().filter(Node::isOfCommandSide).allMatch(Node::isSilent)
                    && (read.nodes().stream().anyMatch(Node::isOfCommandSide)
                            || System.nanoTime() - read.commandSideAt() > RunningNode.SILENT_AFTER.toNanos());
            return degraded(
                    Stream.concat(
                                    down ? Stream.of("no node of the command side runs: nobody can save") : Stream.of(),
                                    read.nodes().stream()
                                            .filter(Node::isSilent)
                                            .map(node ->
                                                    "%s (%s) is not heard from".formatted(node.name(), node.side())))
                            .toList(),
                    down ? "SideDown" : "NodeDown");
        };
    }

    private static Health degraded(List<String> reasons, String runbook) {
        return reasons.isEmpty()
                ? Health.up().build()
                : Health.status(DEGRADED)
                        .withDetail("reason", String.join("; ", reasons))
                        .withDetail("runbook", runbook)
                        .build();
    }
}
