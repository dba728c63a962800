package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.SharedNodes;
import io.countersign.command.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import tools.jackson.databind.JsonNode;

/** Refused stale decisions are on record soon, and disturb nobody. */
@ExtendWith(SharedNodes.class)
class RefusedDecisionsTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final CommandSide node;
    private final Http anna;

    RefusedDecisionsTest(CommandSide node) {
        this.node = node;
        this.anna = node.anna();
    }

    @Test
    void recordsWhoWantedWhatWithinTwoSeconds() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 0, "seller.name", "Acme Corp");

        node.as("ben").correct(invoiceId, 0, "due_date", null, "seller.name", "Beta Inc");

        await().atMost(SOON).until(() -> node.store().attempts(invoiceId).size() == 1);
        JsonNode attempt = node.store().attempts(invoiceId).getFirst();
        assertThat(attempt.required("kind").stringValue()).isEqualTo("correction");
        assertThat(attempt.required("actor").stringValue()).isEqualTo("ben");
        assertThat(attempt.required("expected_review_version").longValue()).isZero();
        assertThat(attempt.required("current_review_version").longValue()).isEqualTo(1);
        assertThat(attempt.required("wanted").required("seller.name").stringValue())
                .isEqualTo("Beta Inc");
        assertThat(attempt.required("wanted").required("due_date").isNull()).isTrue();
        assertThat(attempt.required("times").intValue()).isEqualTo(1);
    }

    @Test
    void recordsEveryKindOfDecision() {
        String invoiceId = anna.receiveInvoice();

        Endpoint.STRICT.forEach(endpoint -> endpoint.post(node.as("ben"), invoiceId, 7));

        await().atMost(SOON).until(() -> node.store().attempts(invoiceId).size() == Endpoint.STRICT.size());
        assertThat(node.store().attempts(invoiceId))
                .extracting(attempt -> attempt.required("kind").stringValue())
                .containsExactlyInAnyOrder("correction", "approval", "rejection", "hold", "reopening");
    }

    @Test
    void movesNobodysVersion() {
        String invoiceId = anna.receiveInvoice();
        anna.correct(invoiceId, 3, "seller.name", "Beta Inc");
        await().atMost(SOON).until(() -> !node.store().attempts(invoiceId).isEmpty());

        assertThat(node.store().version(invoiceId)).isZero();
        assertThat(anna.correct(invoiceId, 0, "seller.name", "Acme Corp").status())
                .isEqualTo(200);
    }

    @Test
    void recordsNothingWhereTheDecisionWasRefusedForAnotherReason() {
        String invoiceId = anna.receiveInvoice();
        Endpoint.REOPENING.post(anna, invoiceId, 0);
        anna.correct(invoiceId, 0, "lines.l9.quantity", "1");
        anna.correct(invoiceId, 1, "seller.name", "Beta Inc");

        await().atMost(SOON).until(() -> !node.store().attempts(invoiceId).isEmpty());
        assertThat(node.store().attempts(invoiceId)).hasSize(1);
    }

    @Test
    void countsTheSameAttemptMadeManyTimes() {
        String invoiceId = anna.receiveInvoice();
        for (int time = 0; time < 40; time++) {
            anna.correct(invoiceId, 1, "seller.name", "Beta Inc");
        }

        await().atMost(SOON).until(() -> times(node.store(), invoiceId) == 40);
        assertThat(node.store().attempts(invoiceId)).hasSizeLessThan(40);
    }

    @Test
    void writesWhatWaitsBeforeItStops() {
        RefusedDecisions refusedDecisions = node.bean(RefusedDecisions.class);
        String invoiceId = anna.receiveInvoice();
        for (int person = 0; person < 5; person++) {
            anna.correct(invoiceId, 1, "buyer_reference", "PO-" + person);
        }

        refusedDecisions.stop();

        assertThat(times(node.store(), invoiceId)).isEqualTo(5);
        refusedDecisions.start();
    }

    @Test
    void stopsAfterTheLastRequestIsAnswered() {
        assertThat(node.bean(RefusedDecisions.class).getPhase())
                .isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
    }

    @Test
    void losesNoneWhereTwoNodesHaveTheSameName() throws Exception {
        String database = CommandSide.newDatabase();
        try (CommandSide left = CommandSide.on(database, "twin");
                CommandSide right = CommandSide.on(database, "twin");
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            String invoiceId = left.anna().receiveInvoice();
            List<Future<?>> requests = new ArrayList<>();
            for (int person = 0; person < 200; person++) {
                Http http = (person % 2 == 0 ? left : right).anna();
                String value = "PO-" + person;
                requests.add(people.submit(() -> http.correct(invoiceId, 1, "buyer_reference", value)));
            }
            for (Future<?> request : requests) {
                request.get();
            }

            await().atMost(Duration.ofSeconds(5)).until(() -> times(left.store(), invoiceId) == 200);
            List<Store.Event> stream = left.store().events("attempts/twin");
            assertThat(stream)
                    .extracting(Store.Event::version)
                    .containsExactlyElementsOf(
                            LongStream.range(0, stream.size()).boxed().toList());
            assertThat(stream).extracting(Store.Event::type).containsOnly("StaleDecisionRejected");
        }
    }

    @Test
    void standsUnderItsActorInTheMetadata() {
        String invoiceId = anna.receiveInvoice();
        Endpoint.HOLD.post(node.as("carol"), invoiceId, 1, Map.of(), Map.of());

        await().atMost(SOON).until(() -> !node.store().attempts(invoiceId).isEmpty());
        assertThat(node.store().eventsOfStreams("attempts/"))
                .filteredOn(event ->
                        invoiceId.equals(event.json().required("invoice_id").stringValue()))
                .allSatisfy(event -> assertThat(event.beside().required("actor").stringValue())
                        .isEqualTo("carol"));
    }

    private static int times(Store store, String invoiceId) {
        return store.attempts(invoiceId).stream()
                .mapToInt(attempt -> attempt.required("times").intValue())
                .sum();
    }
}
