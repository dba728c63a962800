package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.testdatabase.TestServer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Many decisions in one request: each is answered as its own endpoint would answer it. */
@ExtendWith(SharedNodes.class)
class DecisionBatchTest {

    private static final String PATH = "/api/decisions";

    private final CommandSide node;
    private final Http ben;

    DecisionBatchTest(CommandSide node) {
        this.node = node;
        this.ben = node.as("ben");
    }

    static List<Endpoint> endpoints() {
        return Endpoint.ALL;
    }

    static List<Endpoint> strictEndpoints() {
        return Endpoint.STRICT;
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void takesADecisionOfEachKind(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);
        UUID key = UUID.randomUUID();

        JsonNode result = one(ben, endpoint.item(invoiceId, endpoint.version(), Map.of("command_id", key.toString())));

        assertThat(result.toString())
                .isEqualTo("{\"invoice_id\":\"%s\",\"http_status\":200,\"review_version\":%d}"
                        .formatted(invoiceId, endpoint.version() + 1));
        assertThat(node.store().newest(invoiceId).type()).isEqualTo(endpoint.event());
        assertThat(node.store().newest(invoiceId).metadata())
                .isEqualTo("{\"actor\":\"ben\",\"command_id\":\"%s\"}".formatted(key));
    }

    @ParameterizedTest
    @MethodSource("strictEndpoints")
    void refusesAStaleDecisionAsItsEndpointDoes(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);
        endpoint.post(ben, invoiceId, endpoint.version());

        assertSameRefusal(ben, endpoint, invoiceId, endpoint.version(), Map.of(), 409);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void refusesWhatIsWrongAsItsEndpointDoes(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);
        long version = endpoint.version();

        assertSameRefusal(ben, endpoint, invoiceId, version + 1, Map.of(), 409);
        assertSameRefusal(ben, endpoint, invoiceId, null, Map.of(), 428);
        assertSameRefusal(ben, endpoint, invoiceId, "0", Map.of(), 400);
        assertSameRefusal(ben, endpoint, invoiceId, 0.5, Map.of(), 400);
        assertSameRefusal(ben, endpoint, invoiceId, -1, Map.of(), 400);
        assertSameRefusal(ben, endpoint, invoiceId, version, Map.of("actor", "carol"), 400);
        assertSameRefusal(ben, endpoint, UUID.randomUUID().toString(), version, Map.of(), 404);
        assertSameRefusal(ben, endpoint, "17 & 4", version, Map.of(), 404);
        assertThat(node.store().version(invoiceId)).isEqualTo(version);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void asksForTheRoleOfEachKind(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);
        int status = List.of(Endpoint.APPROVAL, Endpoint.FORCED_CORRECTIONS).contains(endpoint) ? 403 : 200;

        JsonNode result = one(node.anna(), endpoint.item(invoiceId, endpoint.version(), Map.of()));

