package io.countersign.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DeadLettersTest {

    private static final String LETTERS = "/actuator/processors/%s/dead-letters";
    private static final String QUEUE_LETTERS = LETTERS.formatted("review-queue");
    private static final String SECRET = "DE02 1203 0000 0000 2020 51";

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);
    private final QuerySideProcess querySide = new QuerySideProcess(database, "countersign.checkpoint-interval=0");

    @AfterEach
    void stop() {
        querySide.close();
        other.close();
    }

    @Test
    void parksAnInvoiceWithAnUnreadableEventAndNoOther() {
        List<InvoiceId> invoices = IntStream.range(0, 100)
                .mapToObj(number -> other.receive(Map.of("invoice_number", "F" + number)))
                .toList();
        InvoiceId poisoned = invoices.get(42);
        poison(poisoned, 1, "InvoiceCorrected", "{\"changes\": \"" + SECRET + "\"}");
        invoices.forEach(invoice -> {
            long version = invoice.equals(poisoned) ? 2 : 1;
            other.correct(invoice, version, "ben", "note", null, "seen");
        });

        Eventually.that(() -> {
            assertThat(rowsAt("review_queue", 1)).isEqualTo(99);
            assertThat(rowsAt("invoice_detail", 1)).isEqualTo(99);
            assertThat(letters("review-queue")).hasSize(1);
            assertThat(letters("invoice-detail")).hasSize(1);
        });
        assertThat(rowsAt("review_queue", 0)).isEqualTo(1);
        JsonNode letter = letters("review-queue").getFirst();
        assertThat(letter.at("/invoice_id").stringValue()).isEqualTo(poisoned.toString());
        assertThat(letter.at("/version").asInt()).isEqualTo(1);
        assertThat(letter.at("/event_type").stringValue()).isEqualTo("InvoiceCorrected");
        assertThat(letter.at("/cause").stringValue()).contains("Exception");
        assertThat(letter.at("/message").stringValue()).contains("line 1");
        assertThat(letter.at("/since").stringValue()).endsWith("Z");
        assertThat(letter.at("/waiting").asInt()).isEqualTo(1);
        assertThat(letter.toString()).doesNotContain(SECRET.substring(0, 9));
        assertThat(processor("review-queue").at("/dead_letters").asInt()).isEqualTo(1);
        assertThat(processor("mentions").at("/dead_letters").asInt()).isZero();
        Eventually.that(() -> {
            HttpResponse<byte[]> health = querySide.get("/actuator/health", "otto");
            assertThat(health.statusCode()).isEqualTo(200);
            JsonNode told = QuerySideProcess.json(health);
            assertThat(told.at("/status").stringValue()).isEqualTo("DEGRADED");
            JsonNode details = told.at("/components/deadLetters/details");
            assertThat(details.at("/reason").asString())
                    .isEqualTo("invoice-detail cannot take in an event of 1 invoice; "
                            + "review-queue cannot take in an event of 1 invoice");
            assertThat(details.at("/runbook").asString()).isEqualTo("DeadLetters");
        });
    }

    @Test
    void laterEventsOfAParkedInvoiceQueueBehindAndARetryTakesThemInOrderOnceTheCauseIsMended() {
        InvoiceId refused = other.receive(Map.of("invoice_number", "F1"));
        Eventually.that(() -> assertThat(rowsAt("review_queue", 0)).isEqualTo(1));
        other.jdbc()
                .sql("ALTER TABLE read_model.review_queue ADD CONSTRAINT no_poison CHECK (invoice_number <> 'poison')")
                .update();
        other.correct(refused, 1, "ben", "invoice_number", "F1", "poison");
        Eventually.that(() -> assertThat(letters("review-queue")).hasSize(1));
        JsonNode letter = letters("review-queue").getFirst();
        assertThat(letter.at("/message").stringValue()).contains("no_poison").doesNotContain("Failing row");

        other.correct(refused, 2, "ben", "invoice_number", "poison", "F2");
        other.correct(refused, 3, "carol", "invoice_number", "F2", "F3");
        Eventually.that(() ->
                assertThat(processor("review-queue").at("/lag_events").asInt()).isZero());
        assertThat(letters("review-queue").getFirst().at("/waiting").asInt()).isEqualTo(2);
        assertThat(rowsAt("review_queue", 0)).isEqualTo(1);

        // All at once: the row that would be refused was never written.
        JsonNode retried =
                QuerySideProcess.json(retry("review-queue", letter.at("/id").asLong()));
        assertThat(retried.at("/state").stringValue()).isEqualTo("cleared");
        assertThat(letters("review-queue")).isEmpty();
        assertThat(rowsAt("review_queue", 3)).isEqualTo(1);
        other.correct(refused, 4, "carol", "invoice_number", "F3", "F4");
        Eventually.that(() -> assertThat(rowsAt("review_queue", 4)).isEqualTo(1));
    }

    @Test
    void aRetryBeforeTheCauseIsMendedKeepsTheLetterAndCountsIt() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        poison(invoice, 1, "InvoiceCorrected", "{}");
        Eventually.that(() -> assertThat(letters("review-queue")).hasSize(1));
        JsonNode before = letters("review-queue").getFirst();

        JsonNode retried =
                QuerySideProcess.json(retry("review-queue", before.at("/id").asLong()));

        assertThat(retried.at("/state").stringValue()).isEqualTo("parked");
        JsonNode after = letters("review-queue").getFirst();
        assertThat(after).isEqualTo(retried.at("/dead_letter"));
        assertThat(after.at("/tries").asInt()).isEqualTo(2);
        assertThat(after.at("/since")).isEqualTo(before.at("/since"));

        database.tamper(
                "UPDATE event_store.event SET payload = '{\"invoice_id\": \"%s\", \"changes\": []}' WHERE version = 1"
                        .formatted(invoice));
        assertThat(QuerySideProcess.json(retry("review-queue", before.at("/id").asLong()))
                        .at("/state")
                        .stringValue())
                .isEqualTo("cleared");
        assertThat(rowsAt("review_queue", 1)).isEqualTo(1);
    }

    @Test
    void anEventOfATypeThatNobodyKnowsIsParkedToo() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        poison(invoice, 1, "InvoiceVanished", "{}");

        Eventually.that(() -> assertThat(letters("invoice-detail")).hasSize(1));
        assertThat(letters("invoice-detail").getFirst().at("/event_type").stringValue())
                .isEqualTo("InvoiceVanished");
    }

    @Test
    void aDroppedEventIsPassedOverOnRecordAndTheRestGoesOn() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        poison(invoice, 1, "InvoiceVanished", "{}");
        other.correct(invoice, 2, "ben", "invoice_number", "F1", "F2");
        Eventually.that(() -> assertThat(letters("review-queue")).hasSize(1));
        long id = letters("review-queue").getFirst().at("/id").asLong();

        HttpResponse<byte[]> dropped = querySide.delete(QUEUE_LETTERS + "/" + id, "otto");

        assertThat(dropped.statusCode()).isEqualTo(200);
        assertThat(QuerySideProcess.json(dropped).at("/state").stringValue()).isEqualTo("cleared");
        assertThat(letters("review-queue")).isEmpty();
        assertThat(rowsAt("review_queue", 2)).isEqualTo(1);
        // Of this view only.
        assertThat(letters("invoice-detail")).hasSize(1);
        other.correct(invoice, 3, "ben", "invoice_number", "F2", "F3");
        Eventually.that(() -> assertThat(rowsAt("review_queue", 3)).isEqualTo(1));
        assertThat(other.jdbc()
                        .sql("SELECT dropped_by || ' ' || processor || ' ' || invoice_id || ' ' || version || ' '"
                                + " || event_type FROM audit.dropped_event")
                        .query(String.class)
                        .list())
                .containsExactly("otto review-queue " + invoice + " 1 InvoiceVanished");
        JsonNode drop = querySide
                .json("/actuator/processors/review-queue/drops", "otto")
                .at("/items/0");
        assertThat(drop.at("/dropped_by").stringValue()).isEqualTo("otto");
        assertThat(drop.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
        assertThat(drop.at("/version").asInt()).isEqualTo(1);
        assertThat(drop.at("/event_type").stringValue()).isEqualTo("InvoiceVanished");
        assertThat(drop.at("/dropped_at").stringValue())
                .isGreaterThan(drop.at("/since").stringValue());
        assertThat(querySide
                        .json("/actuator/processors/invoice-detail/drops", "otto")
                        .get("items"))
                .isEmpty();
        assertThat(querySide
                        .get("/actuator/processors/review-queue/drops", "ben")
                        .statusCode())
                .isEqualTo(403);
        assertThat(querySide.delete(QUEUE_LETTERS + "/" + id, "otto").statusCode())
                .isEqualTo(404);
    }

    @Test
    void goesOnOnlyWhereItsOwnListEnded() {
        for (String number : List.of("F1", "F2")) {
            poison(other.receive(Map.of("invoice_number", number)), 1, "InvoiceCorrected", "{}");
        }
        Eventually.that(() -> {
            assertThat(letters("review-queue")).hasSize(2);
            assertThat(letters("invoice-detail")).hasSize(2);
        });
        String cursor = querySide
                .json(QUEUE_LETTERS + "?limit=1", "otto")
                .at("/next_cursor")
                .stringValue();

        assertThat(querySide
                        .json(QUEUE_LETTERS + "?limit=1&cursor=" + cursor, "otto")
                        .get("items"))
                .hasSize(1);
        for (String list : List.of(
                "/actuator/processors/review-queue/drops",
                "/actuator/processors/review-queue/rebuilds",
                LETTERS.formatted("invoice-detail"))) {
            HttpResponse<byte[]> answer = querySide.get(list + "?cursor=" + cursor, "otto");
            assertThat(answer.statusCode()).as(list).isEqualTo(400);
            assertThat(QuerySideProcess.json(answer).at("/detail").stringValue())
                    .contains("parameter cursor");
        }
    }

    @Test
    void anInvoiceWhoseReceiptWasDroppedIsNotShownAndParkedNoMore() {
        InvoiceId invoice = new InvoiceId(UUID.randomUUID());
        poison(invoice, 0, "InvoiceReceived", "[]");
        other.correct(invoice, 1, "ben", "note", null, "1");
        Eventually.that(() -> assertThat(letters("review-queue")).hasSize(1));

        querySide.delete(
                QUEUE_LETTERS + "/"
                        + letters("review-queue").getFirst().at("/id").asLong(),
                "otto");
        other.correct(invoice, 2, "ben", "note", "1", "2");

        Eventually.that(() ->
                assertThat(processor("review-queue").at("/lag_events").asInt()).isZero());
        assertThat(letters("review-queue")).isEmpty();
    }

    @Test
    void commentsParkTheirInvoiceToo() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        InvoiceId fine = other.receive(Map.of("invoice_number", "F2"));
        other.jdbc()
                .sql("ALTER TABLE read_model.mention ADD CONSTRAINT no_poison CHECK (text NOT LIKE '%poison')")
                .update();
        other.comment(invoice, 0, "ben", "@anna, poison", null);
        other.comment(invoice, 1, "ben", "@anna, look", null);
        other.comment(fine, 0, "ben", "@anna, look here", null);

        Eventually.that(() -> assertThat(letters("mentions")).hasSize(1));
        Eventually.that(
                () -> assertThat(querySide.json("/api/mentions").get("items")).hasSize(1));
        other.comment(invoice, 2, "ben", "@anna, and here", null);
        Eventually.that(
                () -> assertThat(letters("mentions").getFirst().at("/waiting").asInt())
                        .isEqualTo(2));

        other.jdbc()
                .sql("ALTER TABLE read_model.mention DROP CONSTRAINT no_poison")
                .update();
        retry("mentions", letters("mentions").getFirst().at("/id").asLong());
        assertThat(querySide.json("/api/mentions").get("items")).hasSize(4);
    }

    @Test
    void aDatabaseThatIsAwayParksNothing() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        Eventually.that(() -> assertThat(rowsAt("review_queue", 0)).isEqualTo(1));
        try (var held = other.hold("SELECT FROM read_model.review_queue FOR UPDATE")) {
            other.correct(invoice, 1, "ben", "note", null, "1");
            Eventually.that(() -> assertThat(waiting()).isPositive());
            // The batch that waits for the row is undone.
            other.jdbc()
                    .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE wait_event_type = 'Lock' AND datname = current_database()")
                    .query(_ -> {});
        }

        Eventually.that(() -> assertThat(rowsAt("review_queue", 1)).isEqualTo(1));
        assertThat(letters("review-queue")).isEmpty();
    }

    @Test
    void retriesOnTwoNodesAtOnceWhileEventsArriveTakeInEachEventOnce() throws Exception {
        try (QuerySideProcess second = new QuerySideProcess(
                        database, "countersign.node-id=second", "countersign.checkpoint-interval=0");
                ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
            List<InvoiceId> invoices = IntStream.range(0, 10)
                    .mapToObj(number -> other.receive(Map.of("invoice_number", "F" + number)))
                    .toList();
            other.jdbc()
                    .sql("ALTER TABLE read_model.review_queue ADD CONSTRAINT no_poison CHECK (currency <> 'XXX')")
                    .update();
            invoices.forEach(invoice -> other.correct(invoice, 1, "ben", "currency", null, "XXX"));
            Eventually.that(() -> assertThat(letters("review-queue")).hasSize(10));
            other.jdbc()
                    .sql("ALTER TABLE read_model.review_queue DROP CONSTRAINT no_poison")
                    .update();

            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (JsonNode letter : letters("review-queue")) {
                String path = QUEUE_LETTERS + "/" + letter.at("/id").asLong() + "/retry";
                for (QuerySideProcess node : List.of(querySide, second)) {
                    answers.add(CompletableFuture.supplyAsync(() -> node.post(path, "otto"), operators));
                }
            }
            invoices.forEach(invoice -> other.correct(invoice, 2, "ben", "note", null, "2"));

            int cleared = 0;
            for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
                int status = answer.get().statusCode();
                assertThat(status).isIn(200, 404);
                cleared += status == 200 ? 1 : 0;
            }
            assertThat(cleared).isEqualTo(10);
            Eventually.that(() -> assertThat(rowsAt("review_queue", 2)).isEqualTo(10));
            assertThat(letters("review-queue")).isEmpty();
        }
    }

    @Test
    void pagesThem() {
        for (int number = 0; number < 3; number++) {
            poison(other.receive(Map.of("invoice_number", "F" + number)), 1, "InvoiceVanished", "{}");
        }
        Eventually.that(() -> assertThat(letters("review-queue")).hasSize(3));

        JsonNode first = querySide.json(QUEUE_LETTERS + "?limit=2", "otto");
        JsonNode second = querySide.json(
                QUEUE_LETTERS + "?limit=2&cursor=" + first.at("/next_cursor").stringValue(), "otto");

        assertThat(first.get("items")).hasSize(2);
        assertThat(second.get("items")).hasSize(1);
        assertThat(second.at("/next_cursor").isNull()).isTrue();
        assertThat(querySide.get(QUEUE_LETTERS + "?cursor=nonsense", "otto").statusCode())
                .isEqualTo(400);
    }

    @Test
    void isForOperatorsAndForProcessorsThatThereAre() {
        for (String user : List.of("anna", "ben", "audrey")) {
            assertThat(querySide.get(QUEUE_LETTERS, user).statusCode()).isEqualTo(403);
            assertThat(querySide.post(QUEUE_LETTERS + "/1/retry", user).statusCode())
                    .isEqualTo(403);
            assertThat(querySide.delete(QUEUE_LETTERS + "/1", user).statusCode())
                    .isEqualTo(403);
        }
        HttpResponse<byte[]> unknown = querySide.get(LETTERS.formatted("no-such"), "otto");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(QuerySideProcess.json(unknown).at("/error_code").stringValue())
                .isEqualTo("PROCESSOR_NOT_FOUND");
        assertThat(new String(
                        querySide.post(QUEUE_LETTERS + "/99/retry", "otto").body(), StandardCharsets.UTF_8))
                .contains("DEAD_LETTER_NOT_FOUND");
        assertThat(querySide.post(QUEUE_LETTERS + "/one/retry", "otto").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anInvoiceThatCannotBeReadIsNotShownWithoutTheUnreadablePart() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        poison(invoice, 1, "InvoiceCorrected", "{}");

        HttpResponse<byte[]> answer = querySide.get("/api/invoices/" + invoice);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(QuerySideProcess.json(answer).at("/error_code").stringValue())
                .isEqualTo("HISTORY_BROKEN");
        Eventually.that(() -> assertThat(querySide
                        .json("/api/invoices")
                        .at("/items/0/incomplete")
                        .asBoolean())
                .isTrue());
    }

    @Test
    void aRefusedRowParksTheFirstEventThatCannotBeTakenInOfAllThatCameTogether() {
        InvoiceId refused = other.receive(Map.of("invoice_number", "F1"));
        Eventually.that(() -> assertThat(rowsAt("review_queue", 0)).isEqualTo(1));
        refuse("review_queue", "currency <> 'XXX'");
        try (OtherProcess.Open together = other.begin()) {
            other.correct(refused, 1, "ben", "note", null, "1");
            other.correct(refused, 2, "ben", "currency", null, "XXX");
            other.correct(refused, 3, "ben", "note", "1", "3");
            other.correct(refused, 4, "ben", "note", "3", "4");
            together.commit();
        }
        Eventually.that(() -> assertThat(letters("review-queue")).hasSize(1));
        JsonNode letter = letters("review-queue").getFirst();
        assertThat(letter.at("/version").asInt()).isEqualTo(2);
        assertThat(letter.at("/waiting").asInt()).isEqualTo(2);
        assertThat(rowsAt("review_queue", 1)).isEqualTo(1);

        JsonNode retried =
                QuerySideProcess.json(retry("review-queue", letter.at("/id").asLong()));
        assertThat(retried.at("/dead_letter/version").asInt()).isEqualTo(2);
        assertThat(retried.at("/dead_letter/tries").asInt()).isEqualTo(2);

        assertThat(QuerySideProcess.json(drop(QUEUE_LETTERS, letter.at("/id").asLong()))
                        .at("/state")
                        .stringValue())
                .isEqualTo("cleared");
        assertThat(rowsAt("review_queue", 4)).isEqualTo(1);
        other.correct(refused, 5, "ben", "note", "4", "5");
        Eventually.that(() -> assertThat(rowsAt("review_queue", 5)).isEqualTo(1));
        assertThat(letters("review-queue")).isEmpty();
    }

    @Test
    void aDropTakesAwayTheEventThatWasShownAndNoneThatTookItsPlace() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        poison(invoice, 1, "InvoiceVanished", "{}");
        other.correct(invoice, 2, "ben", "note", null, "2");
        poison(invoice, 3, "InvoiceVanished", "{}");
        Eventually.that(() -> assertThat(letters("review-queue")).hasSize(1));
        JsonNode first = letters("review-queue").getFirst();
        retry("review-queue", first.at("/id").asLong());

        JsonNode next = QuerySideProcess.json(
                        drop(QUEUE_LETTERS, first.at("/id").asLong()))
                .at("/dead_letter");

        assertThat(next.at("/version").asInt()).isEqualTo(3);
        assertThat(next.at("/id").asLong()).isNotEqualTo(first.at("/id").asLong());
        assertThat(next.at("/tries").asInt()).isEqualTo(1);
        assertThat(next.at("/since").stringValue())
                .isGreaterThan(first.at("/since").stringValue());
        assertThat(querySide
                        .delete(QUEUE_LETTERS + "/" + first.at("/id").asLong(), "otto")
                        .statusCode())
                .isEqualTo(404);
        assertThat(other.jdbc()
                        .sql("SELECT version FROM audit.dropped_event")
                        .query(Integer.class)
                        .list())
                .containsExactly(1);
    }

    @Test
    void anInvoiceIsNotShownWithoutAnUnreadableEventThatWasDroppedEither() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        poison(invoice, 1, "InvoiceVanished", "{}");
        Eventually.that(() -> assertThat(letters("invoice-detail")).hasSize(1));
        drop(
                LETTERS.formatted("invoice-detail"),
                letters("invoice-detail").getFirst().at("/id").asLong());
        other.correct(invoice, 2, "ben", "note", null, "2");
        Eventually.that(() -> assertThat(rowsAt("invoice_detail", 2)).isEqualTo(1));

        HttpResponse<byte[]> answer = querySide.get("/api/invoices/" + invoice);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(QuerySideProcess.json(answer).at("/error_code").stringValue())
                .isEqualTo("LATER_RELEASE");
    }

    private void refuse(String table, String unless) {
        other.jdbc()
                .sql("ALTER TABLE read_model.%s ADD CONSTRAINT no_poison CHECK (%s)".formatted(table, unless))
                .update();
    }

    private HttpResponse<byte[]> drop(String letters, long id) {
        HttpResponse<byte[]> dropped = querySide.delete(letters + "/" + id, "otto");
        assertThat(dropped.statusCode()).isEqualTo(200);
        return dropped;
    }

    private void poison(InvoiceId invoice, long version, String type, String payload) {
        other.jdbc()
                .sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, ?, ?, ?, '1', ?, '{"actor": "ben", "command_id": "0193aaaa-0000-7000-8000-000000000001"}')""")
                .params(invoice.toString(), version, UUID.randomUUID(), type, payload)
                .update();
    }

    private HttpResponse<byte[]> retry(String processor, long id) {
        HttpResponse<byte[]> retried = querySide.post(LETTERS.formatted(processor) + "/" + id + "/retry", "otto");
        assertThat(retried.statusCode()).isEqualTo(200);
        return retried;
    }

    private List<JsonNode> letters(String processor) {
        return List.copyOf(querySide
                .json(LETTERS.formatted(processor), "otto")
                .get("items")
                .values());
    }

    private JsonNode processor(String name) {
        return querySide.json("/actuator/processors", "otto").get("processors").values().stream()
                .filter(processor -> processor.at("/name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private int waiting() {
        return other.jdbc()
                .sql(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                .query(Integer.class)
                .single();
    }

    private int rowsAt(String table, long version) {
        return other.jdbc()
                .sql("SELECT count(*) FROM read_model." + table + " WHERE review_version = ?")
                .param(version)
                .query(Integer.class)
                .single();
    }
}
