package io.countersign.query.operations;

import io.countersign.platform.nodes.RunningNode;
import io.countersign.query.operations.Nodes.Node;
import io.countersign.query.operations.Readings.Heard;
import io.countersign.query.operations.Readings.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Degraded where a view is far behind or lacks what it cannot take in, or a node is missing: people go on with their work,
 * and somebody should look. Down where all nodes of the command side are: they cannot. Each says what is wrong, and which
 * section of docs/runbook.md says what to do; none is among what readiness or liveness look at.
 */
@Configuration(proxyBeanMethods = false)
class OperationsHealth {

    /** Its place among the others is in platform.yml. */
    private static final Status DEGRADED = new Status("DEGRADED");

    /** As the alert ViewBehind has it. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private static final Duration MISSED_FOR = Duration.ofMinutes(10);

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
        return () -> nodes(readings.heard());
    }

    /** What is to be said of the nodes. */
    static Health nodes(Heard heard) {
        if (heard.isTooOld()) {
            return degraded(
                    List.of("which nodes run could not be read for %d s"
                            .formatted(heard.age().toSeconds())),
                    "ConnectionsExhausted");
        }
        List<Node> commandSide =
                heard.nodes().stream().filter(Node::isOfCommandSide).toList();
        boolean down = !commandSide.isEmpty() && commandSide.stream().allMatch(Node::isSilent);
        // All stopped cleanly, or those that run are of a release before that tells nothing: which, is not known.
        boolean unheard = commandSide.isEmpty() && heard.withoutCommandSide().compareTo(RunningNode.SILENT_AFTER) > 0;
        Stream<String> ofTheSide = down
                ? Stream.of("no node of the command side runs: nobody can save")
                : unheard ? Stream.of("no node of the command side is heard from") : Stream.of();
        Stream<String> ofNodes =
                missed(heard.nodes()).map(node -> "%s (%s) is not heard from".formatted(node.name(), node.side()));
        return wrong(
                down ? Status.DOWN : DEGRADED,
                Stream.concat(ofTheSide, ofNodes).toList(),
                down || unheard ? "SideDown" : "NodeDown");
    }

    /** Who was replaced under another name after it was killed is not missed for long. */
    private static Stream<Node> missed(List<Node> nodes) {
        // What was heard last is this node's own word, so the database's clock is known to seconds.
        Optional<Instant> now = nodes.stream().map(Node::heardAt).max(Comparator.naturalOrder());
        return nodes.stream()
                .filter(Node::isSilent)
                .filter(node -> node.heardAt().isAfter(now.orElseThrow().minus(MISSED_FOR)));
    }

    private static Health degraded(List<String> reasons, String runbook) {
        return wrong(DEGRADED, reasons, runbook);
    }

    private static Health wrong(Status status, List<String> reasons, String runbook) {
        return reasons.isEmpty()
                ? Health.up().build()
                : Health.status(status)
                        .withDetail("reason", String.join("; ", reasons))
                        .withDetail("runbook", runbook)
                        .build();
    }
}
