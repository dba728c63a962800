package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.common.transaction.TransactionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProjectionTest {

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);

    @AfterEach
    void stop() {
        other.close();
    }

    @Test
    void takesEventsThatComeAgainAsKnown() {
        try (QuerySideProcess querySide = new QuerySideProcess(database)) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            other.correct(invoice, 1, "ben", "note", "0", "1");
            other.correct(invoice, 2, "ben", "note", "1", "2");
            Eventually.that(() -> assertThat(rows()).containsExactly("review-queue 2", "invoice-detail 2"));
            List<RecordedEvent> events = querySide.bean(ReviewHistory.class).of(invoice);

            for (ReviewProjection projection : projections(querySide)) {
                apply(querySide, projection, Map.of(invoice, events));
                apply(querySide, projection, Map.of(invoice, events.subList(1, 2)));
            }

            assertThat(rows()).containsExactly("review-queue 2", "invoice-detail 2");
            assertThat(querySide
                            .json("/api/invoices/" + invoice)
                            .at("/terms/note")
                            .stringValue())
                    .isEqualTo("2");
        }
    }

    @Test
    void readsWhatItMissedFromTheStore() {
        try (QuerySideProcess querySide = new QuerySideProcess(database)) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            for (int version = 1; version <= 4; version++) {
                other.correct(invoice, version, "ben", "note", "" + (version - 1), "" + version);
            }
            Eventually.that(() -> assertThat(rows()).containsExactly("review-queue 4", "invoice-detail 4"));
            other.jdbc().sql("DELETE FROM read_model.invoice_detail").update();
            other.jdbc()
                    .sql(
                            "UPDATE read_model.review_queue SET review_version = 1, review = '{\"shape\": \"of another release\"}'")
                    .update();
            List<RecordedEvent> events = querySide.bean(ReviewHistory.class).of(invoice);

            projections(querySide)
                    .forEach(projection -> apply(querySide, projection, Map.of(invoice, events.subList(4, 5))));

            assertThat(rows()).containsExactly("review-queue 4", "invoice-detail 4");
        }
    }

    @Test
    void letsNoInvoiceStandInTheWayOfOthers() {
        try (QuerySideProcess querySide = new QuerySideProcess(database)) {
            InvoiceId impossible = new InvoiceId(UUID.randomUUID());
            InvoiceId unreadable = new InvoiceId(UUID.randomUUID());
            other.jdbc()
                    .sql("""
                            INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                            VALUES (?, 0, ?, 'InvoiceReceived', '1', '{"terms": 5}', '{}')""")
                    .params(unreadable.toString(), UUID.randomUUID())
                    .update();
            other.append(0, new InvoiceCorrected(impossible, List.of(new TermChange("note", "a", "b")), null), "ben");
            other.jdbc()
                    .sql(
                            "ALTER TABLE read_model.review_queue ADD CONSTRAINT no_poison CHECK (invoice_number <> 'poison')")
                    .update();
            other.receive(Map.of("invoice_number", "poison"));
            InvoiceId fine = other.receive(Map.of("invoice_number", "fine"));

            Eventually.that(() -> assertThat(querySide
                            .json("/api/invoices?q=fine")
                            .at("/items/0/invoice_id")
                            .asString())
                    .isEqualTo(fine.toString()));
            other.correct(fine, 1, "ben", "invoice_number", "fine", "fine too");
            Eventually.that(() -> assertThat(querySide
                            .json("/api/invoices?q=too")
                            .at("/items/0/review_version")
                            .asInt())
                    .isEqualTo(1));
        }
    }

    @Test
    void goesOnWhereItStoppedAfterARestart() {
        InvoiceId first = other.receive(Map.of("note", "0"));
        try (QuerySideProcess querySide = new QuerySideProcess(database)) {
            Eventually.that(() ->
                    assertThat(querySide.json("/api/invoices").get("items")).hasSize(1));
            Eventually.that(() -> assertThat(positions()).allMatch(position -> position == 1));
        }
        // Were it to begin anew, the row would come back.
        other.jdbc()
                .sql("DELETE FROM read_model.review_queue WHERE invoice_id = ?")
                .param(first.value())
                .update();
        InvoiceId second = other.receive(Map.of("note", "0"));

        try (QuerySideProcess querySide = new QuerySideProcess(database)) {
            Eventually.that(() -> assertThat(querySide
                            .json("/api/invoices")
                            .at("/items/0/invoice_id")
                            .asString())
                    .isEqualTo(second.toString()));
            assertThat(querySide.json("/api/invoices").get("items")).hasSize(1);
        }
    }

    @Test
    void takesOverFromANodeThatDied() {
        try (QuerySideProcess querySide = new QuerySideProcess(database)) {
            other.receive(Map.of("note", "0"));
            Eventually.that(() -> assertThat(positions()).containsExactly(1, 1, 1));
        }
        // Alive a moment ago, as far as anybody can tell.
        other.jdbc()
                .sql("UPDATE read_model.token_entry SET claimed_by = 'the dead', claimed_at = ?")
                .param(Instant.now().toString())
                .update();
        other.receive(Map.of("note", "0"));

        try (QuerySideProcess querySide = new QuerySideProcess(database)) {
            long start = System.nanoTime();
            Eventually.that(() ->
                    assertThat(querySide.json("/api/invoices").get("items")).hasSize(2));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void startsBeforeThereIsAnEventStoreAndReadsItOnceThereIs() {
        TestDatabase bare = TestDatabase.createBare();
        try (QuerySideProcess querySide = new QuerySideProcess(bare)) {
            bare.migrate();
            try (OtherProcess decider = new OtherProcess(bare)) {
                decider.receive(Map.of("invoice_number", "first"));
                Eventually.that(() ->
                        assertThat(querySide.json("/api/invoices").get("items")).hasSize(1));
            }
        }
    }

    private List<String> rows() {
        return other.jdbc().sql("""
                        SELECT 'review-queue ' || review_version FROM read_model.review_queue
                        UNION ALL SELECT 'invoice-detail ' || review_version FROM read_model.invoice_detail""").query(String.class).list();
    }

    private List<Integer> positions() {
        return other.jdbc()
                .sql("SELECT (token::json ->> 'index')::int FROM read_model.token_entry")
                .query(Integer.class)
                .list();
    }

    private static List<ReviewProjection> projections(QuerySideProcess querySide) {
        return querySide.beans(ReviewProjection.class);
    }

    private static void apply(
            QuerySideProcess querySide, ReviewProjection projection, Map<InvoiceId, List<RecordedEvent>> events) {
        querySide.bean(TransactionManager.class).executeInTransaction(() -> projection.apply(events));
    }
}
