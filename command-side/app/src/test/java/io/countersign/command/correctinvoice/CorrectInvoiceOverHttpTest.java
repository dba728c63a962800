package io.countersign.command.correctinvoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a correction may say, and what comes of it. */
@ExtendWith(SharedNodes.class)
class CorrectInvoiceOverHttpTest {

    private final CommandSide node;
    private final Http anna;

    CorrectInvoiceOverHttpTest(CommandSide node) {
        this.node = node;
        this.anna = node.anna();
    }

    @Test
    void storesEachTermBeforeAndAfter() {
        String invoiceId = anna.receiveInvoice();

        anna.correct(invoiceId, 0, "seller.name", "Acme 🍫 Corp");

        assertThat(node.store().newest(invoiceId).payload())
                .isEqualTo(
                        "{\"invoice_id\":\"%s\",\"changes\":[{\"term\":\"seller.name\",\"before\":\"Acme\",\"after\":\"Acme 🍫 Corp\"}]}"
                                .formatted(invoiceId));
    }

    @Test
    void addsARowUnderAFreshKey() {
        String invoiceId = anna.receiveInvoice();

        Answer answer = correct(invoiceId, 0, "lines.l4", Map.of("item_name", "Praline", "quantity", "3"));

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(changes(invoiceId))
                .containsExactlyInAnyOrder("lines.l4.item_name: null -> Praline", "lines.l4.quantity: null -> 3");
    }

