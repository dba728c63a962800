package io.countersign.verification.compose;

import static io.countersign.verification.compose.Person.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.verification.soak.LiveSession;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** What people, scripts and browsers get through the edge. */
@EnabledIfSystemProperty(named = Stack.URL, matches = ".+", disabledReason = "infra/verification/compose/run starts it")
class ComposeIT {

    private static final HttpClient NOBODY =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Person anna = new Person("anna");
    private final Person ben = new Person("ben");
    private final Person otto = new Person("otto");

    private static HttpResponse<String> asNobody(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(Stack.url().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return NOBODY.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode next(BlockingQueue<JsonNode> heard) throws InterruptedException {
        return Objects.requireNonNull(heard.poll(20, TimeUnit.SECONDS), "Nothing was heard");
    }

    @Test
    void tellsTheSecondOfTwoPeopleAndPushesToTheirSession() throws Exception {
        String invoice = anna.receive("COMPOSE-" + UUID.randomUUID());
        BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
        try (LiveSession session = LiveSession.connectWith(
                Stack.url(), ben.authorization(), (destination, message) -> heard.add(message))) {
            session.subscribe("/topic/invoices." + invoice);
            session.subscribe("/app/invoices." + invoice);
            assertThat(heard.poll(20, TimeUnit.SECONDS))
                    .as("the version at once")
                    .isNotNull();

            HttpResponse<String> first = anna.correct(invoice, 0, Map.of("due_date", "2026-07-31"), UUID.randomUUID());
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            JsonNode push = next(heard);
            assertThat(push.get("review_version").asInt()).isEqualTo(1);
            assertThat(push.get("actor").asString()).isEqualTo("anna");

            HttpResponse<String> second = ben.correct(invoice, 0, Map.of("due_date", "2026-08-31"), UUID.randomUUID());
            assertThat(second.statusCode()).as(second.body()).isEqualTo(409);
            assertThat(json(second).get("error_code").asString()).isEqualTo("STALE_WRITE");
            assertThat(json(second).at("/changed_since/0/actor").asString()).isEqualTo("anna");
        }
        HttpResponse<String> shown = ben.get("/api/invoices/" + invoice + "?min_version=1");
        assertThat(json(shown).at("/terms/due_date").asString()).isEqualTo("2026-07-31");
    }

    @Test
    void splitsTheApiByMethod() throws Exception {
        assertThat(anna.get("/api/invoices").statusCode()).as("query side").isEqualTo(200);
        HttpResponse<String> decision =
                anna.correct(UUID.randomUUID().toString(), 0, Map.of("due_date", "2026-07-31"), UUID.randomUUID());
        assertThat(json(decision).get("error_code").asString())
                .as("command side")
                .isEqualTo("INVOICE_NOT_FOUND");
        assertThat(new Person("audrey").post("/api/audit/checkpoints", Map.of()).statusCode())
                .as("query side, whatever the method")
                .isEqualTo(201);
    }

    @Test
    void showsOperatorsTheProcessorsAndNobodyTheRestOfTheActuator() throws Exception {
        assertThat(otto.get("/actuator/processors").statusCode()).isEqualTo(200);
        assertThat(anna.get("/actuator/processors").statusCode()).isEqualTo(403);
        for (String page : List.of(
                "nodes", "activity", "processors/review-queue/rebuilds", "processors/review-queue/dead-letters")) {
            String path = "/actuator/" + page;
            assertThat(otto.get(path).statusCode()).as(path).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(json(otto.get("/actuator/nodes")).get("nodes"))
                .filteredOn(node -> node.get("state").asString().equals("running"))
                .extracting(node -> node.get("side").asString())
                .containsExactly("command-side", "command-side", "query-side", "query-side"));
        assertThat(otto.post("/actuator/processors/review-queue/rebuild", Map.of())
                        .statusCode())
                .as("query side, whatever the method")
                .isEqualTo(202);
        assertThat(json(otto.get("/actuator/health"))
                        .at("/components/db/status")
                        .asString())
                .isEqualTo("UP");
        assertThat(json(anna.get("/actuator/health")).has("components")).isFalse();
        for (String hidden : new String[] {
            "/actuator", "/actuator/health/db", "/actuator/prometheus", "/actuator/env", "/v3/api-docs"
        }) {
            assertThat(otto.get(hidden).statusCode()).as(hidden).isEqualTo(404);
        }
    }

    @Test
    void refusesPasswordsOfTheDemonstration() throws Exception {
        assertThat(asNobody("/api/me", "Authorization", "Basic YW5uYTpkZW1v").statusCode())
                .isEqualTo(401);
        assertThat(asNobody("/login").body()).doesNotContain("Demonstration", "anna");
    }

    @Test
    void servesThePageForItsRoutesUnderThePolicyOfThePrograms() throws Exception {
        HttpResponse<String> page = asNobody("/invoices/1", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<div id=\"root\">");
        HttpResponse<String> api = asNobody("/api/client-settings");
        for (String header :
                new String[] {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"
                }) {
            assertThat(page.headers().allValues(header))
                    .as(header)
                    .hasSize(1)
                    .isEqualTo(api.headers().allValues(header));
        }
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(page.headers().firstValue("Server").orElse("")).doesNotContain("/");
        assertThat(asNobody("/no-such-file.js").statusCode()).isEqualTo(404);
    }

    @Test
    void compressesWithoutWeakeningETags() throws Exception {
        String page = asNobody("/", "Accept", "text/html").body();
        String script = page.replaceAll("(?s).*src=\"(/assets/[^\"]+)\".*", "$1");
        HttpResponse<String> asset = asNobody(script, "Accept-Encoding", "gzip");
        assertThat(asset.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(asset.headers().firstValue("ETag").orElse("")).startsWith("\"");
        assertThat(asset.headers().firstValue("Cache-Control").orElse("")).contains("immutable");

        HttpResponse<String> terms = anna.get("/api/terms", "Accept-Encoding", "gzip");
        assertThat(terms.headers().firstValue("Content-Encoding")).contains("gzip");

        String invoice = anna.receive("ETAG-" + UUID.randomUUID());
        HttpResponse<String> source = anna.get("/api/invoices/" + invoice + "/source", "Accept-Encoding", "gzip");
        assertThat(source.headers().firstValue("ETag").orElse("")).startsWith("\"");
        assertThat(source.body()).startsWith("<?xml");
    }

    @Test
    void triesFewPasswordsOfOneAddressAndAsManyOfEachOther() throws Exception {
        HttpResponse<String> answer = tryPassword("203.0.113.7");
        // Twenty at once and two a second: a slow machine gets there, too.
        for (int tries = 1; tries < 200 && answer.statusCode() != 429; tries++) {
            answer = tryPassword("203.0.113.7");
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(answer).get("error_code").asString()).isEqualTo("TOO_MANY_REQUESTS");
        assertThat(tryPassword("203.0.113.8").statusCode()).isNotEqualTo(429);
    }

    private static HttpResponse<String> tryPassword(String address) throws Exception {
        return NOBODY.send(
                HttpRequest.newBuilder(Stack.url().resolve("/login"))
                        .header("X-Forwarded-For", address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("username=anna&password=guess"))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void runsEverythingWithoutMorePowerThanItNeeds() {
        assertThat(Stack.SERVICES).allSatisfy(service -> {
            JsonNode container = Stack.inspect(service);
            assertThat(container.at("/Config/User").asString()).isNotIn("", "0", "root");
            JsonNode host = container.get("HostConfig");
            assertThat(host.get("ReadonlyRootfs").asBoolean()).isTrue();
            assertThat(host.get("CapDrop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(host.get("CapAdd").isEmpty()).isTrue();
            assertThat(host.get("SecurityOpt").toString()).contains("no-new-privileges:true");
            for (String limit : List.of("Memory", "NanoCpus", "PidsLimit")) {
                assertThat(host.get(limit).asLong()).as(limit).isPositive();
            }
            assertThat(host.at("/LogConfig/Config").has("max-size")).isTrue();
            // Secrets are files: whoever may look at a container's settings sees none.
            assertThat(container.at("/Config/Env").toString()).doesNotContainPattern("(?i)(password|secret)=");
        });
    }

    @Test
    void leadsAPersonToTheNameThatTheIssuerKnows() throws Exception {
        HttpResponse<String> elsewhere = NOBODY.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + Stack.url().getPort() + "/invoices/1?a=b"))
                        .header("Accept", "text/html")
                        .build(),
                BodyHandlers.ofString());
        assertThat(elsewhere.statusCode()).isEqualTo(307);
        assertThat(elsewhere.headers().firstValue("Location")).contains(Stack.url() + "/invoices/1?a=b");
    }
}
