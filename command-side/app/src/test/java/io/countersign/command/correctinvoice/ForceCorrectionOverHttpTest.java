package io.countersign.command.correctinvoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.AtOnce;
import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.command.Store;
import io.countersign.command.TwoNodes;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Save mine over theirs: for approvers, with a reason, and on the record. */
@ExtendWith(SharedNodes.class)
class ForceCorrectionOverHttpTest {

    private static final Map<String, Object> WHY = Map.of("reason", "  the seller called ");

    private final TwoNodes nodes;
    private final CommandSide node;
    private final Http anna;
    private final Http ben;

    ForceCorrectionOverHttpTest(TwoNodes nodes) {
        this.nodes = nodes;
        this.node = nodes.left();
        this.anna = node.anna();
        this.ben = node.as("ben");
    }

    @Test
    void storesWhyOnWhichVersionAndWhatItOverrode() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 0, "seller.name", "Acme Corp");
        anna.correct(invoiceId, 1, "due_date", "2026-08-01");

        Answer answer = force(ben, invoiceId, 0, WHY, "seller.name", "ACME", Map.of());

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.number("review_version")).isEqualTo(3);
        assertThat(node.store().newest(invoiceId).payload())
                .isEqualTo(
                        "{\"invoice_id\":\"%s\",\"changes\":[{\"term\":\"seller.name\",\"before\":\"Acme Corp\",\"after\":\"ACME\"}],\"forced\":{\"reason\":\"the seller called\",\"made_on\":0,\"overrode\":[\"seller.name\"]}}"
                                .formatted(invoiceId));
    }

    @Test
    void isForApproversOnlyWhateverElseIsWrong() {
        String invoiceId = anna.receiveInvoice();

        Answer answer =
                anna.post(path(invoiceId), Map.of("changes", Map.of("nonsense", "x"), "force", Map.of("reason", "")));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("error_code")).isEqualTo("FORBIDDEN");
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @Test
    void takesNoForceForAnOrdinaryCorrection() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 0, "seller.name", "Acme Corp");
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put("expected_review_version", 0);
        body.put("changes", Map.of("seller.name", "ACME"));
        body.put("force", null);

        assertThat(anna.post(path(invoiceId), body).status()).isEqualTo(409);
    }

    @Test
    void needsAReason() {
        String invoiceId = anna.receiveInvoice();
        for (@Nullable String reason : new @Nullable String[] {null, "", " \n "}) {
            Answer answer = force(
                    ben, invoiceId, 0, Collections.singletonMap("reason", reason), "seller.name", "ACME", Map.of());

            assertInvalid(answer, "REQUIRED");
        }
        assertInvalid(force(ben, invoiceId, 0, Map.of(), "seller.name", "ACME", Map.of()), "REQUIRED");
        assertInvalid(
                force(ben, invoiceId, 0, Map.of("reason", "x".repeat(10_001)), "seller.name", "ACME", Map.of()),
                "INVALID_TEXT");
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @Test
    void refusesAForceThatIsNoObject() {
        String invoiceId = anna.receiveInvoice();
        for (Object force : List.of(true, "because", List.of("because"), Map.of("reason", 1), Map.of("why", "x"))) {
            Answer answer = force(ben, invoiceId, 0, force, "seller.name", "ACME", Map.of());

            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
        }
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @Test
    void isRefusedWhereTheReviewWasClosedMeanwhile() {
        String invoiceId = anna.receiveInvoice();
        node.as("carol").approve(invoiceId, 0);

        Answer answer = force(ben, invoiceId, 0, WHY, "seller.name", "ACME", Map.of());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("rule")).isEqualTo("ReviewMustBeOpen");
    }

    @Test
    void isRefusedWhereTheInvoiceCannotTakeItAnyMore() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 0, "lines.l1", null);

        Answer answer = force(ben, invoiceId, 0, WHY, "lines.l1.quantity", "11", Map.of());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().at("/errors/0/code").stringValue()).isEqualTo("UNKNOWN_ROW");
    }

    @Test
    void answersARetryWithTheVersionThatItMade() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 0, "seller.name", "Acme Corp");
        Map<String, String> key = Http.key(UUID.randomUUID());
        Answer first = force(ben, invoiceId, 0, WHY, "seller.name", "ACME", key);
        anna.correct(invoiceId, 2, "seller.name", "Acme again");

        Answer again = force(nodes.right().as("ben"), invoiceId, 0, WHY, "seller.name", "ACME", key);

        assertThat(first.number("review_version")).isEqualTo(2);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(node.store().version(invoiceId)).isEqualTo(3);
    }

    @Test
    void isAnotherDecisionThanTheSameCorrectionWithoutForceOrForAnotherReason() {
        String invoiceId = anna.receiveInvoice();
        Map<String, String> key = Http.key(UUID.randomUUID());
        force(ben, invoiceId, 0, WHY, "seller.name", "ACME", key);

        Answer ordinary = ben.post(
                path(invoiceId), Map.of("expected_review_version", 0, "changes", Map.of("seller.name", "ACME")), key);
        Answer otherReason = force(ben, invoiceId, 0, Map.of("reason", "something else"), "seller.name", "ACME", key);

        assertThat(List.of(ordinary, otherReason))
                .extracting(answer -> answer.text("error_code"))
                .containsOnly("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void answersWithTheVersionThatStandsWhereNothingChanges() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 0, "seller.name", "ACME");

        Answer answer = force(ben, invoiceId, 0, WHY, "seller.name", "ACME", Http.key(UUID.randomUUID()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.number("review_version")).isEqualTo(1);
        assertThat(node.store().version(invoiceId)).isEqualTo(1);
    }

    @Test
    void isTakenUnderTheNameThatOlderClientsKnowToo() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 0, "seller.name", "Acme Corp");
        Map<String, Object> body = Map.of(
                "invoice_id",
                invoiceId,
                "expected_review_version",
                0,
                "changes",
                Map.of("seller.name", "ACME"),
                "force",
                WHY);

        assertThat(anna.post("/api/hitl/invoice/validate", body).status()).isEqualTo(403);
        assertThat(ben.post("/api/hitl/invoice/validate", body).number("review_version"))
                .isEqualTo(2);
    }

    @Test
    void storesEachOfManyThatWereToldSoAndNoOther() throws Exception {
        String invoiceId = anna.receiveInvoice();

        List<Answer> answers = AtOnce.answers(
                16, person -> force(side(person), invoiceId, 0, WHY, "seller.name", "ACME " + person, Map.of()));

        assertThat(answers).filteredOn(answer -> answer.status() != 200).allSatisfy(lost -> {
            assertThat(lost.status()).as("%s", lost.body()).isEqualTo(409);
            assertThat(lost.text("error_code")).isEqualTo("STALE_WRITE");
        });
        List<Long> accepted = answers.stream()
                .filter(answer -> answer.status() == 200)
                .map(answer -> answer.number("review_version"))
                .sorted()
                .toList();
        assertThat(accepted)
                .isNotEmpty()
                .isEqualTo(node.store().events(invoiceId).stream()
                        .skip(1)
                        .map(Store.Event::version)
                        .toList());
    }

    @Test
    void storesTwinsInFlightOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            String invoiceId = anna.receiveInvoice();
            anna.correct(invoiceId, 0, "seller.name", "Acme Corp");
            Map<String, String> key = Http.key(UUID.randomUUID());

            List<Answer> answers =
                    AtOnce.answers(8, twin -> force(side(twin), invoiceId, 0, WHY, "seller.name", "ACME", key));

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.number("review_version"))
                            .as("%s", answer.body())
                            .isEqualTo(2));
            assertThat(node.store().events(invoiceId)).hasSize(3);
        }
    }

    private Http side(int person) {
        return (person % 2 == 0 ? nodes.left() : nodes.right()).as("ben");
    }

    private static Answer force(
            Http http,
            String invoiceId,
            long version,
            Object force,
            String term,
            String value,
            Map<String, String> headers) {
        return http.post(
                path(invoiceId),
                Map.of("expected_review_version", version, "changes", Map.of(term, value), "force", force),
                headers);
    }

    private static String path(String invoiceId) {
        return "/api/invoices/" + invoiceId + "/corrections";
    }

    private static void assertInvalid(Answer answer, String code) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(422);
        assertThat(answer.text("error_code")).isEqualTo("INVALID_CHANGES");
        assertThat(answer.body().at("/errors/0/pointer").stringValue()).isEqualTo("/force/reason");
        assertThat(answer.body().at("/errors/0/code").stringValue()).isEqualTo(code);
    }
}
