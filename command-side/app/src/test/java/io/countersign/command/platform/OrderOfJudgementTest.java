package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The order in which a decision is judged: each test makes a request that two neighbours in that order would refuse, and
 * sees the earlier one.
 */
@ExtendWith(SharedNodes.class)
class OrderOfJudgementTest {

    private static final String NOBODYS = UUID.randomUUID().toString();

    private final CommandSide node;
    private final Http ben;

    OrderOfJudgementTest(CommandSide node) {
        this.node = node;
        this.ben = node.as("ben");
    }

    @Test
    void says401BeforeAnythingIsRead() {
        assertAnswer(node.as(null).postText(corrections(NOBODYS), "{"), 401, "UNAUTHENTICATED");
    }

    @Test
    void says403BeforeMalformed() {
        assertAnswer(node.as("audrey").postText(corrections(NOBODYS), "{"), 403, "FORBIDDEN");
        assertAnswer(node.anna().postText("/api/invoices/" + NOBODYS + "/approval", "{"), 403, "FORBIDDEN");
    }

    @Test
    void saysUnknownPathBeforeMissingVersion() {
        assertAnswer(correct(ben, NOBODYS, null, "nonsense", "x"), 422, "INVALID_CHANGES");
    }

    @Test
    void saysBadKeyBeforeMissingVersion() {
        Answer answer = ben.post(corrections(NOBODYS), Map.of(), Map.of("Idempotency-Key", "17"));

        assertThat(answer.status()).isIn(400, 422);
    }

    @Test
    void saysMissingVersionBeforeUnknownInvoice() {
        assertAnswer(correct(ben, NOBODYS, null, "due_date", "2026-08-01"), 428, "EXPECTED_VERSION_REQUIRED");
        assertAnswer(correct(ben, "17", null, "due_date", "2026-08-01"), 428, "EXPECTED_VERSION_REQUIRED");
    }

    @Test
    void saysUnknownInvoiceBeforeReplay() {
        UUID key = UUID.randomUUID();
        String invoiceId = ben.receiveInvoice();
        ben.post(corrections(invoiceId), body(0L, "due_date", "2026-08-01"), Http.key(key));

        assertAnswer(
                ben.post(corrections(NOBODYS), body(0L, "due_date", "2026-08-01"), Http.key(key)),
                404,
                "INVOICE_NOT_FOUND");
    }

    @Test
    void saysUnknownInvoiceBeforeStale() {
        assertAnswer(correct(ben, NOBODYS, 17L, "due_date", "2026-08-01"), 404, "INVOICE_NOT_FOUND");
    }

    @Test
    void replaysBeforeStale() {
        UUID key = UUID.randomUUID();
        String invoiceId = ben.receiveInvoice();
        ben.post(corrections(invoiceId), body(0L, "due_date", "2026-08-01"), Http.key(key));
        node.anna().correct(invoiceId, 1, "due_date", "2026-09-01");

        Answer again = ben.post(corrections(invoiceId), body(0L, "due_date", "2026-08-01"), Http.key(key));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.number("review_version")).isEqualTo(1);
    }

    @Test
    void saysReusedKeyBeforeStale() {
        UUID key = UUID.randomUUID();
        String invoiceId = ben.receiveInvoice();
        ben.post(corrections(invoiceId), body(0L, "due_date", "2026-08-01"), Http.key(key));

        assertAnswer(
                ben.post(corrections(invoiceId), body(0L, "due_date", "2026-09-01"), Http.key(key)),
                422,
                "IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void saysStaleBeforeUnknownLine() {
        String invoiceId = ben.receiveInvoice();
        ben.correct(invoiceId, 0, "due_date", "2026-08-01");

        assertAnswer(ben.correct(invoiceId, 0, "lines.l9.quantity", "1"), 409, "STALE_WRITE");
        assertAnswer(ben.correct(invoiceId, 2, "lines.l9.quantity", "1"), 409, "STALE_WRITE");
    }

    @Test
    void saysStaleBeforeARule() {
        String invoiceId = ben.receiveInvoice();
        ben.correct(invoiceId, 0, "due_date", "2026-08-01");

        assertAnswer(ben.approve(invoiceId, 0), 409, "STALE_WRITE");
    }

    @Test
    void saysUnknownLineBeforeARule() {
        String invoiceId = ben.receiveInvoice();
        ben.approve(invoiceId, 0);

        assertAnswer(ben.correct(invoiceId, 1, "lines.l9.quantity", "1"), 422, "INVALID_CHANGES");
        assertAnswer(ben.correct(invoiceId, 1, "lines.l1.quantity", "1"), 409, "DECISION_NOT_ALLOWED");
    }

    private static String corrections(String invoiceId) {
        return "/api/invoices/" + invoiceId + "/corrections";
    }

    private static Map<String, Object> body(@Nullable Long version, String path, String value) {
        return version == null
                ? Map.of("changes", Map.of(path, value))
                : Map.of("expected_review_version", version, "changes", Map.of(path, value));
    }

    private static Answer correct(Http http, String invoiceId, @Nullable Long version, String path, String value) {
        return http.post(corrections(invoiceId), body(version, path, value));
    }

    private static void assertAnswer(Answer answer, int status, String errorCode) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.text("error_code")).isEqualTo(errorCode);
    }
}