        assertThat(result.required("http_status").intValue()).isEqualTo(status);
        assertThat(node.store().version(invoiceId)).isEqualTo(endpoint.version() + (status == 200 ? 1 : 0));
        if (status == 403) {
            assertSameRefusal(node.anna(), endpoint, invoiceId, endpoint.version(), Map.of(), 403);
        }
    }

    @Test
    void says403BeforeItReadsTheBodyOfAKind() {
        assertSameRefusal(node.anna(), Endpoint.APPROVAL, "17", "x", Map.of("actor", 1), 403);
    }

    @Test
    void refusesWhatOnlyTheInvoiceOrARuleKnowsAsTheEndpointDoes() {
        String invoiceId = ben.receiveInvoice();
        Map<String, Object> unknownRow = Map.of("changes", Map.of("lines.l9.quantity", "1"));
        assertSameRefusal(ben, Endpoint.CORRECTIONS, invoiceId, 0, unknownRow, 422);
        assertSameRefusal(ben, Endpoint.CORRECTIONS, invoiceId, 0, Map.of("changes", Map.of("x", "1")), 422);
        assertSameRefusal(ben, Endpoint.FORCED_CORRECTIONS, invoiceId, 0, Map.of("force", Map.of()), 422);
        assertSameRefusal(ben, Endpoint.REJECTION, invoiceId, 0, Map.of("reason_code", "disputed"), 422);
        ben.correct(invoiceId, 0, "due_date", "2026-08-01");
        assertSameRefusal(ben, Endpoint.APPROVAL, invoiceId, 1, Map.of(), 409);
    }

    @Test
    void decidesEachOnItsOwnInTheirOrder() {
        List<String> invoices = Stream.generate(ben::receiveInvoice).limit(4).toList();
        node.anna().correct(invoices.get(1), 0, "due_date", "2026-08-01");

        Answer answer = batch(
                ben,
                invoices.stream()
                        .map(invoice -> Endpoint.APPROVAL.item(invoice, 0, Map.of()))
                        .toList());

        assertThat(statuses(answer)).containsExactly(200, 409, 200, 200);
        assertThat(answer.body().required("results").valueStream())
                .extracting(result -> result.required("invoice_id").stringValue())
                .containsExactlyElementsOf(invoices);
        assertThat(answer.body().at("/results/1/problem/error_code").stringValue())
                .isEqualTo("STALE_WRITE");
        assertThat(answer.body().at("/results/1/problem/changed_since")).hasSize(1);
        assertThat(invoices)
                .extracting(invoice -> node.store().newest(invoice).type())
                .containsExactly("InvoiceApproved", "InvoiceCorrected", "InvoiceApproved", "InvoiceApproved");
    }

    @Test
    void findsTheSecondOfTwoOnOneVersionStale() {
        String invoiceId = ben.receiveInvoice();

        Answer answer = batch(
                ben,
                List.of(Endpoint.CORRECTIONS.item(invoiceId, 0, Map.of()), Endpoint.HOLD.item(invoiceId, 0, Map.of())));

        assertThat(statuses(answer)).containsExactly(200, 409);
        assertThat(node.store().version(invoiceId)).isEqualTo(1);
    }

    @Test
    void takesTwoThatFollowEachOther() {
        String invoiceId = ben.receiveInvoice();

        Answer answer = batch(
                ben,
                List.of(Endpoint.CORRECTIONS.item(invoiceId, 0, Map.of()), Endpoint.HOLD.item(invoiceId, 1, Map.of())));

        assertThat(statuses(answer)).containsExactly(200, 200);
    }

    @Test
    void takesTheSameDecisionUnderOneKeyOnce() {
        String invoiceId = ben.receiveInvoice();
        Map<String, Object> item = Endpoint.APPROVAL.item(
                invoiceId, 0, Map.of("command_id", UUID.randomUUID().toString()));

        Answer answer = batch(ben, List.of(item, item));
        Answer again = batch(ben, List.of(item));
        Answer elsewhere = Endpoint.APPROVAL.post(
                ben, invoiceId, 0, Map.of(), Map.of("Idempotency-Key", String.valueOf(item.get("command_id"))));

        assertThat(statuses(answer)).containsExactly(200, 200);
        assertThat(answer.body().at("/results/1")).isEqualTo(answer.body().at("/results/0"));
        assertThat(again.body().at("/results/0")).isEqualTo(answer.body().at("/results/0"));
        assertThat(elsewhere.status()).isEqualTo(200);
        assertThat(node.store().version(invoiceId)).isEqualTo(1);
    }

    @Test
    void refusesAKeyThatNamedSomethingElseOrIsNone() {
        String invoiceId = ben.receiveInvoice();
        String key = UUID.randomUUID().toString();

        Answer answer = batch(
                ben,
                List.of(
                        Endpoint.CORRECTIONS.item(invoiceId, 0, Map.of("command_id", key)),
                        Endpoint.HOLD.item(invoiceId, 1, Map.of("command_id", key)),
                        Endpoint.HOLD.item(invoiceId, 1, Map.of("command_id", "17")),
                        Endpoint.HOLD.item(invoiceId, 1, Map.of("command_id", 17)),
                        Endpoint.HOLD.item(invoiceId, 1, Map.of("command_id", ""))));

        assertThat(statuses(answer)).containsExactly(200, 422, 400, 400, 400);
        assertThat(answer.body().at("/results/1/problem/error_code").stringValue())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(answer.body().at("/results/2/problem/detail").stringValue()).contains("command_id");
    }

    @Test
    void answersAMalformedItemByItself() {
        String invoiceId = ben.receiveInvoice();
        List<@Nullable Object> items = Arrays.asList(
                null,
                "approval",
                List.of(),
                Map.of(),
                Map.of("kind", "approval"),
                Map.of("invoice_id", invoiceId),
                Map.of("invoice_id", invoiceId, "kind", "payment"),
                Map.of("invoice_id", 17, "kind", "approval"),
                Map.of("invoice_id", invoiceId, "kind", List.of("approval")),
                Endpoint.HOLD.item(invoiceId, 0, Map.of()));

        Answer answer = batch(ben, items);

        assertThat(statuses(answer)).hasSize(10).endsWith(200);
        assertThat(answer.body().required("results").valueStream().limit(9)).allSatisfy(result -> {
            assertThat(result.required("http_status").intValue()).isEqualTo(400);
            assertThat(result.at("/problem/error_code").stringValue()).isEqualTo("MALFORMED_REQUEST");
            assertThat(result.at("/problem/instance").stringValue()).isEqualTo(PATH);
            assertThat(result.has("invoice_id")).isTrue();
        });
        assertThat(answer.body().at("/results/5/invoice_id").stringValue()).isEqualTo(invoiceId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"decisions\":null}",
                "{\"decisions\":{}}",
                "{\"decisions\":[],\"x\":1}"
            })
    void refusesWhatIsNoListOfDecisions(String body) {
        Answer answer = ben.postText(PATH, body);

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
        assertThat(answer.text("error_code")).isEqualTo("MALFORMED_REQUEST");
    }

    @Test
    void takesAtMost200() {
        String invoiceId = ben.receiveInvoice();
        Map<String, Object> hold = Endpoint.HOLD.item(invoiceId, 0, Map.of());

        Answer tooMany = batch(ben, Collections.nCopies(201, hold));
        assertThat(node.store().version(invoiceId)).isZero();
        Answer justEnough = batch(ben, Collections.nCopies(200, hold));

        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(statuses(justEnough)).hasSize(200).startsWith(200).containsOnlyOnce(200);
        assertThat(statuses(batch(ben, List.of()))).isEmpty();
    }

    @Test
    void asksAStoreThatIsAwayOnceAndNotForEach() {
        String database = TestServer.newDatabase();
        try (CommandSide cutOff = CommandSide.on(TestServer.url(database))) {
            String invoiceId = cutOff.anna().receiveInvoice();
            List<Object> items = new ArrayList<>(Collections.nCopies(20, Endpoint.HOLD.item(invoiceId, 0, Map.of())));
            items.add(Map.of("kind", "payment"));
            TestServer.administer("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
            TestServer.administer(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");

            Instant asked = Instant.now();
            Answer answer = batch(cutOff.anna(), items);

            // Each would wait some 3 s.
            assertThat(asked).isCloseTo(Instant.now(), within(20, ChronoUnit.SECONDS));
            assertThat(statuses(answer).subList(0, 20)).containsOnly(503);
            assertThat(statuses(answer).getLast()).isEqualTo(400);
            assertThat(answer.body().at("/results/19/problem/error_code").stringValue())
                    .isEqualTo("STORE_UNAVAILABLE");
            assertThat(answer.body().at("/results/19/problem/instance").stringValue())
                    .isEqualTo(Endpoint.HOLD.path(invoiceId));
            TestServer.administer("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
        }
    }

    @Test
    void isForWhoDecidesAtAll() {
        assertThat(batch(node.as(null), List.of()).status()).isEqualTo(401);
        assertThat(batch(node.as("audrey"), List.of()).status()).isEqualTo(403);
        assertThat(batch(node.as("otto"), List.of()).status()).isEqualTo(403);
    }

    /** The item's problem is the endpoint's answer to the same decision, to the letter. */
    private static void assertSameRefusal(
            Http http, Endpoint endpoint, String invoiceId, @Nullable Object version, Map<String, ?> more, int status) {
        JsonNode result = one(http, endpoint.item(invoiceId, version, more));
        Answer single = endpoint.post(http, invoiceId.replace(" ", "%20"), version, more, Map.of());

        assertThat(single.status()).as("%s", single.body()).isEqualTo(status);
        assertThat(result.required("http_status").intValue()).isEqualTo(status);
        assertThat(result.required("problem")).isEqualTo(single.body());
        assertThat(result.required("invoice_id").stringValue()).isEqualTo(invoiceId);
    }

    private static JsonNode one(Http http, Map<String, Object> item) {
        Answer answer = batch(http, List.of(item));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body().required("results").required(0);
    }

    private static Answer batch(Http http, List<? extends @Nullable Object> items) {
        return http.post(PATH, Map.of("decisions", items));
    }

    private static List<Integer> statuses(Answer answer) {
        return answer.body()
                .required("results")
                .valueStream()
                .map(result -> result.required("http_status").intValue())
                .toList();
    }
}
