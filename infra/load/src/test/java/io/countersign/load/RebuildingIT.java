package io.countersign.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import tools.jackson.databind.json.JsonMapper;

/** How many events a second a rebuild takes in, beside the least that it takes to get them out of PostgreSQL. */
class RebuildingIT {

    private static final int EVENTS = Boolean.getBoolean("quick") ? 100_000 : 1_000_000;
    private static final int ROUNDS = Boolean.getBoolean("quick") ? 3 : 5;
    private static final int GOAL = 100_000;
    private static final List<String> STORED = List.of(
            "event_store.event", "audit.leaf", "audit.node", "read_model.review_queue", "read_model.invoice_detail");
    private static final List<String> VIEWS = List.of("review-queue", "invoice-detail");
    private static final String OTTO = "Basic " + Base64.getEncoder().encodeToString("otto:demo".getBytes(UTF_8));
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void isLimitedByTheProcessors(@TempDir Path folder) throws Exception {
        try (LauncherUnderLoad launcher = LauncherUnderLoad.start(folder);
                Connection owner = DriverManager.getConnection(launcher.jdbcUrl())) {
            Duration written = time(() -> ManyReviews.write(owner, EVENTS));
            Duration read = time(() -> awaitRead(launcher));
            System.out.printf(
                    "%,d events were written in %d s, and read by the processors of all views %d s later%n",
                    EVENTS, written.toSeconds(), read.toSeconds());
            List<Rebuilt> warmUp = new ArrayList<>();
            for (String view : VIEWS) {
                warmUp.add(rebuild(launcher, owner, view));
            }
            System.out.println("Warm-up: " + warmUp);

            Figures limit = new Figures();
            List<List<Rebuilt>> rebuilt =
                    VIEWS.stream().<List<Rebuilt>>map(_ -> new ArrayList<>()).toList();
            for (int round = 0; round < ROUNDS; round++) {
                limit.add(copiedOut(owner));
                for (int i = 0; i < VIEWS.size(); i++) {
                    // A B B A: whatever slows the machine down for a while slows all of them down.
                    int view = round % 2 == 0 ? i : VIEWS.size() - 1 - i;
                    rebuilt.get(view).add(rebuild(launcher, owner, VIEWS.get(view)));
                }
                limit.add(copiedOut(owner));
            }

            Table table = new Table("Rebuilding");
            table.line(
                    "%,d events of %,d invoices; events a second: median (least to most of %d rounds)",
                    EVENTS, number(owner, "SELECT count(*) FROM read_model.review_queue"), ROUNDS);
            table.line("limit, COPY of all events out of PostgreSQL: %s", limit);
            for (int i = 0; i < VIEWS.size(); i++) {
                List<Rebuilt> runs = rebuilt.get(i);
                Figures reading = Figures.of(runs, Rebuilt::reading);
                table.line(
                        "%s, read and folded: %s, %.2f of the limit; goal %,d",
                        VIEWS.get(i), reading, reading.median() / limit.median(), GOAL);
                table.line("  until the view serves: %s", Figures.of(runs, Rebuilt::serving));
                table.line(
                        "  processor time of the service for a million events, s: %s",
                        Figures.of(runs, Rebuilt::processorTime).toString("%.1f"));
                assertThat(runs).allMatch(run -> run.differences() == 0);
            }
            for (String stored : STORED) {
                table.line(
                        "on disk, with indexes, %s: %,d bytes an event",
                        stored, number(owner, "SELECT pg_total_relation_size('" + stored + "')") / EVENTS);
            }
            table.show();
        }
    }

    /**
     * A rebuild that is done.
     *
     * @param reading events a second while events were read and folded
     * @param serving events a second from the request until the view took the place of the one before
     * @param processorTime that the service took for a million events, until the comparison with the view before
     *     was done too
     */
    private record Rebuilt(double reading, double serving, double processorTime, long differences) {}

    private Rebuilt rebuild(LauncherUnderLoad launcher, Connection owner, String view) throws Exception {
        Duration before = launcher.processorTime();
        String processor = "/actuator/processors/" + view;
        HttpResponse<String> begun = http.send(
                request(launcher, processor + "/rebuild")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String run = JSON.readTree(begun.body()).get("run_id").asString();
        String state;
        do {
            Thread.sleep(100);
            state = JSON.readTree(get(launcher, processor + "/rebuilds/" + run))
                    .get("state")
                    .asString();
        } while (state.equals("running"));
        assertThat(state).isEqualTo("done");
        Duration taken = launcher.processorTime().minus(before);
        try (PreparedStatement select = owner.prepareStatement("""
                SELECT done_events / extract(epoch FROM read_until - reading_since) AS reading,
                       done_events / extract(epoch FROM switched_at - requested_at) AS serving,
                       done_events, found_differences
                FROM audit.rebuild WHERE run_id = ?::uuid""")) {
            select.setString(1, run);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                assertThat(row.getLong("done_events")).isEqualTo(EVENTS);
                return new Rebuilt(
                        row.getDouble("reading"),
                        row.getDouble("serving"),
                        taken.toMillis() * 1000.0 / row.getLong("done_events"),
                        row.getLong("found_differences"));
            }
        }
    }

    /** How many events a second come out of PostgreSQL where nothing is done with them. */
    private static double copiedOut(Connection database) throws Exception {
        long[] rows = new long[1];
        Duration taken = time(() -> rows[0] =
                database.unwrap(PGConnection.class).getCopyAPI().copyOut("""
                        COPY event_store.event (stream_id, version, event_type, revision, payload, metadata, recorded_at)
                        TO STDOUT (FORMAT binary)""", OutputStream.nullOutputStream()));
        return rows[0] * 1e9 / taken.toNanos();
    }

    private void awaitRead(LauncherUnderLoad launcher) throws Exception {
        while (JSON.readTree(get(launcher, "/actuator/processors")).get("processors").values().stream()
                .anyMatch(processor -> processor.get("lag_events").asLong() > 0)) {
            Thread.sleep(500);
        }
    }

    private String get(LauncherUnderLoad launcher, String path) throws Exception {
        HttpResponse<String> response =
                http.send(request(launcher, path).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static HttpRequest.Builder request(LauncherUnderLoad launcher, String path) {
        return HttpRequest.newBuilder(launcher.address(path)).header("Authorization", OTTO);
    }

    private static Duration time(Timings.Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static long number(Connection owner, String query) throws SQLException {
        try (Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
