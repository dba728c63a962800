package io.countersign.verification.oldstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.CommandSideApplication;
import io.countersign.platform.eventstore.EventJson;
import io.countersign.query.QuerySideApplication;
import io.countersign.testdatabase.TestServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Opens what the first release wrote, byte for byte, on the schema that it had; and meets events of a revision before
 * and one after those that this release has.
 */
class OtherReleasesTest {

    /** All types of events; the second was taken in by an extraction. */
    private static final String REVIEWED = "01a20338-fd06-7f62-b870-9f1130c8eb49";

    private static final String REJECTED = "01a20339-4765-7f74-a186-0fca49a7d62e";
    private static final String OF_BEFORE = "01a20339-0000-7000-8000-000000000001";
    private static final String OF_LATER = "01a20339-0000-7000-8000-000000000002";

    private static final String OF_LATER_TYPE = "01a20339-0000-7000-8000-000000000003";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static String database;
    private static ConfigurableApplicationContext commandSide;
    private static ConfigurableApplicationContext querySide;

    @BeforeAll
    static void start() throws Exception {
        database = TestServer.url(TestServer.newDatabase());
        Flyway.configure()
                .dataSource(database, null, null)
                .schemas("event_store")
                .locations("classpath:db/event-store")
                .placeholders(Map.of("service_role", "CURRENT_USER"))
                .target("4")
                // What is granted after it is of the release that runs, and of tables that come later.
                .skipDefaultCallbacks(true)
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(database)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(resource("revision-1.sql"));
            }
            store(connection, OF_BEFORE, 0, "InvoiceReceived", "1", received(OF_BEFORE));
            store(connection, OF_BEFORE, 1, "InvoicePutOnHold", "0", """
                    {"invoice_id": "%s", "code": "disputed"}""".formatted(OF_BEFORE));
            store(connection, OF_LATER, 0, "InvoiceReceived", "1", received(OF_LATER));
            store(connection, OF_LATER, 1, "InvoiceApproved", "2", """
                    {"invoice_id": "%s", "approvals": ["ben", "carol"]}""".formatted(OF_LATER));
            store(connection, OF_LATER_TYPE, 0, "InvoiceReceived", "1", received(OF_LATER_TYPE));
            store(connection, OF_LATER_TYPE, 1, "InvoiceForwarded", "1", """
                    {"invoice_id": "%s", "to": "carol"}""".formatted(OF_LATER_TYPE));
            store(connection, "attempts/later", 0, "StaleDecisionRejected", "2", """
                    {"at": "2026-11-22T12:00:00Z"}""");
        }
        commandSide = started(CommandSideApplication.class);
        querySide = started(QuerySideApplication.class);
    }

    @AfterAll
    static void stop() {
        Stream.of(querySide, commandSide).filter(Objects::nonNull).forEach(ConfigurableApplicationContext::close);
        CLIENT.close();
    }

    /** Before there was a revision 1 the member had another name. */
    @Configuration(proxyBeanMethods = false)
    static class Upcasters {
        @Bean
        SingleEventUpcaster invoicePutOnHold0To1() {
            return new SingleEventUpcaster() {
                @Override
                protected boolean canUpcast(IntermediateEventRepresentation event) {
                    return event.getType().equals(new SimpleSerializedType("InvoicePutOnHold", "0"));
                }

                @Override
                protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
                    return event.upcastPayload(
                            new SimpleSerializedType("InvoicePutOnHold", "1"), JsonNode.class, payload -> {
                                ObjectNode renamed = (ObjectNode) payload;
                                renamed.set("reason_code", renamed.remove("code"));
                                return renamed;
                            });
                }
            };
        }
    }

    @Test
    void aReviewOfTheFirstReleaseGoesOn() throws Exception {
        JsonNode invoice = shown(REVIEWED, 5);
        assertThat(invoice.at("/status").stringValue()).isEqualTo("approved");
        assertThat(invoice.at("/terms/seller.name").stringValue()).isEqualTo("Müller und Söhne");
        assertThat(shown(REJECTED, 2).at("/status").stringValue()).isEqualTo("rejected");

        HttpResponse<String> reopened = post("ben", "/api/invoices/" + REJECTED + "/reopening", """
                {"expected_review_version": 2, "reason_code": "decided_in_error"}""");
        assertThat(reopened.statusCode()).as(reopened.body()).isEqualTo(200);
        assertThat(shown(REJECTED, 3).at("/status").stringValue()).isEqualTo("in_review");
    }

    @Test
    void itsHistoryIsShownAsItWas() throws Exception {
        JsonNode history = asked("anna", "/api/invoices/" + REVIEWED + "/history?attempts=true&limit=200");
        assertThat(history.at("/items")
                        .valueStream()
                        .map(event -> event.at("/event").stringValue()))
                .contains(
                        "InvoiceReceived",
                        "InvoiceCorrected",
                        "InvoicePutOnHold",
                        "InvoiceReopened",
                        "InvoiceApproved",
                        "StaleDecisionRejected");
        assertThat(history.findValuesAsString("note")).contains("as on the letterhead", "checked by phone");
        assertThat(asked("anna", "/api/invoices/" + REVIEWED + "/versions/1")
                        .at("/terms/seller.name")
                        .stringValue())
                .isEqualTo("Müller & Söhne");
        assertThat(asked("anna", "/api/invoices/" + REVIEWED + "/comments").findValuesAsString("text"))
                .containsExactly("@ben: \"wrong\"?\n🍫", "fine");
    }

    /** What is verified is what was stored, not what it is read as. */
    @Test
    void itsChainsAreWhole() throws Exception {
        HttpResponse<String> begun = post("audrey", querySide, "/api/audit/verifications", "");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String run = "/api/audit/verifications/"
                + JSON.readTree(begun.body()).at("/run_id").stringValue();
        await().until(() -> !asked("audrey", run).at("/state").stringValue().equals("running"));
        JsonNode verified = asked("audrey", run);
        assertThat(verified.at("/state").stringValue()).as(verified.toString()).isEqualTo("done");
        // The two that this test made have no documents.
        assertThat(verified.at("/broken").findValuesAsString("invoice_id"))
                .as(verified.toString())
                .doesNotContain(REVIEWED, REJECTED);
        assertThat(verified.at("/checked_events").asInt()).isGreaterThanOrEqualTo(17);
    }

    @Test
    void holdsEachTypeOfEvent() throws Exception {
        String stored = resource("revision-1.sql");
        assertThat(EventJson.types()).allSatisfy(type -> assertThat(stored).contains("'" + type + "', '1'"));
    }

    @Test
    void readsARevisionBeforeItsOwnOnBothSides() throws Exception {
        JsonNode invoice = shown(OF_BEFORE, 1);
        assertThat(invoice.at("/status").stringValue()).isEqualTo("on_hold");
        assertThat(asked("anna", "/api/invoices/" + OF_BEFORE + "/history")
                        .at("/items/1/event")
                        .stringValue())
                .isEqualTo("InvoicePutOnHold");
        HttpResponse<String> reopened = post("ben", "/api/invoices/" + OF_BEFORE + "/reopening", """
                {"expected_review_version": 1, "reason_code": "decided_in_error"}""");
        assertThat(reopened.statusCode()).as(reopened.body()).isEqualTo(200);
        assertThat(shown(OF_BEFORE, 2).at("/status").stringValue()).isEqualTo("received");
    }

    @ParameterizedTest
    @CsvSource({OF_LATER + ", InvoiceApproved, 2", OF_LATER_TYPE + ", InvoiceForwarded, 1"})
    void decidesNothingOnWhatALaterReleaseWrote(String invoiceId, String type, String revision) {
        HttpResponse<String> answer = post("ben", "/api/invoices/" + invoiceId + "/hold", """
                {"expected_review_version": 1, "reason_code": "disputed"}""");
        saysThatALaterReleaseWroteIt(answer, type + ", revision " + revision);
        saysThatALaterReleaseWroteIt(
                send("anna", querySide, "/api/invoices/" + invoiceId, "GET", ""), type + ", revision " + revision);
    }

    @Test
    void doesNotTellAuditorsThatItWasAltered() {
        HttpResponse<String> answer = send("audrey", querySide, "/api/audit/rejected-decisions", "GET", "");
        saysThatALaterReleaseWroteIt(answer, "StaleDecisionRejected, revision 2");
    }

    private static void saysThatALaterReleaseWroteIt(HttpResponse<String> answer, String what) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.at("/error_code").stringValue()).isEqualTo("LATER_RELEASE");
        assertThat(problem.at("/detail").stringValue())
                .contains(what)
                .contains("a later release wrote it, or nobody did");
    }

    @Test
    void saysToOperatorsWhatALaterReleaseWrote() {
        String letters = "/actuator/processors/review-queue/dead-letters";
        await().untilAsserted(
                        () -> assertThat(asked("otto", letters).at("/items")).hasSize(2));
        JsonNode items = asked("otto", letters).at("/items");
        assertThat(items.findValuesAsString("invoice_id")).containsExactlyInAnyOrder(OF_LATER, OF_LATER_TYPE);
        assertThat(items.findValuesAsString("message"))
                .allSatisfy(message -> assertThat(message).contains("A later release wrote the stored event"));
    }

    private static String received(String invoiceId) {
        return """
                {"invoice_id": "%s", "source": {"media_type": "application/xml", "sha256": "0123abcd", "bytes": 1}, \
                "terms": {"invoice_number": "R-1"}, "confidence": {}}""".formatted(invoiceId);
    }

    private static void store(
            Connection connection, String streamId, long version, String type, String revision, String payload)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                VALUES (?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, streamId);
            insert.setLong(2, version);
            insert.setObject(3, UUID.randomUUID());
            insert.setString(4, type);
            insert.setString(5, revision);
            insert.setString(6, payload);
            insert.setString(7, "{\"actor\": \"anna\", \"command_id\": \"" + UUID.randomUUID() + "\"}");
            insert.executeUpdate();
        }
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = Objects.requireNonNull(OtherReleasesTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static ConfigurableApplicationContext started(Class<?> side) {
        return new SpringApplicationBuilder(side, Upcasters.class)
                .properties(
                        "server.port=0",
                        "logging.level.root=error",
                        "countersign.demo-users=true",
                        "countersign.audit.signing-key=" + folder.resolve("signing-key.pem"),
                        "spring.datasource.url=" + database)
                .run();
    }

    private static JsonNode shown(String invoiceId, int version) {
        return asked("anna", "/api/invoices/" + invoiceId + "?min_version=" + version);
    }

    private static JsonNode asked(String user, String path) {
        HttpResponse<String> answer = send(user, querySide, path, "GET", "");
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> post(String user, String path, String body) {
        return post(user, commandSide, path, body);
    }

    private static HttpResponse<String> post(
            String user, ConfigurableApplicationContext side, String path, String body) {
        return send(user, side, path, "POST", body);
    }

    private static HttpResponse<String> send(
            String user, ConfigurableApplicationContext side, String path, String method, String body) {
        String port = side.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(UTF_8)))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
