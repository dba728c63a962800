package io.countersign.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.QuerySideApplication;
import io.countersign.testdatabase.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** How long an auditor waits for an invoice as it was. */
class OpeningAVersionIT {

    private static final Duration FEW_EVENTS = Duration.ofMillis(20);
    private static final double MANY_EVENTS = 2.5;
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final int ROUNDS = 9;
    private static final String AUDREY = "Basic " + Base64.getEncoder().encodeToString("audrey:demo".getBytes(UTF_8));
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void takesLittleLongerThanReadingTheEvents(@TempDir Path folder) throws Exception {
        String url = TestServer.url(TestServer.newDatabase());
        EventStore.create(url);
        try (Connection database = DriverManager.getConnection(url);
                ConfigurableApplicationContext service = querySide(url, folder)) {
            LongReview usual = LongReview.write(database, 50);
            LongReview longest = LongReview.write(database, 10_000);
            try (var statement = database.createStatement()) {
                statement.execute("VACUUM ANALYZE event_store.event");
            }
            String base = "http://127.0.0.1:" + service.getEnvironment().getRequiredProperty("local.server.port");

            Measured any = measure(
                    base, database, usual, IntStream.range(0, 50).boxed().toList());
            Measured last = measure(base, database, longest, List.of(9_999));

            System.out.printf(
                    """
                    Opening a version of
                        50 events, the slowest of all: %s
                        50 events, the last instant:   %s
                        50 events, the plain query:    %s
                    10,000 events, the last:           %s, %.2f times the plain query
                    10,000 events, the last instant:   %s, %.2f times the plain query
                    10,000 events, the plain query:    %s
                    """,
                    any.slowest(),
                    any.atInstant(),
                    any.plain(),
                    last.slowest(),
                    last.slowest().ratioTo(last.plain()),
                    last.atInstant(),
                    last.atInstant().ratioTo(last.plain()),
                    last.plain());
            assertThat(any.slowest().median()).isLessThan(FEW_EVENTS);
            assertThat(any.atInstant().median()).isLessThan(FEW_EVENTS);
            assertThat(last.slowest().ratioTo(last.plain())).isLessThan(MANY_EVENTS);
            assertThat(last.atInstant().ratioTo(last.plain())).isLessThan(MANY_EVENTS);
        }
    }

    /**
     * @param versions opening each of the versions
     * @param atInstant opening the last by its instant
     * @param plain reading the events of each
     */
    private record Measured(List<Timings> versions, Timings atInstant, Timings plain) {

        Timings slowest() {
            return Collections.max(versions, Comparator.comparing(Timings::median));
        }
    }

    private Measured measure(String base, Connection database, LongReview review, List<Integer> versions)
            throws Exception {
        String url = base + "/api/invoices/" + review.invoiceId() + "/versions";
        int last = versions.getLast();
        String at = url + "?at="
                + JSON.readTree(get(url + "/" + last)).get("changed_at").asString();
        // Until what is measured has been compiled.
        for (long end = System.nanoTime() + WARM_UP.toNanos(); System.nanoTime() < end; ) {
            get(url + "/" + last);
            get(at);
            review.read(database, last);
        }
        Measured measured =
                new Measured(versions.stream().map(_ -> new Timings()).toList(), new Timings(), new Timings());
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < versions.size(); i++) {
                int version = versions.get(i);
                Timings opened = measured.versions.get(i);
                // A B B A: whatever slows the machine down for a while slows both down.
                measured.plain.time(() -> review.read(database, version));
                opened.time(() -> get(url + "/" + version));
                measured.atInstant.time(() -> get(at));
                measured.atInstant.time(() -> get(at));
                opened.time(() -> get(url + "/" + version));
                measured.plain.time(() -> review.read(database, version));
            }
        }
        return measured;
    }

    private byte[] get(String url) throws Exception {
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", AUDREY)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
        return response.body();
    }

    private static ConfigurableApplicationContext querySide(String url, Path folder) {
        return new SpringApplicationBuilder(QuerySideApplication.class)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "logging.level.root=warn",
                        "countersign.demo-users=true",
                        "countersign.audit.signing-key=" + folder.resolve("signing-key.pem"),
                        "spring.datasource.url=" + url)
                .run();
    }
}
