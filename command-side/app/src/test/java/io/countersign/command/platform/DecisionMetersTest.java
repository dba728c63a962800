package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.SharedNodes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators can see of decisions as numbers. Others use the same node: each test looks at what it added. */
@ExtendWith(SharedNodes.class)
class DecisionMetersTest {

    private final CommandSide node;
    private final Http anna;
    private final MeterRegistry meters;

    DecisionMetersTest(CommandSide node) {
        this.node = node;
        this.anna = node.anna();
        this.meters = node.bean(MeterRegistry.class);
    }

    @Test
    void countsDecisionsByKindAndByWhatBecameOfThem() {
        String invoiceId = anna.receiveInvoice();
        Map<String, String> key = Http.key(UUID.randomUUID());
        Map<String, Object> correction =
                Map.of("expected_review_version", 0, "changes", Map.of("seller.name", "Acme Corp"));
        double accepted = decisions("correction", "accepted", "none");
        double replayed = decisions("correction", "replayed", "none");
        double unchanged = decisions("correction", "unchanged", "none");
        double stale = decisions("approval", "stale_write", "none");
        double notFound = decisions("approval", "invoice_not_found", "none");

        anna.post("/api/invoices/" + invoiceId + "/corrections", correction, key);
        anna.post("/api/invoices/" + invoiceId + "/corrections", correction, key);
        anna.correct(invoiceId, 1, "seller.name", "Acme Corp");
        node.as("ben").approve(invoiceId, 0);
        node.as("ben").approve(UUID.randomUUID().toString(), 0);

        assertThat(decisions("correction", "accepted", "none")).isEqualTo(accepted + 1);
        assertThat(decisions("correction", "replayed", "none")).isEqualTo(replayed + 1);
        assertThat(decisions("correction", "unchanged", "none")).isEqualTo(unchanged + 1);
        assertThat(decisions("approval", "stale_write", "none")).isEqualTo(stale + 1);
        assertThat(decisions("approval", "invoice_not_found", "none")).isEqualTo(notFound + 1);
    }

    @Test
    void namesTheRuleThatForbadeADecision() {
        String invoiceId = anna.receiveInvoice();
        double forbidden = decisions("approval", "decision_not_allowed", "ApproverMustNotHaveCorrected");

        node.as("ben").correct(invoiceId, 0, "seller.name", "Acme Corp");
        node.as("ben").approve(invoiceId, 1);

        assertThat(decisions("approval", "decision_not_allowed", "ApproverMustNotHaveCorrected"))
                .isEqualTo(forbidden + 1);
    }

    @Test
    void countsConflictsByTermAndNotByRow() {
        String invoiceId = anna.receiveInvoice();
        String itemName = node.store().newest(invoiceId).json().required("terms").propertyNames().stream()
                .filter(path -> path.endsWith(".item_name"))
                .findFirst()
                .orElseThrow();
        double onDueDate = conflicts("due_date", "BT-9");
        double onName = conflicts("seller.name", "BT-27");
        double onLine = conflicts("lines.KEY.item_name", "BT-153");

        anna.correct(invoiceId, 0, "seller.name", "Acme Corp", itemName, "Chair");
        node.as("ben").correct(invoiceId, 0, "seller.name", "Beta Inc", itemName, "Stool", "due_date", "2026-12-24");

        assertThat(conflicts("seller.name", "BT-27")).isEqualTo(onName + 1);
        assertThat(conflicts("lines.KEY.item_name", "BT-153")).isEqualTo(onLine + 1);
        assertThat(conflicts("due_date", "BT-9")).isEqualTo(onDueDate);
    }

    @Test
    void countsTriesThatBrowsersTellOfAndPassesOverNonsense() {
        String path = "/api/invoices/" + anna.receiveInvoice() + "/comments";
        DistributionSummary retries = meters.get("countersign.outbox.retries").summary();
        long before = retries.count();
        double vain = retries.totalAmount();

        for (String tries : List.of("1", "4", "0", "-3", "many", "99999999999")) {
            assertThat(anna.post(path, Map.of("text", "Hello"), Map.of("Countersign-Tries", tries))
                            .status())
                    .isEqualTo(201);
        }
        node.as(null).post(path, Map.of("text", "Hello"), Map.of("Countersign-Tries", "7"));

        String ofLaterRelease = UUID.randomUUID().toString();
        node.store().jdbc().sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, 0, gen_random_uuid(), 'InvoiceReceived', '99', '{}', '{}')""").param(ofLaterRelease).update();
        assertThat(anna.post(
                                "/api/invoices/" + ofLaterRelease + "/hold",
                                Map.of("expected_review_version", 0, "reason_code", "disputed"),
                                Map.of("Countersign-Tries", "2"))
                        .status())
                .isEqualTo(503);

        assertThat(retries.count()).isEqualTo(before + 1);
        assertThat(retries.totalAmount()).isEqualTo(vain + 3);
    }

    @Test
    void showsHowManyRefusedDecisionsWaitToBePutOnRecord() {
        anna.correct(anna.receiveInvoice(), 3, "seller.name", "Beta Inc");

        await().atMost(Duration.ofSeconds(5))
                .until(() -> meters.get("countersign.refused.waiting").gauge().value() == 0);
    }

    private double decisions(String kind, String result, String rule) {
        return count("countersign.decisions", "kind", kind, "result", result, "rule", rule);
    }

    private double conflicts(String term, String businessTerm) {
        return count("countersign.conflicts", "term", term, "business_term", businessTerm);
    }

    private double count(String name, String... tags) {
        Counter counter = meters.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }
}
