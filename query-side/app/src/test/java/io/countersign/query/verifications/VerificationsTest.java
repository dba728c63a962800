package io.countersign.query.verifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class VerificationsTest {

    private static final String OFF = "countersign.checkpoint-interval=0";
    private static final int STREAMS = 1000;

    private final TestDatabase database = TestDatabase.create();

    @Test
    void areRecordedWithWhoWhenAndWhatCameOfThem() {
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            other.receive(Map.of("note", "0"));
            String first = begin(querySide);
            finished(querySide, first);
            database.tamper("UPDATE event_store.event SET payload = '{}'");
            String second = begin(querySide);
            finished(querySide, second);

            JsonNode page = querySide.json("/api/audit/verifications?limit=1", "audrey");
            JsonNode rest = querySide.json(
                    "/api/audit/verifications?cursor=" + page.at("/next_cursor").stringValue(), "audrey");

            assertThat(page.get("items").size()).isEqualTo(1);
            assertThat(page.at("/items/0/run_id").stringValue()).isEqualTo(second);
            assertThat(page.at("/items/0/requested_by").stringValue()).isEqualTo("audrey");
            assertThat(page.at("/items/0/requested_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
            assertThat(page.at("/items/0/finished_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
            assertThat(page.at("/items/0/broken")).hasSize(1);
            assertThat(page.at("/items/0/found_breaks").asInt()).isEqualTo(1);
            assertThat(rest.at("/items/0/run_id").stringValue()).isEqualTo(first);
            assertThat(rest.at("/items/0/broken")).isEmpty();
            assertThat(rest.at("/next_cursor").isNull()).isTrue();
        }
    }

    @Test
    void sayWhichCheckpointTheLogWasHeldAgainstHoweverManyAreSignedLater() {
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            other.receive(Map.of("note", "0"));
            String without = begin(querySide);
            assertThat(finished(querySide, without).at("/checkpoint").isNull()).isTrue();

            JsonNode signed = sign(querySide);
            other.receive(Map.of("note", "0"));
            String runId = begin(querySide);
            JsonNode run = finished(querySide, runId);
            assertThat(run.at("/tree_size").asInt()).isEqualTo(2);
            for (int i = 0; i < 3; i++) {
                sign(querySide);
            }

            for (JsonNode checkpoint :
                    List.of(run.at("/checkpoint"), finished(querySide, runId).at("/checkpoint"))) {
                assertThat(checkpoint.at("/tree_size").asInt()).isEqualTo(1);
                for (String member : List.of("signed_at", "key_id")) {
                    assertThat(checkpoint.get(member)).as(member).isEqualTo(signed.get(member));
                }
            }
            assertThat(finished(querySide, begin(querySide))
                            .at("/checkpoint/tree_size")
                            .asInt())
                    .isEqualTo(2);
            assertThat(finished(querySide, without).at("/checkpoint").isNull()).isTrue();
        }
    }

    @Test
    void countAllBrokenEventsAndListTheFirst() {
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            fill(other);
            finished(querySide, begin(querySide));
            database.tamper(
                    "UPDATE event_store.event SET payload = '[]';"
                            + "DELETE FROM event_store.event WHERE global_position = 1; DELETE FROM audit.leaf WHERE leaf_index = 1");

            JsonNode run = finished(querySide, begin(querySide));

            assertThat(run.at("/found_breaks").asInt())
                    .as("all streams, and the log")
                    .isEqualTo(STREAMS + 1);
            assertThat(run.get("broken")).hasSize(200);
            assertThat(run.at("/broken/0/stream_id").isNull()).isTrue();
        }
    }

    @Test
    void areTakenOneAfterTheOtherAndEachIsOnRecord() {
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            other.receive(Map.of("note", "0"));
            finished(querySide, begin(querySide));
            database.tamper("UPDATE event_store.event SET payload = '{}'");
            String first;
            String second;
            // What the first finds it cannot write down, so it stands there.
            try (OtherProcess.Held _ = other.hold("LOCK TABLE audit.verification_break IN SHARE ROW EXCLUSIVE MODE")) {
                first = begin(querySide);
                second = begin(querySide);
                assertThat(second).isNotEqualTo(first);
                somebodyWaitsForTheLock(other);
                assertThat(querySide.bean(Verification.class).step())
                        .as("the first, held by who waits for the lock, is not passed")
                        .isFalse();
            }
            JsonNode later = finished(querySide, second);
            JsonNode earlier = finished(querySide, first);
            assertThat(Instant.parse(earlier.at("/finished_at").stringValue()))
                    .isBefore(Instant.parse(later.at("/finished_at").stringValue()));
        }
    }

    @Test
    void holdUpNobodyWhoAddsToTheLog() {
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            other.receive(Map.of("note", "0"));
            other.receive(Map.of("note", "0"));
            finished(querySide, begin(querySide));
            // An event that has no leaf, nor gets one any more, so that the run looks whether there are newer ones.
            database.tamper("DELETE FROM audit.leaf WHERE leaf_index = 0");
            try (OtherProcess.Held _ = other.hold("LOCK TABLE audit.verification_break IN SHARE ROW EXCLUSIVE MODE")) {
                begin(querySide);
                somebodyWaitsForTheLock(other);

                assertThat(other.jdbc()
                                .sql("SELECT count(*) FROM pg_locks held JOIN pg_locks waiting USING (pid)"
                                        + " WHERE waiting.relation = 'audit.verification_break'::regclass"
                                        + " AND NOT waiting.granted AND held.locktype = 'advisory'")
                                .query(Integer.class)
                                .single())
                        .isZero();
            }
        }
    }

    @Test
    void areStillOnRecordThatAnEarlierReleaseMade() {
        Flyway.configure()
                .dataSource(database.url(), "postgres", "postgres")
                .schemas("audit")
                .locations("classpath:db/audit")
                .target("5")
                .skipDefaultCallbacks(true)
                .load()
                .migrate();
        database.tamper("""
                INSERT INTO audit.checkpoint (tree_size, root_hash, key_id, text, signed_at) VALUES
                    (3, '', '0a', 'first', '2026-11-01T10:00:00Z'), (5, '', '0b', 'second', '2026-11-01T11:00:00Z'),
                    (5, '', '0b', 'later', '2026-11-01T13:00:00Z'), (6, '', '0b', 'larger', '2026-11-01T11:30:00Z');
                INSERT INTO audit.verification (run_id, requested_by, requested_at, finished_at, state, tree_size) VALUES
                    ('00000000-0000-0000-0000-000000000001', 'audrey', '2026-11-01T11:50:00Z', '2026-11-01T12:00:00Z', 'done', 5);
                INSERT INTO audit.verification_break VALUES
                    ('00000000-0000-0000-0000-000000000001', NULL, NULL, 'log'),
                    ('00000000-0000-0000-0000-000000000001', 'stream', 3, 'event');
                INSERT INTO audit.comparison (run_id, started_by, started_at, finished_at, state) VALUES
                    ('00000000-0000-0000-0000-000000000002', 'audrey', '2026-11-01T11:50:00Z', '2026-11-01T12:00:00Z', 'done');
                """);
        try (QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            JsonNode run = querySide.json("/api/audit/verifications", "audrey").at("/items/0");
            assertThat(run.at("/found_breaks").asInt()).isEqualTo(2);
            assertThat(run.get("broken")).hasSize(2);
            assertThat(run.at("/checkpoint/tree_size").asInt()).isEqualTo(5);
            assertThat(run.at("/checkpoint/signed_at").stringValue()).isEqualTo("2026-11-01T11:00:00Z");
            JsonNode comparison =
                    querySide.json("/api/audit/comparisons", "audrey").at("/items/0");
            assertThat(comparison.at("/requested_by").stringValue()).isEqualTo("audrey");
            assertThat(comparison.at("/requested_at").stringValue()).isEqualTo("2026-11-01T11:50:00Z");
        }
    }

    @Test
    void cannotBeUnmade() {
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            other.receive(Map.of("note", "0"));
            database.tamper("UPDATE event_store.event SET payload = '{}'");
            finished(querySide, begin(querySide));
            for (String sql : List.of(
                    "DELETE FROM audit.verification",
                    "TRUNCATE audit.verification",
                    "UPDATE audit.verification SET found_breaks = 0",
                    "UPDATE audit.verification SET requested_by = 'eve'",
                    "DELETE FROM audit.verification_break",
                    "TRUNCATE audit.verification_break",
                    "UPDATE audit.verification_break SET reason = ''")) {
                assertThatThrownBy(() -> other.jdbc().sql(sql).update()).as(sql).hasStackTraceContaining("append-only");
            }
        }
    }

    @Test
    void answerOnlyAuditorsAndOnlyWhatTheyKnow() {
        try (QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            for (String user : List.of("anna", "ben", "otto")) {
                assertThat(querySide.post("/api/audit/verifications", user).statusCode())
                        .isEqualTo(403);
                assertThat(querySide.get("/api/audit/verifications", user).statusCode())
                        .isEqualTo(403);
                assertThat(querySide
                                .get("/api/audit/verifications/" + UUID.randomUUID(), user)
                                .statusCode())
                        .isEqualTo(403);
            }
            for (String unknown : List.of(UUID.randomUUID().toString(), "none")) {
                HttpResponse<byte[]> response = querySide.get("/api/audit/verifications/" + unknown, "audrey");
                assertThat(response.statusCode()).isEqualTo(404);
                assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                        .isEqualTo("VERIFICATION_NOT_FOUND");
            }
            assertThat(querySide
                            .get("/api/audit/verifications?cursor=nonsense", "audrey")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void lookAtEveryDocumentHoweverLargeTheyAre() {
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            // More than a step takes in, each of them.
            List<InvoiceId> invoices = Stream.of("a", "b", "c")
                    .map(text -> other.receive(
                            Map.of("note", "0"),
                            "application/pdf",
                            "large.pdf",
                            text.repeat(9_000_000).getBytes(StandardCharsets.UTF_8)))
                    .toList();
            database.tamper("UPDATE event_store.source_document SET content = content || 'x' WHERE invoice_id = '"
                    + invoices.getLast() + "'");

            JsonNode run = finished(querySide, begin(querySide));

            assertThat(run.at("/checked_events").asInt()).isEqualTo(3);
            assertThat(run.at("/broken")).hasSize(1);
            assertThat(run.at("/broken/0/invoice_id").stringValue())
                    .isEqualTo(invoices.getLast().toString());
        }
    }

    @Test
    void goOnOnAnotherNodeWhereTheFirstDied() {
        try (OtherProcess other = new OtherProcess(database)) {
            fill(other);
            String middle = other.jdbc()
                    .sql("SELECT stream_id FROM event_store.event ORDER BY stream_id OFFSET ? LIMIT 1")
                    .param(STREAMS / 2)
                    .query(String.class)
                    .single();
            String runId;
            // What it finds in the middle it cannot write down, so it stands there.
            try (QuerySideProcess first = new QuerySideProcess(database, OFF);
                    OtherProcess.Held _ =
                            other.hold("LOCK TABLE audit.verification_break IN SHARE ROW EXCLUSIVE MODE")) {
                database.tamper("UPDATE event_store.event SET payload = '[]' WHERE stream_id = '" + middle + "'");
                runId = begin(first);
                Eventually.that(() -> assertThat(first.json("/api/audit/verifications/" + runId, "audrey")
                                .at("/checked_events")
                                .asInt())
                        .isEqualTo(400));
                first.close();
            }
            try (QuerySideProcess second = new QuerySideProcess(database, OFF, "countersign.node-id=second")) {
                assertThat(second.json("/api/audit/verifications/" + runId, "audrey")
                                .at("/checked_events")
                                .asInt())
                        .isGreaterThanOrEqualTo(400);
                JsonNode run = finished(second, runId);

                assertThat(run.at("/checked_events").asInt()).isEqualTo(STREAMS);
                assertThat(run.at("/checked_streams").asInt()).isEqualTo(STREAMS);
                assertThat(run.at("/checked_leaves").asInt()).isEqualTo(STREAMS);
                assertThat(run.at("/broken")).hasSize(1);
                assertThat(run.at("/broken/0/stream_id").stringValue()).isEqualTo(middle);
            }
        }
    }

    private static void fill(OtherProcess other) {
        other.jdbc().sql("""
                INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                SELECT gen_random_uuid()::text, 0, gen_random_uuid(), 'Something', '1', '{}', '{"actor":"anna"}'
                FROM generate_series(1, ?)""").param(STREAMS).update();
    }

    private static JsonNode sign(QuerySideProcess querySide) {
        return QuerySideProcess.json(querySide.post("/api/audit/checkpoints", "audrey"));
    }

    private static String begin(QuerySideProcess querySide) {
        HttpResponse<byte[]> begun = querySide.post("/api/audit/verifications", "audrey");
        assertThat(begun.statusCode()).isEqualTo(202);
        return QuerySideProcess.json(begun).at("/run_id").stringValue();
    }

    private static void somebodyWaitsForTheLock(OtherProcess other) {
        Eventually.that(() -> assertThat(other.jdbc()
                        .sql("SELECT count(*) FROM pg_locks"
                                + " WHERE relation = 'audit.verification_break'::regclass AND NOT granted")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1));
    }

    private static JsonNode finished(QuerySideProcess querySide, String runId) {
        String path = "/api/audit/verifications/" + runId;
        Eventually.that(
                () -> assertThat(querySide.json(path, "audrey").at("/state").stringValue())
                        .isEqualTo("done"));
        return querySide.json(path, "audrey");
    }
}
