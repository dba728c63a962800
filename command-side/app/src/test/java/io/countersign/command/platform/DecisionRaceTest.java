package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.command.Store;
import io.countersign.command.TwoNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes on one PostgreSQL, many people on one version: the store decides, and exactly once. */
@ExtendWith(SharedNodes.class)
class DecisionRaceTest {

    private static final int PEOPLE = 32;
    private static final int ROUNDS = 200;

    /** So that most of the time goes into races and not into the reading of ever longer histories. */
    private static final int ROUNDS_PER_INVOICE = 20;

    private final TwoNodes nodes;

    DecisionRaceTest(TwoNodes nodes) {
        this.nodes = nodes;
    }

    @Test
    void acceptsExactlyOneOfManyDecisionsMadeOnTheSameVersion() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            String invoiceId = "";
            for (int round = 0; round < ROUNDS; round++) {
                int version = round % ROUNDS_PER_INVOICE;
                if (version == 0) {
                    invoiceId = nodes.left().anna().receiveInvoice();
                }

                List<Answer> answers = decideAtOnce(people, invoiceId, version);

                assertOneAccepted(answers, version);
                assertOneEventEach(invoiceId, version + 1);
            }
        }
    }

    private List<Answer> decideAtOnce(ExecutorService people, String invoiceId, int version) throws Exception {
        CyclicBarrier start = new CyclicBarrier(PEOPLE);
        List<Future<Answer>> futures = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            CommandSide node = person % 2 == 0 ? nodes.left() : nodes.right();
            Http http = node.as(person % 3 == 0 ? "ben" : "anna");
            String value = "PO-%d-%d".formatted(version, person);
            futures.add(people.submit(() -> {
                start.await();
                return http.correct(invoiceId, version, "buyer_reference", value);
            }));
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> future : futures) {
            answers.add(future.get());
        }
        return answers;
    }

    private static void assertOneAccepted(List<Answer> answers, int version) {
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 200)
                .singleElement()
                .satisfies(accepted ->
                        assertThat(accepted.number("review_version")).isEqualTo(version + 1L));
        assertThat(answers).filteredOn(answer -> answer.status() != 200).allSatisfy(refused -> {
            assertThat(refused.status()).as("%s", refused.body()).isEqualTo(409);
            assertThat(refused.text("error_code")).isEqualTo("STALE_WRITE");
            assertThat(refused.number("current_review_version")).isEqualTo(version + 1L);
            assertThat(refused.body().at("/conflicting_terms/0").stringValue()).isEqualTo("buyer_reference");
        });
    }

    private void assertOneEventEach(String invoiceId, int version) {
        assertThat(nodes.left().store().events(invoiceId))
                .extracting(Store.Event::version)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, version).boxed().toList());
    }
}
