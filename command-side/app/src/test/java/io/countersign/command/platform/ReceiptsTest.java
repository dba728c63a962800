package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.AtOnce;
import io.countersign.command.CommandSide;
import io.countersign.command.Documents;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.command.TwoNodes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A retry of what was accepted gets the first answer; nothing else does. */
@ExtendWith(SharedNodes.class)
class ReceiptsTest {

    private static final int TWINS = 16;

    private final TwoNodes nodes;
    private final CommandSide node;
    private final Http anna;
    private final Map<String, String> key = Http.key(UUID.randomUUID());

    ReceiptsTest(TwoNodes nodes) {
        this.nodes = nodes;
        this.node = nodes.left();
        this.anna = node.anna();
    }

    static List<Endpoint> endpoints() {
        return Endpoint.ALL;
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void answersARetryAsTheFirstTimeThoughOthersMovedOn(Endpoint endpoint) {
        Http ben = node.as("ben");
        String invoiceId = endpoint.invoice(ben);
        Answer first = endpoint.post(ben, invoiceId, endpoint.version(), Map.of(), key);
        boolean isOpenThen = List.of(Endpoint.CORRECTIONS, Endpoint.FORCED_CORRECTIONS, Endpoint.REOPENING)
                .contains(endpoint);
        Endpoint next = isOpenThen ? Endpoint.HOLD : Endpoint.REOPENING;
        assertThat(next.post(node.as("carol"), invoiceId, endpoint.version() + 1)
                        .status())
                .isEqualTo(200);

        Answer again = endpoint.post(ben, invoiceId, endpoint.version(), Map.of(), key);
        Answer elsewhere = endpoint.post(nodes.right().as("ben"), invoiceId, endpoint.version(), Map.of(), key);

        assertThat(first.status()).isEqualTo(200);
        assertThat(List.of(again, elsewhere))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200))
                .allSatisfy(answer -> assertThat(answer.body()).isEqualTo(first.body()));
        assertThat(node.store().version(invoiceId)).isEqualTo(endpoint.version() + 2);
    }

    @Test
    void answersARetryAsTheFirstTimeAfterARestart() {
        String database = CommandSide.newDatabase();
        String invoiceId;
        Answer first;
        try (CommandSide before = CommandSide.on(database)) {
            invoiceId = before.anna().receiveInvoice();
            first = correct(before.anna(), invoiceId, 0, "2026-08-01");
        }
        try (CommandSide after = CommandSide.on(database)) {
            Answer again = correct(after.anna(), invoiceId, 0, "2026-08-01");

            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(after.store().version(invoiceId)).isEqualTo(1);
        }
    }

    @Test
    void refusesAKeyThatNamedSomethingElse() {
        String invoiceId = anna.receiveInvoice();
        String other = anna.receiveInvoice();
        correct(anna, invoiceId, 0, "2026-08-01");

        assertReused(correct(anna, invoiceId, 0, "2026-09-01"));
        assertReused(correct(anna, invoiceId, 1, "2026-08-01"));
        assertReused(correct(anna, other, 0, "2026-08-01"));
        assertReused(Endpoint.HOLD.post(anna, invoiceId, 1, Map.of(), key));
        assertReused(anna.send("/api/invoices", "application/xml", Documents.ubl("R-" + UUID.randomUUID()), key));
        assertThat(node.store().version(invoiceId)).isEqualTo(1);
        assertThat(node.store().version(other)).isZero();
    }

    @Test
    void tellsKindsOfDecisionApartThatSayTheSame() {
        String invoiceId = anna.receiveInvoice();
        Map<String, Object> body = Map.of("expected_review_version", 0, "reason_code", "incomplete");

        assertThat(anna.post("/api/invoices/" + invoiceId + "/hold", body, key).status())
                .isEqualTo(200);
        assertReused(anna.post("/api/invoices/" + invoiceId + "/rejection", body, key));
    }

    @Test
    void keepsTheKeysOfUsersApart() {
        String invoiceId = anna.receiveInvoice();
        correct(anna, invoiceId, 0, "2026-08-01");

        Answer bens = correct(node.as("ben"), invoiceId, 1, "2026-09-01");

        assertThat(bens.status()).isEqualTo(200);
        assertThat(bens.number("review_version")).isEqualTo(2);
    }

    @Test
    void judgesARefusedDecisionAnewWhenItIsTriedAgain() {
        String invoiceId = anna.receiveInvoice();
        Answer ahead = correct(anna, invoiceId, 1, "2026-08-01");
        Answer misfit = anna.post(
                "/api/invoices/" + invoiceId + "/corrections",
                Map.of("expected_review_version", 0, "changes", Map.of("lines.l9.quantity", "1")),
                key);
        Answer forbidden = Endpoint.REOPENING.post(anna, invoiceId, 0, Map.of(), key);
        anna.correct(invoiceId, 0, "seller.name", "Acme Corp");

        Answer again = correct(anna, invoiceId, 1, "2026-08-01");

        assertThat(List.of(ahead.status(), misfit.status(), forbidden.status())).containsExactly(409, 422, 409);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.number("review_version")).isEqualTo(2);
    }

    @Test
    void keepsTheReceiptOfADecisionThatChangedNothing() {
        String invoiceId = anna.receiveInvoice();
        Answer first = correct(anna, invoiceId, 0, "2026-07-16");
        anna.correct(invoiceId, 0, "seller.name", "Acme Corp");

        Answer again = correct(anna, invoiceId, 0, "2026-07-16");

        assertThat(List.of(first.status(), again.status())).containsOnly(200);
        assertThat(again.number("review_version")).isZero();
    }

    @Test
    void answersARetryOfADocumentWithItsInvoice() {
        byte[] document = Documents.ubl("R-" + UUID.randomUUID());

        Answer first = anna.send("/api/invoices", "application/xml", document, key);
        Answer again = nodes.right().anna().send("/api/invoices", "application/xml", document, key);
        Answer withoutKey = anna.send("/api/invoices", "application/xml", document, Map.of());

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(withoutKey.status()).isEqualTo(409);
    }

    @Test
    void answersTwinsInFlightAlikeAndStoresOneEvent() throws Exception {
        for (int round = 0; round < 5; round++) {
            String invoiceId = anna.receiveInvoice();
            Map<String, String> shared = Http.key(UUID.randomUUID());

            List<Answer> answers = atOnce(twin -> correctWith(shared, side(twin).anna(), invoiceId, "2026-08-01"));

            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200))
                    .allSatisfy(answer ->
                            assertThat(answer.number("review_version")).isEqualTo(1));
            assertThat(node.store().events(invoiceId)).hasSize(2);
        }
    }

    @Test
    void answersTwinsOfADecisionThatChangesNothingAlike() throws Exception {
        String invoiceId = anna.receiveInvoice();

        List<Answer> answers = atOnce(twin -> correctWith(key, side(twin).anna(), invoiceId, "2026-07-16"));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(node.store().events(invoiceId)).hasSize(1);
    }

    @Test
    void acceptsOneOfDifferentDecisionsThatRaceUnderOneKey() throws Exception {
        String invoiceId = anna.receiveInvoice();

        List<Answer> answers =
                atOnce(twin -> correctWith(key, side(twin).anna(), invoiceId, "2026-08-%02d".formatted(twin + 1)));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() != 200).allSatisfy(ReceiptsTest::assertReused);
        assertThat(node.store().events(invoiceId)).hasSize(2);
    }

    @Test
    void answersTwinsOfADocumentInFlightAlike() throws Exception {
        byte[] document = Documents.ubl("R-" + UUID.randomUUID());

        List<Answer> answers =
                atOnce(twin -> side(twin).anna().send("/api/invoices", "application/xml", document, key));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        Set<String> ids = new HashSet<>();
        answers.forEach(answer -> ids.add(answer.text("invoice_id")));
        assertThat(ids).hasSize(1);
    }

    private CommandSide side(int twin) {
        return twin % 2 == 0 ? nodes.left() : nodes.right();
    }

    private static List<Answer> atOnce(IntFunction<Answer> request) throws Exception {
        return AtOnce.answers(TWINS, request);
    }

    private Answer correct(Http http, String invoiceId, long version, String dueDate) {
        return http.post(
                "/api/invoices/" + invoiceId + "/corrections",
                Map.of("expected_review_version", version, "changes", Map.of("due_date", dueDate)),
                key);
    }

    private static Answer correctWith(Map<String, String> key, Http http, String invoiceId, String dueDate) {
        return http.post(
                "/api/invoices/" + invoiceId + "/corrections",
                Map.of("expected_review_version", 0, "changes", Map.of("due_date", dueDate)),
                key);
    }

    private static void assertReused(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(422);
        assertThat(answer.text("error_code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }
}
