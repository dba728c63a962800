package io.countersign.query.verifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
            assertThat(rest.at("/items/0/run_id").stringValue()).isEqualTo(first);
            assertThat(rest.at("/items/0/broken")).isEmpty();
            assertThat(rest.at("/next_cursor").isNull()).isTrue();
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
    void goOnOnAnotherNodeWhereTheFirstDied() {
        try (OtherProcess other = new OtherProcess(database)) {
            other.jdbc().sql("""
                    INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                    SELECT gen_random_uuid()::text, 0, gen_random_uuid(), 'Something', '1', '{}', '{"actor":"anna"}'
                    FROM generate_series(1, ?)""").param(STREAMS).update();
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

    private static String begin(QuerySideProcess querySide) {
        HttpResponse<byte[]> begun = querySide.post("/api/audit/verifications", "audrey");
        assertThat(begun.statusCode()).isEqualTo(202);
        return QuerySideProcess.json(begun).at("/run_id").stringValue();
    }

    private static JsonNode finished(QuerySideProcess querySide, String runId) {
        String path = "/api/audit/verifications/" + runId;
        Eventually.that(
                () -> assertThat(querySide.json(path, "audrey").at("/state").stringValue())
                        .isEqualTo("done"));
        return querySide.json(path, "audrey");
    }
}
