package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person learns who decided on a stale version. */
@ExtendWith(SharedNodes.class)
class StaleAnswerTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final CommandSide node;
    private final Http anna;
    private final Http ben;

    StaleAnswerTest(CommandSide node) {
        this.node = node;
        this.anna = node.anna();
        this.ben = node.as("ben");
    }

    @Test
    void saysWhoChangedWhatWhenAndWhatCanBeMerged() {
        String invoiceId = anna.receiveInvoice();
        ben.correct(invoiceId, 0, "seller.name", "Acme Corp");
        Instant at = node.store().newest(invoiceId).recordedAt();

        Answer answer = anna.correct(invoiceId, 0, "seller.name", "Beta Inc", "due_date", "2026-08-01");

        String message = "Another session made changes: ben changed seller.name at %s (version 1)."
                .formatted(DateTimeFormatter.ofPattern("HH:mm")
                        .withZone(ZoneOffset.UTC)
                        .format(at));
        JsonNode expected = JSON.readTree("""
                {"type": "/problems/stale-write", "title": "Your session is out of date", "status": 409,
                 "detail": "%1$s", "instance": "/api/invoices/%2$s/corrections",
                 "error": "stale_session", "error_code": "STALE_WRITE", "message": "%1$s",
                 "invoice_id": "%2$s", "local_version": 0, "remote_version": 1,
                 "expected_review_version": 0, "current_review_version": 1,
                 "changed_since_truncated": false,
                 "changed_since": [{"review_version": 1, "event": "InvoiceCorrected", "actor": "ben", "at": "%3$s",
                                    "changes": [{"term": "seller.name", "before": "Acme", "after": "Acme Corp"}]}],
                 "conflicting_terms": ["seller.name"], "mergeable_terms": ["due_date"]}
                """.formatted(message, invoiceId, at));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo(expected);
    }

    @Test
    void tellsEveryKindOfDecisionThatCameBetween() {
        String invoiceId = anna.receiveInvoice();
        Endpoint.HOLD.post(ben, invoiceId, 0);
        Endpoint.REOPENING.post(ben, invoiceId, 1);
        Endpoint.REJECTION.post(ben, invoiceId, 2);
        Endpoint.REOPENING.post(ben, invoiceId, 3);
        Endpoint.CORRECTIONS.post(anna, invoiceId, 4);
        Endpoint.APPROVAL.post(ben, invoiceId, 5);

        Answer answer = anna.correct(invoiceId, 0, "seller.name", "Beta Inc");

        assertThat(answer.body().required("changed_since"))
                .extracting(event -> event.required("review_version").intValue()
                        + event.required("event").stringValue()
                        + event.required("actor").stringValue()
                        + event.required("changes").size())
                .containsExactly(
                        "1InvoicePutOnHoldben0",
                        "2InvoiceReopenedben0",
                        "3InvoiceRejectedben0",
                        "4InvoiceReopenedben0",
                        "5InvoiceCorrectedanna1",
                        "6InvoiceApprovedben0");
        assertThat(answer.text("message"))
                .startsWith("Another session made changes: ben approved the invoice at ")
                .endsWith(" (version 6). There were 6 changes since your version 0.");
        assertThat(answer.body().required("mergeable_terms").toString()).isEqualTo("[\"seller.name\"]");
    }

    @Test
    void tellsOnlyWhatHappenedSinceTheVersionThatThePersonSaw() {
        String invoiceId = anna.receiveInvoice();
        ben.correct(invoiceId, 0, "seller.name", "Acme Corp");
        ben.correct(invoiceId, 1, "due_date", "2026-08-01");

        Answer answer = anna.correct(invoiceId, 1, "seller.name", "Beta Inc", "due_date", "2026-09-01");

        assertThat(answer.body().required("changed_since")).hasSize(1);
        assertThat(answer.body().at("/changed_since/0/review_version").intValue())
                .isEqualTo(2);
        assertThat(answer.body().required("conflicting_terms").toString()).isEqualTo("[\"due_date\"]");
        assertThat(answer.body().required("mergeable_terms").toString()).isEqualTo("[\"seller.name\"]");
    }

    @Test
    void tellsTheNewest50WhereThereAreMore() {
        String invoiceId = anna.receiveInvoice();
        for (int version = 0; version < 51; version++) {
            ben.correct(invoiceId, version, "buyer_reference", "PO-" + version);
        }

        Answer answer = anna.correct(invoiceId, 0, "buyer_reference", "PO-mine");
        Answer atTheLimit = anna.correct(invoiceId, 1, "buyer_reference", "PO-mine");

        assertThat(answer.body().required("changed_since_truncated").booleanValue())
                .isTrue();
        assertThat(answer.body().required("changed_since")).hasSize(50);
        assertThat(answer.body().at("/changed_since/0/review_version").intValue())
                .isEqualTo(2);
        assertThat(answer.body().at("/changed_since/49/review_version").intValue())
                .isEqualTo(51);
        assertThat(answer.text("message")).endsWith(" There were 51 changes since your version 0.");
        assertThat(atTheLimit.body().required("changed_since_truncated").booleanValue())
                .isFalse();
        assertThat(atTheLimit.body().required("changed_since")).hasSize(50);
    }

    @Test
    void saysThatTheInvoiceNeverHadThatVersion() {
        String invoiceId = anna.receiveInvoice();

        Answer answer = anna.correct(invoiceId, 5, "seller.name", "Beta Inc");

        assertThat(answer.text("message"))
                .isEqualTo("Your copy says version 5, but the invoice is at version 0. Refresh to get the latest.");
        assertThat(answer.body().required("changed_since")).isEmpty();
        assertThat(answer.body().required("conflicting_terms")).isEmpty();
        assertThat(answer.body().required("mergeable_terms").toString()).isEqualTo("[\"seller.name\"]");
    }

    @Test
    void namesAtMostThreeTermsInTheMessage() {
        String invoiceId = anna.receiveInvoice();
        ben.correct(
                invoiceId,
                0,
                "invoice_number",
                "X-1",
                "due_date",
                "2026-08-01",
                "seller.name",
                "Acme Corp",
                "buyer.name",
                "B",
                "buyer_reference",
                "PO-1");

        assertThat(ben.approve(invoiceId, 0).text("message")).contains(" and 2 more at ");
    }

    @Test
    void hasNothingToMergeForADecisionThatSetsNoTerm() {
        String invoiceId = anna.receiveInvoice();
        ben.correct(invoiceId, 0, "seller.name", "Acme Corp");

        Answer answer = Endpoint.REJECTION.post(anna, invoiceId, 0, Map.of(), Map.of());

        assertThat(answer.text("instance")).isEqualTo("/api/invoices/" + invoiceId + "/rejection");
        assertThat(answer.body().required("conflicting_terms")).isEmpty();
        assertThat(answer.body().required("mergeable_terms")).isEmpty();
    }

    @Test
    void callsALineRemovedByOthersAConflict() {
        String invoiceId = anna.receiveInvoice();
        ben.correct(invoiceId, 0, "lines.l1", null);

        Answer answer = anna.correct(invoiceId, 0, "lines.l1.quantity", "11", "buyer_reference", "PO-1");

        assertThat(answer.body().required("conflicting_terms").toString()).isEqualTo("[\"lines.l1.quantity\"]");
        assertThat(answer.body().required("mergeable_terms").toString()).isEqualTo("[\"buyer_reference\"]");
        assertThat(answer.body().at("/changed_since/0/changes/0/after").isNull())
                .isTrue();
    }
}
