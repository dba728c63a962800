package io.countersign.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class RebuildTest {

    private static final String REBUILD = "/actuator/processors/%s/rebuild";

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);
    private QuerySideProcess querySide = node("first");

    @AfterEach
    void stop() {
        querySide.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"review-queue", "invoice-detail", "mentions"})
    void makesTheViewAsItWas(String processor) {
        String table = Map.of("mentions", "mention").getOrDefault(processor, processor.replace('-', '_'));
        seed(40);
        List<String> before = rows(table);
        List<String> shape = shape(table);

        JsonNode done = rebuilt(processor);

        assertThat(rows(table)).isEqualTo(before).isNotEmpty();
        assertThat(shape(table)).isEqualTo(shape);
        assertThat(done.at("/state").stringValue()).isEqualTo("done");
        assertThat(done.at("/requested_by").stringValue()).isEqualTo("otto");
        assertThat(done.at("/done_events").asInt()).isEqualTo(processor.equals("mentions") ? 40 : 120);
        assertThat(done.at("/compared_invoices").asInt()).isEqualTo(40);
        assertThat(done.at("/found_differences").asInt()).isZero();
        assertThat(tablesBeside()).isEmpty();
    }

    @Test
    void aViewThatIsNotWhatTheEventsSayIsMendedAndWhatDifferedIsListed() {
        List<InvoiceId> invoices = seed(10);
        database.tamper("UPDATE read_model.review_queue SET seller_name = 'Eve' WHERE invoice_id = '"
                + invoices.get(3) + "'; DELETE FROM read_model.review_queue WHERE invoice_id = '" + invoices.get(4)
                + "'");

        JsonNode done = rebuilt("review-queue");

        assertThat(querySide.json("/api/invoices").get("items")).hasSize(10);
        assertThat(querySide.json("/api/invoices?q=eve").get("items")).isEmpty();
        assertThat(done.at("/found_differences").asInt()).isEqualTo(2);
        assertThat(done.get("differences").values().stream()
                        .map(found -> "%s %s %s"
                                .formatted(
                                        found.at("/invoice_id").stringValue(),
                                        found.at("/review_version"),
                                        found.at("/member").stringValue())))
                .containsExactlyInAnyOrder(invoices.get(3) + " 2 seller_name", invoices.get(4) + " 2 row");
        assertThat(done.toString()).doesNotContain("Eve");
    }

    @Test
    void losesNothingOfWhatIsSavedMeanwhileAndNoReaderMissesAnInvoice() throws Exception {
        List<InvoiceId> invoices = seed(60);
        AtomicBoolean going = new AtomicBoolean(true);
        Set<Integer> seen = new HashSet<>();
        try (QuerySideProcess second = node("second");
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Integer> saves = CompletableFuture.supplyAsync(
                    () -> {
                        int version = 2;
                        while (going.get()) {
                            version++;
                            for (InvoiceId invoice : invoices) {
                                other.correct(invoice, version, "ben", "note", "" + (version - 1), "" + version);
                            }
                        }
                        return version;
                    },
                    people);
            CompletableFuture<Void> reads = CompletableFuture.runAsync(
                    () -> {
                        while (going.get()) {
                            seen.add(querySide
                                    .json("/api/invoices?limit=200")
                                    .get("items")
                                    .size());
                        }
                    },
                    people);

            try {
                for (int round = 0; round < 3; round++) {
                    JsonNode done = rebuilt("review-queue");
                    assertThat(done.at("/found_differences").asInt())
                            .as(done.toString())
                            .isZero();
                }
            } finally {
                going.set(false);
            }
            int version = saves.get();
            reads.get();

            assertThat(seen).containsExactly(60);
            Eventually.that(() -> assertThat(other.jdbc()
                            .sql("SELECT count(*) FROM read_model.review_queue WHERE review_version = ?")
                            .param(version)
                            .query(Integer.class)
                            .single())
                    .isEqualTo(60));
            assertThat(second.json("/api/invoices?limit=200").get("items")).hasSize(60);
            assertThat(differencesFoundByAnAuditor()).isEmpty();
        }
    }

    @Test
    void tellsNobodyOfChangesThatWereNone() {
        List<InvoiceId> invoices = seed(5);
        try (StompSession session = StompSession.connect(querySide.port(), "anna")) {
            session.subscribe("/topic/review-queue");
            invoices.forEach(invoice -> session.subscribe("/topic/invoices." + invoice));
            session.subscribe("/app/invoices." + invoices.getFirst());
            // What was told of the seed comes once a second.
            while (session.within(Duration.ofMillis(1500)) != null) {}

            rebuilt("review-queue");
            rebuilt("invoice-detail");
            other.correct(invoices.getFirst(), 3, "ben", "note", null, "new");

            JsonNode first = session.next().json();
            JsonNode second = session.next().json();
            assertThat(List.of(
                            first.at("/type").stringValue(), second.at("/type").stringValue()))
                    .containsExactlyInAnyOrder("invoice_changed", "queue_changed");
            assertThat(session.within(Duration.ofMillis(200))).isNull();
        }
    }

    @Test
    void oneAtATimeAndCancelledTheViewStaysAsItIs() {
        seed(10);
        List<String> before = rows("review_queue");
        // Whoever writes for long keeps the new view from its place.
        try (var held = other.hold("SELECT FROM read_model.review_queue FOR UPDATE")) {
            assertThat(querySide.post(REBUILD.formatted("review-queue"), "otto").statusCode())
                    .isEqualTo(202);
            Eventually.that(
                    () -> assertThat(progress().at("/state").stringValue()).isEqualTo("catching_up"));
            assertThat(progress().at("/done_events").asInt()).isEqualTo(30);
            assertThat(progress().at("/total_events").asInt()).isEqualTo(30);
            assertThat(progress().at("/events_per_second").asInt()).isPositive();

            HttpResponse<byte[]> again = querySide.post(REBUILD.formatted("review-queue"), "otto");
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(QuerySideProcess.json(again).at("/error_code").stringValue())
                    .isEqualTo("REBUILD_RUNNING");
            assertThat(querySide
                            .delete(REBUILD.formatted("review-queue"), "otto")
                            .statusCode())
                    .isEqualTo(202);
            Eventually.that(() -> assertThat(progress().isNull()).isTrue());
        }

        JsonNode cancelled = last("review-queue");
        assertThat(cancelled.at("/state").stringValue()).isEqualTo("cancelled");
        assertThat(cancelled.at("/cancelled_by").stringValue()).isEqualTo("otto");
        assertThat(rows("review_queue")).isEqualTo(before);
        assertThat(tablesBeside()).isEmpty();
        HttpResponse<byte[]> nothing = querySide.delete(REBUILD.formatted("review-queue"), "otto");
        assertThat(nothing.statusCode()).isEqualTo(409);
        assertThat(QuerySideProcess.json(nothing).at("/error_code").stringValue())
                .isEqualTo("NOTHING_TO_CANCEL");
    }

    @Test
    void anotherNodeGoesOnWhereOneDied() {
        seed(400);
        List<String> before = rows("review_queue");
        other.jdbc().sql("""
                        CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END'""").update();
        other.jdbc()
                .sql(
                        "CREATE TRIGGER slow BEFORE UPDATE ON read_model.rebuild_part FOR EACH ROW EXECUTE FUNCTION slow()")
                .update();
        querySide.post(REBUILD.formatted("review-queue"), "otto");
        Eventually.that(() -> assertThat(progress().at("/done_events").asInt()).isPositive());

        // Every connection of the node breaks in the middle of whatever it does, and it does not come back.
        database.shutOut();
        querySide.close();
        database.letIn();
        Eventually.that(() -> assertThat(other.jdbc()
                        .sql("SELECT bool_or(done) AND NOT bool_and(done) FROM read_model.rebuild_part")
                        .query(Boolean.class)
                        .single())
                .isTrue());
        other.jdbc().sql("DROP TRIGGER slow ON read_model.rebuild_part").update();
        querySide = node("second");

        Eventually.that(() ->
                assertThat(last("review-queue").at("/state").stringValue()).isEqualTo("done"));
        assertThat(last("review-queue").at("/done_events").asInt()).isEqualTo(1200);
        assertThat(rows("review_queue")).isEqualTo(before);
    }

    @Test
    void takesInWhatWasParkedAndParksWhatCannotBeTakenInStill() {
        List<InvoiceId> invoices = seed(10);
        other.jdbc()
                .sql("ALTER TABLE read_model.review_queue ADD CONSTRAINT no_poison CHECK (currency <> 'XXX')")
                .update();
        other.correct(invoices.get(1), 3, "ben", "currency", null, "XXX");
        other.correct(invoices.get(2), 3, "ben", "currency", null, "XXX");
        other.jdbc()
                .sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, 3, ?, 'InvoiceVanished', '1', '{}', '{}')""")
                .params(invoices.get(5).toString(), UUID.randomUUID())
                .update();
        Eventually.that(() -> assertThat(parked()).hasSize(3));
        other.correct(invoices.get(1), 4, "ben", "currency", "XXX", "EUR");

        rebuilt("review-queue");

        assertThat(parked()).containsExactlyInAnyOrder(invoices.get(2) + " 3 2 tries", invoices.get(5) + " 3 2 tries");
        assertThat(versions()).containsExactly(2, 4, 2, 2, 2, 2, 2, 2, 2, 2);
    }

    @Test
    void aRebuildThatParksEverythingFailsAndTheViewStays() {
        seed(3);
        List<String> before = rows("review_queue");
        other.jdbc().sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        SELECT gen_random_uuid(), 0, gen_random_uuid(), 'InvoiceReceived', '1', '{}', '{}'
                        FROM generate_series(1, 1001)""").update();
        Eventually.that(
                () -> assertThat(processor("review-queue").at("/dead_letters").asInt())
                        .isEqualTo(1001));
        other.jdbc().sql("DELETE FROM read_model.dead_letter").update();

        JsonNode failed = rebuilt("review-queue");

        assertThat(failed.at("/state").stringValue()).isEqualTo("failed");
        assertThat(failed.at("/failure").stringValue()).contains("would be parked");
        assertThat(rows("review_queue")).isEqualTo(before);
        assertThat(tablesBeside()).isEmpty();
    }

    @Test
    void isForOperatorsAndForProcessorsThatThereAre() {
        for (String user : List.of("anna", "ben", "audrey")) {
            assertThat(querySide.post(REBUILD.formatted("review-queue"), user).statusCode())
                    .isEqualTo(403);
            assertThat(querySide.delete(REBUILD.formatted("review-queue"), user).statusCode())
                    .isEqualTo(403);
            assertThat(querySide
                            .get("/actuator/processors/review-queue/rebuilds", user)
                            .statusCode())
                    .isEqualTo(403);
        }
        HttpResponse<byte[]> none =
                querySide.get("/actuator/processors/review-queue/rebuilds/" + UUID.randomUUID(), "otto");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(QuerySideProcess.json(none).at("/error_code").stringValue()).isEqualTo("REBUILD_NOT_FOUND");
        HttpResponse<byte[]> unknown = querySide.post(REBUILD.formatted("no-such"), "otto");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(QuerySideProcess.json(unknown).at("/error_code").stringValue())
                .isEqualTo("PROCESSOR_NOT_FOUND");
    }

    @Test
    void whatWasDroppedIsPassedOverFromThenOn() {
        List<InvoiceId> invoices = seed(3);
        refuse("currency <> 'XXX'");
        other.correct(invoices.get(1), 3, "ben", "currency", null, "XXX");
        Eventually.that(() -> assertThat(parked()).hasSize(1));
        dropAll();
        other.correct(invoices.get(1), 4, "ben", "note", "2", "4");
        Eventually.that(() -> assertThat(versions()).containsExactly(2, 4, 2));

        JsonNode done = rebuilt("review-queue");

        assertThat(versions()).containsExactly(2, 4, 2);
        assertThat(rows("review_queue").toString()).doesNotContain("XXX");
        assertThat(done.at("/found_differences").asInt()).isZero();
        assertThat(parked()).isEmpty();
    }

    @Test
    void whatIsDroppedMeanwhileIsPassedOverByTheNewViewToo() {
        List<InvoiceId> invoices = seed(3);
        refuse("currency <> 'XXX'");
        other.correct(invoices.get(1), 3, "ben", "currency", null, "XXX");
        vanish(invoices.get(2), 3);
        other.correct(invoices.get(2), 4, "ben", "note", "2", "4");
        Eventually.that(() -> assertThat(parked()).hasSize(2));
        other.jdbc()
                .sql("ALTER TABLE read_model.review_queue DROP CONSTRAINT no_poison")
                .update();

        try (var held = withoutSwitch()) {
            begin("review-queue");
            Eventually.that(
                    () -> assertThat(progress().at("/state").stringValue()).isEqualTo("catching_up"));
            dropAll();
        }
        ended("review-queue");

        assertThat(parked()).isEmpty();
        assertThat(versions()).containsExactly(2, 2, 4);
        assertThat(last("review-queue").at("/state").stringValue()).isEqualTo("done");
    }

    @Test
    void isNotDoneWhileAPartIsStillToBeRead() {
        seed(1);
        RebuildRuns runs = querySide.bean(RebuildRuns.class);
        Rebuild rebuild = querySide.bean(Rebuild.class);
        new TransactionTemplate(querySide.bean(PlatformTransactionManager.class)).executeWithoutResult(undone -> {
            UUID runId = runs.begin("review-queue", "otto");
            rebuild.step(runs.find(runId).orElseThrow());

            // Found before its parts were there, and held after.
            rebuild.step(runs.find(runId).orElseThrow());

            assertThat(runs.find(runId).orElseThrow().phase()).isEqualTo(RebuildRuns.Phase.READING);
            undone.setRollbackOnly();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEW.phase = 'catching_up'", "OLD.phase = 'comparing' AND NEW.state = 'done'"})
    void oneThatFailsLeavesNothing(String step) {
        List<InvoiceId> invoices = seed(3);
        vanish(invoices.getFirst(), 3);
        Eventually.that(() -> assertThat(parked()).hasSize(1));
        other.jdbc().sql("""
                        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN RAISE EXCEPTION ''no''; END'""").update();
        other.jdbc()
                .sql("CREATE TRIGGER fail BEFORE UPDATE ON audit.rebuild FOR EACH ROW WHEN (" + step
                        + ") EXECUTE FUNCTION fail()")
                .update();

        JsonNode failed = rebuilt("review-queue");

        assertThat(failed.at("/state").stringValue()).isEqualTo("failed");
        assertThat(tablesBeside()).isEmpty();
        assertThat(other.jdbc()
                        .sql("SELECT count(*) FROM read_model.dead_letter WHERE rebuild IS NOT NULL")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void oneThatWaitsForItsTurnIsCancelledAtOnce() {
        seed(3);
        try (var held = withoutSwitch()) {
            begin("review-queue");
            begin("mentions");
            assertThat(querySide.delete(REBUILD.formatted("mentions"), "otto").statusCode())
                    .isEqualTo(202);
            ended("mentions");
            assertThat(progress().at("/state").stringValue()).isNotEqualTo("comparing");
        }
        assertThat(last("mentions").at("/state").stringValue()).isEqualTo("cancelled");
        ended("review-queue");
    }

    @Test
    void whoeverReadsForLongHoldsUpTheSwitchAndNobodyElse() {
        seed(3);
        try (var held = other.hold("SELECT FROM read_model.review_queue");
                QuerySideProcess second = node("second")) {
            begin("review-queue");
            Eventually.that(
                    () -> assertThat(progress().at("/state").stringValue()).isEqualTo("catching_up"));
            Eventually.that(() -> assertThat(pausedUntil()).isAfter(Instant.EPOCH));
            Instant asked = pausedUntil();
            assertThat(second.json("/api/invoices").get("items")).hasSize(3);
            Eventually.that(() -> assertThat(pausedUntil()).isAfter(asked));
            // Whichever node asks again, it does so after the pause.
            assertThat(Duration.between(asked, pausedUntil())).isGreaterThan(Duration.ofSeconds(2));
        }
        ended("review-queue");
        assertThat(last("review-queue").at("/state").stringValue()).isEqualTo("done");
    }

    @Test
    void anIndexThatTheViewGotMeanwhileIsNotLost() {
        seed(3);
        try (var held = withoutSwitch()) {
            begin("review-queue");
            Eventually.that(
                    () -> assertThat(progress().at("/state").stringValue()).isEqualTo("catching_up"));
            other.jdbc()
                    .sql("CREATE INDEX new_release ON read_model.review_queue (status, buyer_name)")
                    .update();
        }
        ended("review-queue");

        assertThat(last("review-queue").at("/state").stringValue()).isEqualTo("failed");
        assertThat(shape("review_queue").toString()).contains("new_release");
    }

    @Test
    void comparesAllInvoicesHoweverManyRowsEachHas() {
        String many =
                IntStream.range(0, 20).mapToObj(number -> "@user" + number).collect(Collectors.joining(", "));
        List<InvoiceId> invoices = seed(200);
        invoices.forEach(invoice -> {
            other.comment(invoice, 1, "ben", many, null);
            other.comment(invoice, 2, "ben", many, null);
        });
        Eventually.that(() -> assertThat(count("mention")).isEqualTo(200 * 42));
        database.tamper("DELETE FROM read_model.mention WHERE mentioned LIKE 'user%'; UPDATE read_model.mention"
                + " SET text = 'other' WHERE mentioned = 'anna' AND invoice_id = '" + invoices.get(2)
                + "'; DELETE FROM read_model.mention WHERE invoice_id = '" + invoices.get(195) + "'");

        JsonNode done = rebuilt("mentions");

        assertThat(done.at("/compared_invoices").asInt()).isEqualTo(200);
        // Names stand in texts, and those operators do not see.
        assertThat(done.get("differences").toString()).contains("comment 0").doesNotContain("anna", "user");
    }

    @Test
    void makesNothingTwiceThatTheProcessorHadNotRead() {
        List<InvoiceId> invoices = seed(3);
        try (var processor = other.hold(
                        "SELECT FROM read_model.token_entry WHERE processor_name = 'review-queue' FOR UPDATE");
                var held = withoutSwitch()) {
            invoices.forEach(invoice -> other.correct(invoice, 3, "ben", "note", "2", "3"));
            begin("review-queue");
            Eventually.that(
                    () -> assertThat(progress().at("/state").stringValue()).isEqualTo("catching_up"));
            assertThat(other.jdbc()
                            .sql("SELECT position = (SELECT max(global_position) FROM event_store.event)"
                                    + " FROM audit.rebuild")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        }
        ended("review-queue");

        assertThat(last("review-queue").at("/state").stringValue()).isEqualTo("done");
        Eventually.that(() -> assertThat(versions()).containsExactly(3, 3, 3));
    }

    @Test
    void losesNothingThatWasBeingAddedBelowTheNewestEventWhenItBegan() {
        List<InvoiceId> invoices = seed(3);
        other.jdbc().sql("""
                        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END'""").update();
        other.jdbc()
                .sql("CREATE TRIGGER wait BEFORE UPDATE ON audit.rebuild FOR EACH ROW"
                        + " WHEN (NEW.phase = 'indexing') EXECUTE FUNCTION wait()")
                .update();
        try (var read = other.hold("SELECT pg_advisory_xact_lock(1)");
                OtherProcess.Open adding = other.begin()) {
            other.comment(invoices.getFirst(), 1, "ben", "@anna, wait", null);
            CompletableFuture.runAsync(() -> other.comment(invoices.getLast(), 1, "ben", "@anna, go", null))
                    .join();
            begin("mentions");
            Eventually.that(() -> assertThat(other.jdbc()
                            .sql("SELECT coalesce(bool_and(done), false) FROM read_model.rebuild_part")
                            .query(Boolean.class)
                            .single())
                    .isTrue());
            adding.commit();
            Eventually.that(() -> assertThat(count("mention")).isEqualTo(8));
        }
        ended("mentions");

        assertThat(last("mentions").at("/state").stringValue()).isEqualTo("done");
        assertThat(count("mention")).isEqualTo(8);
    }

    private void refuse(String unless) {
        other.jdbc()
                .sql("ALTER TABLE read_model.review_queue ADD CONSTRAINT no_poison CHECK (" + unless + ")")
                .update();
    }

    private void vanish(InvoiceId invoice, long version) {
        other.jdbc()
                .sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, ?, ?, 'InvoiceVanished', '1', '{}', '{}')""")
                .params(invoice.toString(), version, UUID.randomUUID())
                .update();
    }

    private void dropAll() {
        String letters = "/actuator/processors/review-queue/dead-letters";
        querySide
                .json(letters, "otto")
                .get("items")
                .values()
                .forEach(letter -> assertThat(querySide
                                .delete(letters + "/" + letter.at("/id").asLong(), "otto")
                                .statusCode())
                        .isEqualTo(200));
    }

    /** Lets people and processors use the view of the queue, and no other take its place. */
    private OtherProcess.Held withoutSwitch() {
        return other.hold("LOCK TABLE read_model.review_queue IN ROW SHARE MODE");
    }

    private Instant pausedUntil() {
        return other.jdbc()
                .sql("SELECT coalesce(paused_until, '-infinity') FROM audit.rebuild")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private List<Integer> versions() {
        return other.jdbc()
                .sql("SELECT review_version FROM read_model.review_queue ORDER BY invoice_id")
                .query(Integer.class)
                .list();
    }

    private int count(String table) {
        return other.jdbc()
                .sql("SELECT count(*) FROM read_model." + table)
                .query(Integer.class)
                .single();
    }

    private void begin(String processor) {
        assertThat(querySide.post(REBUILD.formatted(processor), "otto").statusCode())
                .isEqualTo(202);
    }

    private void ended(String processor) {
        Eventually.that(
                () -> assertThat(last(processor).at("/state").stringValue()).isNotEqualTo("running"));
    }

    private QuerySideProcess node(String name) {
        return new QuerySideProcess(database, "countersign.node-id=" + name, "countersign.checkpoint-interval=0");
    }

    /** So many invoices with three events and a comment each, all taken in. */
    private List<InvoiceId> seed(int invoices) {
        List<InvoiceId> seeded = IntStream.range(0, invoices)
                .mapToObj(number -> {
                    InvoiceId invoice = other.receive(
                            Map.of("invoice_number", "F" + number, "seller.name", "A \\ tab\tand \"quotes\"\nand more"),
                            Map.of("seller.name", new BigDecimal("0.90"), "invoice_number", BigDecimal.ONE));
                    other.correct(invoice, 1, "ben", "note", null, "1");
                    other.correct(invoice, 2, "carol", "note", "1", "2");
                    other.comment(invoice, 0, "ben", "@anna and @carol, look\tat \\N", null);
                    return invoice;
                })
                .toList();
        Eventually.that(() -> {
            assertThat(other.jdbc()
                            .sql("SELECT sum(review_version) FROM read_model.review_queue")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2 * invoices);
            assertThat(other.jdbc()
                            .sql("SELECT sum(review_version) FROM read_model.invoice_detail")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2 * invoices);
            assertThat(count("mention")).isEqualTo(2 * invoices);
        });
        return seeded;
    }

    /** Rebuilds the view of a processor; how it ended. */
    private JsonNode rebuilt(String processor) {
        HttpResponse<byte[]> begun = querySide.post(REBUILD.formatted(processor), "otto");
        assertThat(begun.statusCode()).isEqualTo(202);
        String run = begun.headers().firstValue("Location").orElseThrow();
        Eventually.that(
                () -> assertThat(querySide.json(run, "otto").at("/state").stringValue())
                        .isNotEqualTo("running"));
        return querySide.json(run, "otto");
    }

    private JsonNode last(String processor) {
        return querySide
                .json("/actuator/processors/" + processor + "/rebuilds?limit=1", "otto")
                .at("/items/0");
    }

    private JsonNode progress() {
        return processor("review-queue").get("rebuild");
    }

    private JsonNode processor(String name) {
        return querySide.json("/actuator/processors", "otto").get("processors").values().stream()
                .filter(one -> one.at("/name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> parked() {
        return other.jdbc()
                .sql("SELECT invoice_id || ' ' || version || ' ' || tries || ' tries' FROM read_model.dead_letter"
                        + " WHERE processor = 'review-queue' AND rebuild IS NULL")
                .query(String.class)
                .list();
    }

    private List<String> rows(String table) {
        return other.jdbc()
                .sql("SELECT t::text FROM read_model.%s t ORDER BY 1".formatted(table))
                .query(String.class)
                .list();
    }

    /** Columns, indexes, constraints and storage of a table, by their names. */
    private List<String> shape(String table) {
        return other.jdbc()
                .sql("""
                        SELECT attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || attstorage::text
                        FROM pg_attribute WHERE attrelid = :table::regclass AND attnum > 0 AND NOT attisdropped
                        UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = :table::regclass
                        UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint
                                  WHERE conrelid = :table::regclass AND contype <> 'n'
                        UNION ALL SELECT reloptions::text || coalesce(relacl::text, '') FROM pg_class
                                  WHERE oid = :table::regclass AND reloptions IS NOT NULL
                        ORDER BY 1""")
                .param("table", "read_model." + table)
                .query(String.class)
                .list();
    }

    private List<String> tablesBeside() {
        return other.jdbc()
                .sql("SELECT relname FROM pg_class WHERE relnamespace = 'read_model'::regnamespace"
                        + " AND relname ~ 'shadow|before'")
                .query(String.class)
                .list();
    }

    private JsonNode differencesFoundByAnAuditor() {
        String run = "/api/audit/comparisons/"
                + QuerySideProcess.json(querySide.post("/api/audit/comparisons", "audrey"))
                        .at("/run_id")
                        .stringValue();
        Eventually.that(
                () -> assertThat(querySide.json(run, "audrey").at("/state").stringValue())
                        .isEqualTo("done"));
        return querySide.json(run, "audrey").get("differences");
    }
}
