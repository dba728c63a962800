package io.countersign.command.correctinvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What a correction would do, without doing it. */
@ExtendWith(SharedNodes.class)
class CorrectionPreviewTest {

    private final CommandSide node;
    private final Http anna;

    CorrectionPreviewTest(CommandSide node) {
        this.node = node;
        this.anna = node.anna();
    }

    @Test
    void saysWhatTheCorrectionThenDoes() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 0, "seller.name", "Acme Corp");
        Map<String, Object> body = Map.of(
                "expected_review_version",
                1,
                "changes",
                Map.of(
                        "seller.name", "Acme",
                        "due_date", "2026-07-16",
                        "lines.l2", Map.of("item_name", "Praline", "quantity", "3.0")));

        Answer preview = preview(anna, invoiceId, body);

        assertThat(preview.status()).as("%s", preview.body()).isEqualTo(200);
        assertThat(preview.text("invoice_id")).isEqualTo(invoiceId);
        assertThat(preview.number("review_version")).isEqualTo(1);
        assertThat(node.store().version(invoiceId)).isEqualTo(1);
        anna.post(corrections(invoiceId), body);
        assertThat(withoutNulls(preview.body().required("changes")))
                .isEqualTo(withoutNulls(node.store().newest(invoiceId).json().required("changes")))
                .hasSize(3);
    }

    @Test
    void findsWhatWouldBeWrongThen() {
        String invoiceId = anna.receiveInvoice();

        Answer asItIs = preview(anna, invoiceId, body(0, "seller.name", "Acme"));
        Answer wrong = preview(anna, invoiceId, body(0, "totals.amount_due", "1.00"));

        assertThat(asItIs.body().required("changes")).isEmpty();
        assertThat(errors(asItIs)).isEmpty();
        assertThat(errors(wrong)).contains("BR-CO-16");
        assertThat(wrong.body().at("/findings/0/terms/0").isString()).isTrue();
        assertThat(wrong.body().at("/findings/0/message").isString()).isTrue();
    }

    @Test
    void isJudgedAsTheCorrectionIs() {
        String open = anna.receiveInvoice();
        anna.correct(open, 0, "seller.name", "Acme Corp");
        String closed = anna.receiveInvoice();
        node.as("ben").approve(closed, 0);
        String nobodys = UUID.randomUUID().toString();
        Map<String, @Nullable Object> withoutVersion = new HashMap<>(body(0, "due_date", "2026-08-01"));
        withoutVersion.remove("expected_review_version");

        assertSameRefusal(node.as(null), open, body(1, "due_date", "2026-08-01"), 401);
        assertSameRefusal(node.as("audrey"), open, body(1, "due_date", "2026-08-01"), 403);
        assertSameRefusal(node.as("otto"), open, body(1, "due_date", "2026-08-01"), 403);
        assertSameRefusal(anna, open, Map.of("expected_review_version", "1"), 400);
        assertSameRefusal(anna, open, Map.of("expected_review_version", 1, "actor", "ben"), 400);
        assertSameRefusal(anna, open, Map.of("expected_review_version", 1), 422);
        assertSameRefusal(anna, open, body(1, "nonsense", "x"), 422);
        assertSameRefusal(anna, open, body(1, "due_date", "soon"), 422);
        assertSameRefusal(anna, open, withoutVersion, 428);
        assertSameRefusal(anna, nobodys, body(1, "due_date", "2026-08-01"), 404);
        assertSameRefusal(anna, "17", body(1, "due_date", "2026-08-01"), 404);
        assertSameRefusal(anna, open, body(0, "seller.name", "ACME"), 409);
        assertSameRefusal(anna, open, body(2, "seller.name", "ACME"), 409);
        assertSameRefusal(anna, open, body(1, "lines.l9.quantity", "1"), 422);
        assertSameRefusal(anna, closed, body(1, "due_date", "2026-08-01"), 409);
    }

    @Test
    void takesNothingThatOnlyASaveHas() {
        String invoiceId = anna.receiveInvoice();
        for (String member : List.of("note", "force")) {
            Map<String, @Nullable Object> body = new HashMap<>(body(0, "due_date", "2026-08-01"));
            body.put(member, null);

            assertThat(preview(node.as("ben"), invoiceId, body).status()).isEqualTo(400);
        }
    }

    @Test
    void isNoAttemptToSave() {
        String invoiceId = anna.receiveInvoice();
        preview(anna, invoiceId, body(1, "seller.name", "ACME"));

        // Attempts are recorded in their order.
        anna.correct(invoiceId, 2, "seller.name", "ACME");

        await().atMost(Duration.ofSeconds(2))
                .until(() -> !node.store().attempts(invoiceId).isEmpty());
        assertThat(node.store().attempts(invoiceId))
                .extracting(
                        attempt -> attempt.required("expected_review_version").intValue())
                .containsExactly(2);
    }

    private void assertSameRefusal(
            Http http, String invoiceId, Map<String, ? extends @Nullable Object> body, int status) {
        Answer preview = preview(http, invoiceId, body);
        Answer correction = http.post(corrections(invoiceId), body);

        assertThat(preview.status()).as("%s", preview.body()).isEqualTo(status);
        assertThat(preview.body().toString())
                .isEqualTo(correction
                        .body()
                        .toString()
                        .replace(corrections(invoiceId), corrections(invoiceId) + "/preview"));
    }

    private static Answer preview(Http http, String invoiceId, Map<String, ? extends @Nullable Object> body) {
        return http.post(corrections(invoiceId) + "/preview", body);
    }

    private static String corrections(String invoiceId) {
        return "/api/invoices/" + invoiceId + "/corrections";
    }

    private static Map<String, Object> body(long version, String term, String value) {
        return Map.of("expected_review_version", version, "changes", Collections.singletonMap(term, value));
    }

    private static Stream<String> errors(Answer preview) {
        return preview.body()
                .required("findings")
                .valueStream()
                .filter(finding -> finding.required("severity").stringValue().equals("error"))
                .map(finding -> finding.required("rule").stringValue());
    }

    private static List<String> withoutNulls(JsonNode changes) {
        return changes.valueStream()
                .map(change -> change.toString().replace("\"before\":null,", ""))
                .toList();
    }
}