    @Test
    void removesARow() {
        String invoiceId = anna.receiveInvoice();
        correct(invoiceId, 0, "lines.l4", Map.of("item_name", "Praline"));

        Answer answer = anna.correct(invoiceId, 1, "lines.l4", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(changes(invoiceId)).containsExactly("lines.l4.item_name: Praline -> null");
        assertInvalid(
                anna.correct(invoiceId, 2, "lines.l4.item_name", "Nougat"),
                "/changes/lines.l4.item_name",
                "UNKNOWN_ROW");
    }

    @Test
    void clearsATerm() {
        String invoiceId = anna.receiveInvoice();

        anna.correct(invoiceId, 0, "due_date", null);

        assertThat(changes(invoiceId)).containsExactly("due_date: 2026-07-16 -> null");
    }

    @Test
    void keepsTheVersionWhereNothingChangesByMeaning() {
        String invoiceId = anna.receiveInvoice();

        Answer answer = anna.correct(
                invoiceId, 0, "totals.amount_due", "+120.000", "seller.name", " Acme ", "payment.account_name", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.number("review_version")).isZero();
        assertThat(anna.correct(invoiceId, 0).number("review_version")).isZero();
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @Test
    void keepsOnlyTheLastDigitsOfACardNumber() {
        String invoiceId = anna.receiveInvoice();

        anna.correct(invoiceId, 0, "payment.card_number", "4111 1111 1111 1234");

        assertThat(changes(invoiceId)).containsExactly("payment.card_number: null -> ************1234");
        assertThat(node.store().newest(invoiceId).payload()).doesNotContain("4111");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", quoteCharacter = '`', textBlock = """
                    nonsense                 | x          | UNKNOWN_TERM
                    seller                   | x          | UNKNOWN_TERM
                    lines.KEY.net_amount     | 1          | UNKNOWN_TERM
                    lines.L1.net_amount      | 1          | UNKNOWN_TERM
                    lines.l1.nonsense        | 1          | UNKNOWN_TERM
                    lines.l1.                | 1          | UNKNOWN_TERM
                    seller.name/x~y          | x          | UNKNOWN_TERM
                    nonsense                 | null       | UNKNOWN_TERM
                    due_date                 | tomorrow   | INVALID_DATE
                    due_date                 | 2026-02-30 | INVALID_DATE
                    due_date                 | 16.07.2026 | INVALID_DATE
                    due_date                 | ``         | INVALID_DATE
                    totals.amount_due        | 12a        | INVALID_AMOUNT
                    totals.amount_due        | 1e3        | INVALID_AMOUNT
                    totals.amount_due        | 1,00       | INVALID_AMOUNT
                    totals.amount_due        | NaN        | INVALID_AMOUNT
                    lines.l1.quantity        | ten        | INVALID_QUANTITY
                    lines.l1.vat_rate        | 20%        | INVALID_PERCENTAGE
                    currency                 | euro       | INVALID_CURRENCY
                    seller.country_code      | fr         | INVALID_COUNTRY
                    seller.name              | ` `        | INVALID_TEXT
                    lines.l9.quantity        | 1          | UNKNOWN_ROW
                    lines.l9                 | null       | UNKNOWN_ROW
                    vat_breakdown.v9.rate    | null       | UNKNOWN_ROW
                    """)
    void pointsAtAChangeThatCannotBe(String path, @Nullable String value, String code) {
        String invoiceId = anna.receiveInvoice();

        Answer answer = anna.correct(invoiceId, 0, path, value);

        assertInvalid(answer, "/changes/" + path.replace("~", "~0").replace("/", "~1"), code);
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @Test
    void pointsAtEveryChangeThatCannotBe() {
        String invoiceId = anna.receiveInvoice();

        Answer answer = anna.correct(
                invoiceId, 0, "due_date", "soon", "seller.name", "fine", "nonsense", "x", "totals.amount_due", "much");

        assertThat(pointers(answer))
                .containsExactlyInAnyOrder("/changes/due_date", "/changes/nonsense", "/changes/totals.amount_due");
        assertThat(answer.body().at("/errors/0/message").stringValue()).isNotBlank();
    }

    @Test
    void takesOnlyTextsForValues() {
        String invoiceId = anna.receiveInvoice();

        for (Object value : List.of(120, 1.5, true, List.of("x"), Map.of("value", "x"))) {
            assertInvalid(
                    correct(invoiceId, 0, "totals.amount_due", value), "/changes/totals.amount_due", "NOT_A_STRING");
        }
        assertInvalid(correct(invoiceId, 0, "seller.name", "x".repeat(10_001)), "/changes/seller.name", "INVALID_TEXT");
        assertInvalid(correct(invoiceId, 0, "seller.name", "a\u0000b"), "/changes/seller.name", "INVALID_TEXT");
    }

    @Test
    void pointsIntoANewRow() {
        String invoiceId = anna.receiveInvoice();

        assertInvalid(
                correct(invoiceId, 0, "lines.l4", Map.of("quantity", "ten")),
                "/changes/lines.l4/quantity",
                "INVALID_QUANTITY");
        assertInvalid(
                correct(invoiceId, 0, "lines.l4", Map.of("nonsense", "x")),
                "/changes/lines.l4/nonsense",
                "UNKNOWN_TERM");
        assertInvalid(correct(invoiceId, 0, "lines.l4", Map.of()), "/changes/lines.l4", "INVALID_ROW");
        assertInvalid(
                correct(invoiceId, 0, "lines.l4", Collections.singletonMap("quantity", null)),
                "/changes/lines.l4",
                "INVALID_ROW");
        assertInvalid(correct(invoiceId, 0, "lines.l4", "x"), "/changes/lines.l4", "INVALID_ROW");
        assertInvalid(correct(invoiceId, 0, "lines.l1", Map.of("quantity", "1")), "/changes/lines.l1", "ROW_EXISTS");
    }

    @Test
    void refusesToChangeARowThatItRemoves() {
        String invoiceId = anna.receiveInvoice();

        Answer answer = anna.correct(invoiceId, 0, "lines.l1", null, "lines.l1.quantity", "1");

        assertInvalid(answer, "/changes/lines.l1.quantity", "CONTRADICTS_ROW");
    }

    @Test
    void needsChanges() {
        String invoiceId = anna.receiveInvoice();
        String path = "/api/invoices/" + invoiceId + "/corrections";

        assertInvalid(anna.post(path, Map.of("expected_review_version", 0)), "/changes", "REQUIRED");
        assertThat(anna.postText(path, "{\"expected_review_version\":0,\"changes\":[]}")
                        .status())
                .isEqualTo(400);
        assertThat(anna.postText(
                                path,
                                "{\"expected_review_version\":0,\"changes\":{\"due_date\":null,\"due_date\":\"2026-08-01\"}}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void takesTheCallOfOlderClients() {
        String invoiceId = anna.receiveInvoice();

        Answer first = validate(invoiceId, 0, "Acme Corp");
        Answer stale = validate(invoiceId, 0, "Beta Inc");
        Answer again = validate(invoiceId, 1, "Beta Inc");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.number("review_version")).isEqualTo(1);
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.text("error_code")).isEqualTo("STALE_WRITE");
        assertThat(stale.number("current_review_version")).isEqualTo(1);
        assertThat(stale.text("message")).contains("anna", "seller.name");
        assertThat(again.number("review_version")).isEqualTo(2);
    }

    @Test
    void holdsOlderClientsToTheSame() {
        String path = "/api/hitl/invoice/validate";
        String invoiceId = anna.receiveInvoice();
        Map<String, Object> changes = Map.of("seller.name", "Acme Corp");

        assertThat(anna.post(path, Map.of("invoice_id", invoiceId, "changes", changes))
                        .status())
                .isEqualTo(428);
        assertThat(anna.post(path, Map.of("invoice_id", "17", "expected_review_version", 0, "changes", changes))
                        .status())
                .isEqualTo(404);
        assertThat(anna.post(path, Map.of("expected_review_version", 0, "changes", changes))
                        .status())
                .isEqualTo(400);
        assertThat(anna.post(path, Map.of("invoice_id", invoiceId, "expected_review_version", 0, "nonsense", changes))
                        .status())
                .isEqualTo(400);
        assertThat(node.as("audrey")
                        .post(path, Map.of("invoice_id", invoiceId, "expected_review_version", 0, "changes", changes))
                        .status())
                .isEqualTo(403);
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @Test
    void refusesMoreChangesThanAnyInvoiceNeeds() {
        String invoiceId = anna.receiveInvoice();
        List<String> changes = new ArrayList<>();
        IntStream.range(0, 5001).forEach(i -> Collections.addAll(changes, "lines.x" + i + ".quantity", "1"));

        Answer answer = anna.correct(invoiceId, 0, changes.toArray(String[]::new));

        assertInvalid(answer, "/changes", "TOO_MANY_CHANGES");
    }

    private Answer correct(String invoiceId, long version, String path, Object value) {
        return anna.post(
                "/api/invoices/" + invoiceId + "/corrections",
                Map.of("expected_review_version", version, "changes", Map.of(path, value)));
    }

    private Answer validate(String invoiceId, long version, String sellerName) {
        return anna.post(
                "/api/hitl/invoice/validate",
                Map.of(
                        "invoice_id",
                        invoiceId,
                        "expected_review_version",
                        version,
                        "changes",
                        Map.of("seller.name", sellerName)));
    }

    private List<String> changes(String invoiceId) {
        List<String> changes = new ArrayList<>();
        for (JsonNode change : node.store().newest(invoiceId).json().required("changes")) {
            changes.add("%s: %s -> %s"
                    .formatted(
                            change.required("term").stringValue(),
                            change.path("before").asString("null"),
                            change.path("after").asString("null")));
        }
        return changes;
    }

    private static List<String> pointers(Answer answer) {
        List<String> pointers = new ArrayList<>();
        answer.body()
                .required("errors")
                .forEach(error -> pointers.add(error.required("pointer").stringValue()));
        return pointers;
    }

    private static void assertInvalid(Answer answer, String pointer, String code) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(422);
        assertThat(answer.text("error_code")).isEqualTo("INVALID_CHANGES");
        assertThat(pointers(answer)).containsExactly(pointer);
        assertThat(answer.body().at("/errors/0/code").stringValue()).isEqualTo(code);
    }
}
