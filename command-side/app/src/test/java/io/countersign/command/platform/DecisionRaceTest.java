package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes on one PostgreSQL, many people on one version: the store decides, and exactly once. */
class DecisionRaceTest {

    private static final int THREADS_PER_NODE = 16;
    private static final int ROUNDS = 200;

    @Test
    void acceptsExactlyOneOfManyDecisionsMadeOnTheSameVersion() throws Exception {
        String database = CommandSide.newDatabase();
        try (CommandSide left = CommandSide.on(database);
                CommandSide right = CommandSide.on(database);
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            String invoiceId = new Http(left.url(), "anna").receiveInvoice("RACE-1");
            for (int round = 0; round < ROUNDS; round++) {
                int version = round;
                CyclicBarrier start = new CyclicBarrier(2 * THREADS_PER_NODE);
                List<Future<Http.Answer>> answers = new ArrayList<>();
                for (int person = 0; person < 2 * THREADS_PER_NODE; person++) {
                    Http http = new Http(person % 2 == 0 ? left.url() : right.url(), person % 3 == 0 ? "ben" : "anna");
                    String value = "PO-%d-%d".formatted(round, person);
                    answers.add(people.submit(() -> {
                        start.await();
                        return http.post(
                                "/api/invoices/%s/corrections".formatted(invoiceId),
                                Map.of(
                                        "expected_review_version",
                                        version,
                                        "changes",
                                        Map.of("buyer_reference", value)));
                    }));
                }
                int accepted = 0;
                for (Future<Http.Answer> future : answers) {
                    Http.Answer answer = future.get();
                    if (answer.status() == 200) {
                        accepted++;
                        assertThat(answer.body().required("review_version").longValue())
                                .isEqualTo(version + 1L);
                    } else {
                        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(409);
                        assertThat(answer.body().required("error_code").stringValue())
                                .isEqualTo("STALE_WRITE");
                        assertThat(answer.body()
                                        .required("current_review_version")
                                        .longValue())
                                .isEqualTo(version + 1L);
                        assertThat(answer.body()
                                        .required("conflicting_terms")
                                        .get(0)
                                        .stringValue())
                                .isEqualTo("buyer_reference");
                    }
                }
                assertThat(accepted).isEqualTo(1);
            }
            List<Long> versions = left.bean(JdbcClient.class)
                    .sql("SELECT version FROM event_store.event WHERE stream_id = ? ORDER BY global_position")
                    .param(invoiceId)
                    .query(Long.class)
                    .list();
            assertThat(versions).hasSize(ROUNDS + 1).isSorted().doesNotHaveDuplicates();
        }
    }
}
