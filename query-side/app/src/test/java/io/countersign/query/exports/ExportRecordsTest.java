package io.countersign.query.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import io.countersign.query.checkpoints.Checkpoints;
import io.countersign.query.platform.Period;
import io.countersign.query.platform.RunState;
import io.countersign.query.verifications.OfflineVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Exports are recorded, however they end. */
class ExportRecordsTest {

    /** More than the buffers between server and client take. */
    private static final int EVENTS = 6000;

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);
    private final QuerySideProcess querySide = new QuerySideProcess(database, "countersign.checkpoint-interval=0");

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        querySide.close();
        other.close();
    }

    @Test
    void sayWhoTookWhatAndWhen() {
        other.receive(Map.of("note", "0"));
        TakenExport all = TakenExport.of(querySide, "");
        TakenExport some = TakenExport.of(
                querySide, "format=csv&actor=anna&from=2020-01-01T00:00:00Z&to=2090-01-01T02:00:00%2B02:00");

        JsonNode page = querySide.json("/api/audit/exports?limit=1", "audrey");
        JsonNode rest = querySide.json(
                "/api/audit/exports?cursor=" + page.at("/next_cursor").stringValue(), "audrey");

        assertThat(page.get("items")).hasSize(1);
        JsonNode newest = page.at("/items/0");
        assertThat(newest.at("/export_id").stringValue()).isEqualTo(some.header("Export-Id"));
        assertThat(newest.at("/format").stringValue()).isEqualTo("csv");
        assertThat(newest.at("/filter").toString())
                .isEqualTo("{\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"2090-01-01T00:00:00Z\",\"actor\":\"anna\","
                        + "\"invoice_id\":null}");
        assertThat(newest.at("/requested_by").stringValue()).isEqualTo("audrey");
        assertThat(newest.at("/requested_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
        assertThat(newest.at("/finished_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
        assertThat(newest.at("/state").stringValue()).isEqualTo("done");
        assertThat(newest.at("/events").asInt()).isEqualTo(1);
        assertThat(newest.at("/total_events").asInt()).isEqualTo(1);
        assertThat(newest.at("/streams").asInt()).isEqualTo(1);
        assertThat(rest.get("items")).hasSize(1);
        assertThat(rest.at("/items/0/export_id").stringValue()).isEqualTo(all.header("Export-Id"));
        assertThat(rest.at("/next_cursor").isNull()).isTrue();
    }

    @Test
    void areForAuditorsOnly() {
        String manifest = "/api/audit/exports/" + TakenExport.of(querySide, "").header("Export-Id") + "/manifest";
        for (String user : List.of("anna", "ben", "otto")) {
            for (String path : List.of("/api/audit/export", "/api/audit/exports", manifest)) {
                assertThat(querySide.get(path, user).statusCode())
                        .as(user + " " + path)
                        .isEqualTo(403);
            }
        }
        for (String unknown : List.of(UUID.randomUUID().toString(), "none")) {
            HttpResponse<byte[]> response = querySide.get("/api/audit/exports/" + unknown + "/manifest", "audrey");
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                    .isEqualTo("EXPORT_NOT_FOUND");
        }
        HttpResponse<byte[]> cursor = querySide.get("/api/audit/exports?cursor=nonsense", "audrey");
        assertThat(cursor.statusCode()).isEqualTo(400);
        assertThat(QuerySideProcess.json(cursor).at("/detail").stringValue()).contains("parameter cursor");
        assertThat(querySide.get("/api/audit/exports", "audrey").statusCode()).isEqualTo(200);
    }

    @Test
    void goOnWhileAReaderIsSlowAndHoldNothingMeanwhile() throws IOException {
        fill();
        try (HttpClient http = HttpClient.newHttpClient();
                BufferedReader slow = open(http)) {
            List<String> lines = new ArrayList<>(List.of(slow.readLine()));
            String id = newest().at("/export_id").stringValue();
            Eventually.that(() -> {
                assertThat(newest().at("/events").asInt()).isBetween(200, EVENTS - 200);
                assertThat(newest().at("/total_events").asInt()).isEqualTo(EVENTS);
                assertThat(newest().at("/state").stringValue()).isEqualTo("running");
            });
            // Others' are over in no time.
            Eventually.that(
                    () -> assertThat(other.jdbc().sql("""
                                    SELECT count(*) FROM pg_stat_activity
                                    WHERE datname = current_database() AND state LIKE 'idle in transaction%'""").query(Integer.class).single())
                            .isZero());
            assertUnfinished(id);
            // What comes now is not in it.
            other.receive(Map.of("note", "late"));
            querySide.post("/api/audit/checkpoints", "audrey");

            for (String line = slow.readLine(); line != null; line = slow.readLine()) {
                lines.add(line);
            }

            assertThat(lines).hasSize(EVENTS);
            Eventually.that(
                    () -> assertThat(newest().at("/state").stringValue()).isEqualTo("done"));
            JsonNode manifest = querySide.json("/api/audit/exports/" + id + "/manifest", "audrey");
            OfflineVerifier verified = TakenExport.verify(querySide, lines, manifest, folder);
            assertThat(verified.exitCode()).as(verified.output()).isZero();
        }
    }

    @Test
    void sayThatTheReaderWentAway() throws IOException {
        fill();
        for (String format : List.of("ndjson", "csv", "archive")) {
            try (Socket socket = new Socket("localhost", querySide.port())) {
                socket.getOutputStream().write("""
                                GET /api/audit/export?format=%s HTTP/1.1\r
                                Host: localhost\r
                                Authorization: %s\r
                                \r
                                """.formatted(format, QuerySideProcess.basic("audrey"))
                        .getBytes(StandardCharsets.UTF_8));
                assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
            }
            Eventually.that(() -> {
                assertThat(newest().at("/format").stringValue()).isEqualTo(format);
                assertThat(newest().at("/state").stringValue()).isEqualTo("failed");
            });
            assertThat(newest().at("/failure").stringValue()).isEqualTo("The client went away before the end.");
            assertThat(newest().at("/finished_at").isNull()).isFalse();
            assertUnfinished(newest().at("/export_id").stringValue());
        }
    }

    @Test
    void sayThatTheDatabaseWentAwayAndTheReaderIsTold() throws IOException {
        fill();
        try (HttpClient http = HttpClient.newHttpClient();
                BufferedReader reader = open(http)) {
            reader.readLine();
            database.shutOut();
            assertThatThrownBy(() -> {
                        while (reader.readLine() != null) {
                            // To the end, which must not come in order.
                        }
                    })
                    .isInstanceOf(IOException.class);
        } finally {
            database.letIn();
        }
        Eventually.that(() -> assertThat(newest().at("/state").stringValue()).isEqualTo("failed"));
        assertThat(newest().at("/failure").stringValue()).isEqualTo("The database did not answer.");
        assertThat(newest().at("/events").asInt()).isPositive();
    }

    @Test
    void areWholeAlthoughTheDatabaseWentAwayBeforeThatWasNoted() {
        Exports exports = querySide.bean(Exports.class);
        UUID id = exports.begin(
                        ExportFormat.NDJSON,
                        new ExportFilter(Period.ALWAYS, null, null),
                        "audrey",
                        querySide.bean(Checkpoints.class).sign())
                .exportId();
        database.shutOut();
        exports.written(id, 7);
        exports.finish(id, "signed");
        database.letIn();

        Eventually.that(() -> assertThat(newest().at("/state").stringValue()).isEqualTo("done"));

        assertThat(newest().at("/export_id").stringValue()).isEqualTo(id.toString());
        assertThat(newest().at("/events").asInt()).isEqualTo(7);
        assertThat(newest().at("/failure").isNull()).isTrue();
    }

    @Test
    void endWhereTheirThreadDies() {
        Exports exports = querySide.bean(Exports.class);
        Exporting exporting = querySide.bean(Exporting.class);
        Exporting.Begun begun =
                exporting.begin(ExportFormat.NDJSON, new ExportFilter(Period.ALWAYS, null, null), "audrey");
        OutputStream noMemory = new OutputStream() {
            @Override
            public void write(int b) {
                throw new OutOfMemoryError("as if");
            }

            @Override
            public void flush() {
                throw new OutOfMemoryError("as if");
            }
        };

        assertThatThrownBy(() -> exporting.write(begun, noMemory)).isInstanceOf(OutOfMemoryError.class);

        assertThat(exports.find(begun.export().exportId()))
                .hasValueSatisfying(ended -> assertThat(ended.state()).isEqualTo(RunState.FAILED));
    }

    @Test
    void areNotMadeForWhoDoesNotWantThem() throws IOException, InterruptedException {
        TakenExport taken = TakenExport.of(querySide, "");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Void> head = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + querySide.port() + "/api/audit/export"))
                            .header("Authorization", QuerySideProcess.basic("audrey"))
                            .HEAD()
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(head.statusCode()).isEqualTo(405);
            assertThat(head.headers().firstValue("Allow")).hasValue("GET");
        }
        String checkpoints = querySide.json("/api/audit/checkpoints", "audrey").toString();
        assertThat(querySide
                        .get("/api/audit/export?invoice_id=" + UUID.randomUUID(), "audrey")
                        .statusCode())
                .isEqualTo(404);

        assertThat(newest().at("/export_id").stringValue()).isEqualTo(taken.header("Export-Id"));
        assertThat(querySide.json("/api/audit/checkpoints", "audrey")).hasToString(checkpoints);
    }

    @Test
    void doNotRunForEverWhenTheirNodeDied() {
        TakenExport.of(querySide, "");
        other.jdbc()
                .sql(
                        "UPDATE audit.export SET state = 'running', finished_at = NULL, alive_at = now() - interval '1 minute'")
                .update();

        Eventually.that(() -> assertThat(newest().at("/state").stringValue()).isEqualTo("failed"));

        assertThat(newest().at("/failure").stringValue()).isEqualTo("The node that wrote it stopped.");
        assertUnfinished(newest().at("/export_id").stringValue());
    }

    @Test
    void cannotBeUnmade() {
        TakenExport.of(querySide, "");
        for (String sql : List.of(
                "DELETE FROM audit.export",
                "TRUNCATE audit.export",
                "DELETE FROM audit.export_stream",
                "DELETE FROM audit.export_document",
                "UPDATE audit.export_document SET path = NULL, sha256 = NULL",
                "UPDATE audit.export_stream SET versions = ''")) {
            assertThatThrownBy(() -> other.jdbc().sql(sql).update()).hasStackTraceContaining("append-only");
        }
    }

    private void fill() {
        for (int from = 0; from < EVENTS; from += 500) {
            other.jdbc().sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        SELECT 'filling', n, gen_random_uuid(), 'Something', '1', rpad('', 6000, md5(n::text)), '{"actor":"anna"}'
                        FROM generate_series(?, ?) AS numbers (n)""").params(from, from + 499).update();
        }
    }

    private BufferedReader open(HttpClient http) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + querySide.port() + "/api/audit/export"))
                .header("Authorization", QuerySideProcess.basic("audrey"))
                .build();
        try {
            return new BufferedReader(new InputStreamReader(
                    http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                            .body(),
                    StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode newest() {
        return querySide.json("/api/audit/exports?limit=1", "audrey").at("/items/0");
    }

    private void assertUnfinished(String exportId) {
        HttpResponse<byte[]> response = querySide.get("/api/audit/exports/" + exportId + "/manifest", "audrey");
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                .isEqualTo("EXPORT_UNFINISHED");
    }
}
