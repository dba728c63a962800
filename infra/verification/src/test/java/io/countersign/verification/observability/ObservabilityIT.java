package io.countersign.verification.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.verification.Client;
import io.countersign.verification.Documents;
import io.countersign.verification.LauncherProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One launcher that logs as in Docker and sends its traces, and what operators see of one decision in it. */
class ObservabilityIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final UUID DECISION = UUID.randomUUID();

    @TempDir
    static Path folder;

    private static TraceReceiver traces;
    private static LauncherProcess launcher;
    private static String invoiceId;

    @BeforeAll
    static void decide() throws Exception {
        traces = new TraceReceiver();
        launcher = LauncherProcess.start(
                folder.resolve("data"),
                Map.of(
                        "COUNTERSIGN_RATE_LIMIT", "50",
                        "LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs",
                        "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT", traces.endpoint(),
                        "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_SCHEDULEDELAY", "100ms"));
        launcher.awaitReady(LauncherProcess.READY_WITHIN);
        Client anna = Client.of(launcher.address("/"), "anna");
        invoiceId = anna.receive(Documents.ubl("OBS-1"));
        assertThat(correctTraced()).isEqualTo(200);
        // A conflict, so that there is one to count.
        assertThat(Client.of(launcher.address("/"), "ben")
                        .correct(invoiceId, 0, Map.of("seller.name", "Another"))
                        .status())
                .isEqualTo(409);
    }

    @AfterAll
    static void stop() {
        launcher.close();
        traces.close();
    }

    @Test
    void aTraceGoesFromTheRequestOverTheDecisionAndTheStoreToEachViewAndThePush() {
        for (String span : List.of(
                "http post /api/invoices/{id}/corrections",
                "correction",
                "projection review-queue",
                "projection invoice-detail",
                "push")) {
            await(span).atMost(SOON).until(() -> traces.hasSpan(TRACE, span));
        }
        assertThat(traces.hasSpan("00000000000000000000000000000001", "push")).isFalse();
    }

    @Test
    void aLineOfTheLogSaysWhoseWorkItIsAboutAndNothingOfTheInvoice() {
        JsonNode line = launcher.output()
                .lines()
                .filter(text -> text.startsWith("{"))
                .map(text -> JsonMapper.shared().readTree(text))
                .filter(json -> json.path("message").asString("").equals("correction accepted: version 1"))
                .findFirst()
                .orElseThrow();
        assertThat(line.path("actor").asString()).isEqualTo("anna");
        assertThat(line.path("invoice_id").asString()).isEqualTo(invoiceId);
        assertThat(line.path("command_id").asString()).isEqualTo(DECISION.toString());
        assertThat(line.path("trace_id").asString()).isEqualTo(TRACE);
        assertThat(launcher.output()).doesNotContain("Traced Ltd").doesNotContain("YW5uYTpkZW1v");
    }

    @Test
    void everyMetricOfDashboardsAndAlertsIsThere() throws IOException {
        assertThat(Monitoring.askedFor()).hasSizeGreaterThan(15);
        assertThat(scraped()).containsAll(Monitoring.askedFor());
    }

    @Test
    void everyMetricOfOursIsExplained() throws IOException {
        Pattern part = Pattern.compile("_(bucket|count|sum|max|created)$");
        String page = Monitoring.pageOnMetrics();
        assertThat(scraped().stream()
                        .filter(name -> name.startsWith("countersign_"))
                        .map(name -> part.matcher(name).replaceAll(""))
                        .collect(Collectors.toSet()))
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static Set<String> scraped() throws IOException {
        return Client.of(launcher.address("/"), "otto")
                .getText("/actuator/prometheus")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private static int correctTraced() throws Exception {
        URI address = launcher.address("/api/invoices/" + invoiceId + "/corrections");
        String credentials = Base64.getEncoder().encodeToString("anna:demo".getBytes());
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", DECISION.toString())
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"expected_review_version\": 0, \"changes\": {\"seller.name\": \"Traced Ltd\"}}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
