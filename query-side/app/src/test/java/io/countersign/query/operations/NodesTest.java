package io.countersign.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.nodes.RunningNode;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import io.countersign.query.operations.Readings.Heard;
import io.countersign.query.operations.Readings.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import tools.jackson.databind.JsonNode;

class NodesTest {

    private static final String NODES = "/actuator/nodes";

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);
    private final QuerySideProcess querySide =
            new QuerySideProcess(database, "countersign.node-id=first", "countersign.checkpoint-interval=0");

    @AfterEach
    void stop() {
        querySide.close();
        other.close();
    }

    @Test
    void operatorsSeeWhoRunsAndWhoStoppedIsGoneAtOnce() {
        Eventually.that(() -> assertThat(nodes()).containsExactly("first query-side running"));
        JsonNode first = querySide.json(NODES, "otto").at("/nodes/0");
        assertThat(first.at("/version").stringValue()).isNotEmpty();
        assertThat(first.at("/started_at").stringValue())
                .isLessThanOrEqualTo(first.at("/heard_at").stringValue());
        assertThat(first.at("/open_sockets").asInt()).isZero();

        try (QuerySideProcess second = new QuerySideProcess(
                        database, "countersign.node-id=second", "countersign.checkpoint-interval=0");
                StompSession _ = StompSession.connect(second.port(), "anna")) {
            renew(second);
            Eventually.that(() -> {
                assertThat(nodes()).containsExactly("first query-side running", "second query-side running");
                assertThat(querySide
                                .json(NODES, "otto")
                                .at("/nodes/1/open_sockets")
                                .asInt())
                        .isEqualTo(1);
            });
        }

        assertThat(nodes()).containsExactly("first query-side running");
        assertThat(querySide.get(NODES, "anna").statusCode()).isEqualTo(403);
    }

    @Test
    void whoWasKilledIsShownAsNotHeardFromAndForgottenAfterAnHour() {
        Eventually.that(() -> assertThat(nodes()).hasSize(1));
        heard("read_model", "killed", "29 seconds");
        heard("event_store", "command-1", "0 seconds");
        assertThat(nodes())
                .containsExactly(
                        "command-1 command-side running", "first query-side running", "killed query-side running");

        heard("read_model", "killed", "31 seconds");
        assertThat(nodes()).contains("killed query-side silent");
        Eventually.that(() -> {
            assertThat(health("/status")).isEqualTo("DEGRADED");
            assertThat(health("/components/nodes/details/reason")).isEqualTo("killed (query-side) is not heard from");
            assertThat(health("/components/nodes/details/runbook")).isEqualTo("NodeDown");
        });

        heard("read_model", "killed", "11 minutes");
        assertThat(nodes()).contains("killed query-side silent");
        Eventually.that(() -> assertThat(health("/status")).isEqualTo("UP"));

        heard("read_model", "killed", "61 minutes");
        renew(querySide);
        Eventually.that(() ->
                assertThat(nodes()).containsExactly("command-1 command-side running", "first query-side running"));
        Eventually.that(() -> assertThat(health("/status")).isEqualTo("UP"));
    }

    @Test
    void aSideOfWhichNoNodeIsHeardIsDown() {
        heard("event_store", "command-1", "5 minutes");

        Eventually.that(() -> {
            assertThat(querySide.get("/actuator/health", "anna").statusCode()).isEqualTo(503);
            assertThat(health("/components/nodes/status")).isEqualTo("DOWN");
            assertThat(health("/components/nodes/details/reason"))
                    .startsWith("no node of the command side runs")
                    .contains("command-1 (command-side) is not heard from");
            assertThat(health("/components/nodes/details/runbook")).isEqualTo("SideDown");
        });
        for (String probe : List.of("readiness", "liveness")) {
            assertThat(querySide.get("/actuator/health/" + probe).statusCode())
                    .as(probe)
                    .isEqualTo(200);
        }

        heard("event_store", "command-1", "50 minutes");
        assertThat(nodes()).contains("command-1 command-side silent");
        Eventually.that(() -> assertThat(health("/components/nodes/details/reason"))
                .isEqualTo("no node of the command side runs: nobody can save"));
    }

    @Test
    void nobodyIsCalledSilentForNotHavingBeenHeardWhileTheDatabaseWasAway() {
        heard("event_store", "command-1", "5 minutes");
        Eventually.that(() -> assertThat(health("/components/nodes/status")).isEqualTo("DOWN"));

        database.shutOut();
        Eventually.that(
                () -> assertThat(querySide.get(NODES, "otto").statusCode()).isEqualTo(503));
        database.letIn();

        Eventually.that(() ->
                assertThat(nodes()).containsExactly("command-1 command-side running", "first query-side running"));
        Eventually.that(() -> assertThat(health("/components/nodes/status")).isEqualTo("UP"));
    }

    @Test
    void aCommandSideThatLeftNoWordMayBeOfAReleaseBeforeThatSaysNone() {
        long now = System.nanoTime();
        long before = now - RunningNode.SILENT_AFTER.toNanos();

        Health health = OperationsHealth.nodes(new Heard(List.of(), before, now));
        assertThat(health.getStatus()).isEqualTo(new Status("DEGRADED"));
        assertThat(health.getDetails())
                .containsEntry("reason", "no node of the command side is heard from")
                .containsEntry("runbook", "SideDown");
        assertThat(OperationsHealth.nodes(new Heard(List.of(), now, now)).getStatus())
                .isEqualTo(Status.UP);
    }

    @Test
    void whoeverCouldNotReadTheNodesForLongSaysSo() {
        long before = System.nanoTime() - Duration.ofSeconds(21).toNanos();

        assertThat(OperationsHealth.nodes(new Heard(List.of(), before, before)).getDetails())
                .containsEntry("reason", "which nodes run could not be read for 21 s");
    }

    @Test
    void whatElseIsKnownIsToldWhereTheNodesCannotBeRead() {
        database.tamper("DROP TABLE read_model.running_node");
        other.receive(Map.of("note", "0"));

        Eventually.that(
                () -> assertThat(querySide.get(NODES, "otto").statusCode()).isNotEqualTo(200));
        Reading read = querySide.bean(Readings.class).last();
        Eventually.that(
                () -> assertThat(querySide.bean(Readings.class).last().at()).isGreaterThan(read.at()));
    }

    @Test
    void nodesOfAReleaseBeforeThatTellNothingAreNotMissed() {
        database.tamper("DROP TABLE event_store.running_node");

        Eventually.that(() -> assertThat(nodes()).containsExactly("first query-side running"));
        assertThat(health("/components/nodes/status")).isEqualTo("UP");
    }

    private String health(String member) {
        return QuerySideProcess.json(querySide.get("/actuator/health", "otto"))
                .at(member)
                .asString();
    }

    private List<String> nodes() {
        return querySide.json(NODES, "otto").get("nodes").values().stream()
                .map(node -> "%s %s %s"
                        .formatted(
                                node.at("/name").stringValue(),
                                node.at("/side").stringValue(),
                                node.at("/state").stringValue()))
                .toList();
    }

    /** As if a node of that name had been heard so long ago. */
    private void heard(String schema, String name, String ago) {
        other.jdbc().sql("""
                        INSERT INTO %s.running_node (name, version, started_at, heard_at)
                        VALUES (?, '1', clock_timestamp() - interval '2 hours', clock_timestamp() - ?::interval)
                        ON CONFLICT (name) DO UPDATE SET heard_at = excluded.heard_at""".formatted(schema)).params(name, ago).update();
    }

    /** It says so again, and has not to be waited for. */
    private static void renew(QuerySideProcess node) {
        RunningNode running = node.bean(RunningNode.class);
        running.stop();
        running.start();
    }
}
