package io.countersign.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ActivityTest {

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);
    private final QuerySideProcess querySide = new QuerySideProcess(database, "countersign.checkpoint-interval=0");

    @AfterEach
    void stop() {
        querySide.close();
        other.close();
    }

    @Test
    void tellsOfEachMinuteOfTheLastHourHowManyDecisionsWereAcceptedAndRefused() {
        InvoiceId invoice = other.receive(Map.of("note", "0"));
        other.correct(invoice, 1, "ben", "note", "0", "1");
        other.correct(invoice, 2, "carol", "note", "1", "2");
        other.correct(invoice, 3, "carol", "note", "2", "3");
        other.comment(invoice, 0, "ben", "a comment is no decision", null);
        other.refuse("node", attempt(invoice));
        recordedAt(invoice, 2, "20 minutes");
        recordedAt(invoice, 3, "61 minutes");

        Eventually.that(() -> {
            assertThat(sum("accepted")).isEqualTo(2);
            assertThat(sum("refused")).isEqualTo(1);
        });
        List<JsonNode> minutes = minutes();
        assertThat(minutes).hasSize(60);
        Instant first = Instant.parse(minutes.getFirst().at("/at").stringValue());
        Instant last = Instant.parse(minutes.getLast().at("/at").stringValue());
        assertThat(Duration.between(first, last)).isEqualTo(Duration.ofMinutes(59));
        assertThat(Duration.between(last, Instant.now())).isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(65));

        // What comes after it was looked at is seen the next time, although minutes long past are not read again.
        other.correct(invoice, 4, "ben", "note", "3", "4");
        Eventually.that(() -> assertThat(sum("accepted")).isEqualTo(3));
    }

    @Test
    void addsUpHowLatePushesOfAllNodesWere() {
        InvoiceId invoice = other.receive(Map.of("note", "0"));
        try (StompSession anna = StompSession.connect(querySide.port(), "anna")) {
            anna.subscribe("/topic/invoices." + invoice).subscribe("/app/invoices." + invoice);
            anna.next();
            other.correct(invoice, 1, "carol", "note", "0", "1");
            anna.next();
            Eventually.that(() -> {
                querySide.bean(PushLags.class).tell();
                assertThat(sum("pushes")).isEqualTo(1);
            });
        }
        // Told once, not again.
        querySide.bean(PushLags.class).tell();
        assertThat(other.jdbc()
                        .sql("SELECT sum(frames) FROM read_model.push_lag WHERE node <> 'slow'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);

        other.jdbc().sql("""
                        INSERT INTO read_model.push_lag (minute, node, up_to_ms, frames)
                        SELECT minute, 'slow', 'Infinity', 3 FROM read_model.push_lag LIMIT 1""").update();
        Eventually.that(() -> {
            assertThat(sum("pushes")).isEqualTo(4);
            assertThat(minutes().stream()
                            .filter(minute -> minute.at("/pushes").asLong() > 0)
                            .map(minute -> minute.at("/push_lag_p99_ms").asLong()))
                    .contains(30_000L);
        });
        other.jdbc()
                .sql("UPDATE read_model.push_lag SET minute = minute - interval '61 minutes' WHERE node = 'slow'")
                .update();
        querySide.bean(PushLags.class).tell();
        assertThat(other.jdbc()
                        .sql("SELECT count(*) FROM read_model.push_lag WHERE node = 'slow'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void isForOperatorsOnly() {
        for (String user : List.of("anna", "ben", "audrey")) {
            assertThat(querySide.get("/actuator/activity", user).statusCode()).isEqualTo(403);
        }
    }

    private static StaleDecisionRejected attempt(InvoiceId invoice) {
        return new StaleDecisionRejected(invoice, "correction", "ben", 0, 1, Map.of("note", "x"), 1, Instant.now());
    }

    private void recordedAt(InvoiceId invoice, long version, String ago) {
        database.tamper(("UPDATE event_store.event SET recorded_at = recorded_at - interval '%s'"
                        + " WHERE stream_id = '%s' AND version = %d")
                .formatted(ago, invoice, version));
    }

    private List<JsonNode> minutes() {
        return List.copyOf(
                querySide.json("/actuator/activity", "otto").get("minutes").values());
    }

    private long sum(String member) {
        return minutes().stream()
                .mapToLong(minute -> minute.at("/" + member).asLong())
                .sum();
    }
}
