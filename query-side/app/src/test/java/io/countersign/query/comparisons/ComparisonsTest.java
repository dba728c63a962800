package io.countersign.query.comparisons;

import static io.countersign.query.comparisons.Comparisons.PATH;
import static io.countersign.query.comparisons.Comparisons.begin;
import static io.countersign.query.comparisons.Comparisons.differences;
import static io.countersign.query.comparisons.Comparisons.finished;
import static io.countersign.query.comparisons.Comparisons.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ComparisonsTest {

    /** So many that a run takes several steps. */
    private static final int INVOICES = 120;

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);

    @AfterEach
    void stop() {
        other.close();
    }

    @Test
    void findNothingWhileDecisionsAreTaken() throws Exception {
        List<InvoiceId> invoices = receive(6);
        try (QuerySideProcess querySide = querySide();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> people = new ArrayList<>();
            for (InvoiceId invoice : invoices) {
                people.add(threads.submit(() -> decide(invoice)));
            }
            int comparisons = 0;
            while (!people.stream().allMatch(Future::isDone)) {
                assertThat(differences(querySide)).isEmpty();
                comparisons++;
            }
            for (Future<?> person : people) {
                person.get();
            }
            assertThat(comparisons).isPositive();
            JsonNode last = finished(querySide, begin(querySide));
            assertThat(differences(last)).isEmpty();
            assertThat(last.at("/checked_invoices").asInt()).isEqualTo(6 * 11);
            assertThat(last.at("/total_invoices").asInt()).isEqualTo(6 * 11);
        }
    }

    private void decide(InvoiceId invoice) {
        for (int version = 1; version <= 100; version++) {
            other.correct(invoice, version, "ben", "note", "" + (version - 1), "" + version);
            other.comment(invoice, version - 1, "ben", "@anna, version " + version, null);
            if (version % 10 == 0) {
                other.receive(Map.of("note", "0"));
            }
        }
    }

    @Test
    void takeAViewThatIsBehindForNoDifferenceAndSayWhatIsWrongWithItAllTheSame() {
        try (QuerySideProcess querySide = querySide()) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            InvoiceId tampered = other.receive(Map.of("note", "0"));
            awaitRows("invoice_detail", 2);
            try (OtherProcess.Held _ = other.hold(
                    "LOCK TABLE read_model.invoice_detail, read_model.mention" + " IN SHARE ROW EXCLUSIVE MODE")) {
                other.correct(invoice, 1, "ben", "note", "0", "1");
                other.comment(invoice, 0, "ben", "@anna, look", null);
                other.receive(Map.of("note", "0"));
                awaitRows("review_queue", 3);

                JsonNode behind = finished(querySide, begin(querySide));

                assertThat(differences(behind)).isEmpty();
                assertThat(behind.at("/checked_invoices").asInt()).isEqualTo(3);
            }
            awaitRows("invoice_detail", 3);
            try (OtherProcess.Held _ = other.hold("UPDATE read_model.token_entry SET claimed_by = 'somebody'")) {
                other.correct(tampered, 1, "ben", "note", "0", "1");
                database.tamper("UPDATE read_model.invoice_detail SET review = replace(review::text, '\"note\":\"0\"',"
                        + " '\"note\":\"9\"')::json WHERE invoice_id = '" + tampered + "'");

                assertThat(differences(querySide))
                        .singleElement()
                        .asString()
                        .startsWith("invoice_detail 0: review.invoice.note differs:")
                        .contains("the view holds \"9\", the events say \"0\"");
            }
        }
    }

    @Test
    void noLongerFindWhatARebuildHasPutRight() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1", "seller.name", "Acme"));
        other.comment(invoice, 0, "ben", "@anna, look", null);
        try (QuerySideProcess querySide = querySide()) {
            awaitRows("mention", 1);
            awaitRows("invoice_detail", 1);
            awaitRows("review_queue", 1);
            database.tamper("UPDATE read_model.review_queue SET status = 'approved';"
                    + "DELETE FROM read_model.invoice_detail; UPDATE read_model.mention SET text = 'never'");
            assertThat(differences(querySide)).hasSize(3);
        }
        database.tamper("TRUNCATE read_model.review_queue, read_model.invoice_detail, read_model.mention,"
                + " read_model.token_entry");
        try (QuerySideProcess querySide = querySide()) {
            awaitRows("mention", 1);
            awaitRows("invoice_detail", 1);
            awaitRows("review_queue", 1);

            assertThat(differences(querySide)).isEmpty();
        }
    }

    @Test
    void goOnOnAnotherNodeWhereTheFirstDied() {
        List<InvoiceId> invoices = receive(INVOICES);
        String runId;
        String after;
        try (QuerySideProcess first = querySide()) {
            awaitRows("review_queue", INVOICES);
            awaitRows("invoice_detail", INVOICES);
            // What it finds in the second half it cannot write down, so it stands there.
            try (OtherProcess.Held _ =
                    other.hold("LOCK TABLE audit.comparison_difference IN SHARE ROW EXCLUSIVE MODE")) {
                database.tamper("UPDATE read_model.review_queue SET status = 'approved' WHERE invoice_id = '"
                        + invoices.get(INVOICES / 2) + "'");
                runId = begin(first);
                Eventually.that(() -> assertThat(
                                run(first, runId).at("/checked_invoices").asInt())
                        .isEqualTo(50));
                assertThat(run(first, runId).at("/state").stringValue()).isEqualTo("running");
                assertThat(run(first, runId).at("/total_invoices").asInt()).isEqualTo(INVOICES);
                assertThat(run(first, runId).at("/finished_at").isNull()).isTrue();
                after = begin(first);
                assertThat(after)
                        .as("who asks later gets a run that begins later")
                        .isNotEqualTo(runId);
                first.close();
            }
        }
        try (QuerySideProcess second = new QuerySideProcess(database, "countersign.node-id=second")) {
            JsonNode run = finished(second, runId);

            assertThat(run.at("/checked_invoices").asInt()).isEqualTo(INVOICES);
            assertThat(differences(run)).hasSize(1);
            assertThat(run.at("/differences/0/invoice_id").stringValue())
                    .isEqualTo(invoices.get(INVOICES / 2).toString());
            JsonNode next = finished(second, after);
            assertThat(Instant.parse(next.at("/finished_at").stringValue()))
                    .as("one after the other")
                    .isAfter(Instant.parse(run.at("/finished_at").stringValue()));
            assertThat(differences(next)).hasSize(1);
        }
    }

    @Test
    void countAllDifferencesAndKeepTheFirst() {
        receive(INVOICES);
        try (QuerySideProcess querySide = querySide()) {
            awaitRows("review_queue", INVOICES);
            awaitRows("invoice_detail", INVOICES);
            database.tamper("DELETE FROM read_model.review_queue; DELETE FROM read_model.invoice_detail");

            JsonNode run = finished(querySide, begin(querySide));

            assertThat(run.at("/found_differences").asInt()).isEqualTo(2 * INVOICES);
            assertThat(run.get("differences")).hasSize(200);
        }
    }

    @Test
    void areRecordedWithWhoWhenAndWhatCameOfThem() {
        other.receive(Map.of("note", "0"));
        try (QuerySideProcess querySide = querySide()) {
            awaitRows("review_queue", 1);
            String first = begin(querySide);
            finished(querySide, first);
            database.tamper("DELETE FROM read_model.review_queue");
            String second = begin(querySide);
            finished(querySide, second);

            JsonNode page = querySide.json(PATH + "?limit=1", "audrey");
            JsonNode rest =
                    querySide.json(PATH + "?cursor=" + page.at("/next_cursor").stringValue(), "audrey");

            assertThat(page.get("items")).hasSize(1);
            assertThat(page.at("/items/0/run_id").stringValue()).isEqualTo(second);
            assertThat(page.at("/items/0/requested_by").stringValue()).isEqualTo("audrey");
            assertThat(page.at("/items/0/requested_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
            assertThat(page.at("/items/0/finished_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
            assertThat(page.at("/items/0/differences")).hasSize(1);
            assertThat(page.at("/items/0/failure").isNull()).isTrue();
            assertThat(rest.at("/items/0/run_id").stringValue()).isEqualTo(first);
            assertThat(rest.at("/items/0/differences")).isEmpty();
            assertThat(rest.at("/next_cursor").isNull()).isTrue();
        }
    }

    @Test
    void countWhatThereIsBeforeTheyCompareIt() {
        int many = 2100;
        other.jdbc().sql("""
                INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                SELECT stream || suffix, 0, gen_random_uuid(), 'Something', '1', '{}', '{"actor":"anna"}'
                FROM generate_series(1, ?) AS numbers (n)
                CROSS JOIN LATERAL (SELECT gen_random_uuid()::text || left(n::text, 0) AS stream) AS streams
                CROSS JOIN (VALUES (''), ('/discussion')) AS kinds (suffix)""").param(many).update();
        other.jdbc().sql("""
                INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                VALUES ('zz', 0, gen_random_uuid(), 'Something', '1', '{}', '{"actor":"anna"}')""").update();
        try (QuerySideProcess querySide = querySide()) {
            // It cannot note the first differences, so it stands where all are counted.
            try (OtherProcess.Held _ =
                    other.hold("LOCK TABLE audit.comparison_difference IN SHARE ROW EXCLUSIVE MODE")) {
                database.tamper("INSERT INTO read_model.mention (mentioned, invoice_id, number, actor, at, text)"
                        + " SELECT 'eve', '00000000-0000-7000-8000-000000000001', 0, 'eve', now(), 'never'");
                String runId = begin(querySide);
                Eventually.that(() -> assertThat(
                                run(querySide, runId).at("/total_invoices").asInt())
                        .isEqualTo(many + 1));
                assertThat(run(querySide, runId).at("/checked_invoices").asInt())
                        .isZero();
            }
        }
    }

    @Test
    void cannotBeUnmade() {
        other.receive(Map.of("note", "0"));
        try (QuerySideProcess querySide = querySide()) {
            awaitRows("review_queue", 1);
            database.tamper("DELETE FROM read_model.review_queue");
            assertThat(differences(querySide)).hasSize(1);
            for (String sql : List.of(
                    "DELETE FROM audit.comparison",
                    "TRUNCATE audit.comparison",
                    "UPDATE audit.comparison SET found_differences = 0",
                    "UPDATE audit.comparison SET requested_by = 'eve'",
                    "DELETE FROM audit.comparison_difference",
                    "TRUNCATE audit.comparison_difference",
                    "UPDATE audit.comparison_difference SET reason = ''")) {
                assertThatThrownBy(() -> other.jdbc().sql(sql).update()).as(sql).hasStackTraceContaining("append-only");
            }
        }
    }

    @Test
    void answerOnlyAuditorsAndOnlyWhatTheyKnow() {
        try (QuerySideProcess querySide = querySide()) {
            for (String user : List.of("anna", "ben", "otto")) {
                assertThat(querySide.post(PATH, user).statusCode()).isEqualTo(403);
                assertThat(querySide.get(PATH, user).statusCode()).isEqualTo(403);
                assertThat(querySide.get(PATH + "/" + UUID.randomUUID(), user).statusCode())
                        .isEqualTo(403);
            }
            for (String unknown : List.of(UUID.randomUUID().toString(), "none")) {
                HttpResponse<byte[]> response = querySide.get(PATH + "/" + unknown, "audrey");
                assertThat(response.statusCode()).isEqualTo(404);
                assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                        .isEqualTo("COMPARISON_NOT_FOUND");
            }
            assertThat(querySide.get(PATH + "?cursor=nonsense", "audrey").statusCode())
                    .isEqualTo(400);
            assertThat(querySide.get(PATH + "?limit=0", "audrey").statusCode()).isEqualTo(400);
        }
    }

    private QuerySideProcess querySide() {
        return new QuerySideProcess(database, "countersign.checkpoint-interval=0");
    }

    private List<InvoiceId> receive(int number) {
        return IntStream.range(0, number)
                .mapToObj(_ -> other.receive(Map.of("note", "0")))
                .toList();
    }

    /** And the place up to which the view has read is stored with them. */
    private void awaitRows(String table, int rows) {
        Eventually.that(() -> assertThat(other.jdbc()
                        .sql("SELECT count(*) FROM read_model." + table)
                        .query(Integer.class)
                        .single())
                .isEqualTo(rows));
    }
}
