package io.countersign.query.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What Prometheus gets to see of the query side. */
class MetersTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void isForOperatorsOnly() {
        assertThat(QUERY_SIDE.get("/actuator/prometheus", "otto").statusCode()).isEqualTo(200);
        assertThat(QUERY_SIDE.get("/actuator/prometheus", "audrey").statusCode())
                .isEqualTo(403);
        assertThat(QUERY_SIDE.get("/actuator/metrics", "otto").statusCode()).isEqualTo(404);
    }

    @Test
    void measuresEachFrameFromTheCommitAndCountsSocketsAndThoseThatCameBack() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        String address = "/topic/invoices." + invoice;
        double frames = value("countersign_push_lag_seconds_count");
        double cameBack = value("countersign_resyncs_total{why=\"reconnected\"}");
        double asked = value("countersign_resyncs_total{why=\"asked\"}");
        try (StompSession anna = StompSession.open(QUERY_SIDE.port());
                StompSession ben = StompSession.connect(QUERY_SIDE.port(), "ben")) {
            anna.send("CONNECT\naccept-version:1.2\nhost:localhost\nCountersign-Resync:yes\nAuthorization:"
                    + QuerySideProcess.basic("anna") + "\n\n");
            assertThat(anna.next().command()).isEqualTo("CONNECTED");
            for (StompSession session : new StompSession[] {anna, ben}) {
                session.subscribe(address).subscribe("/app/invoices." + invoice);
                session.next();
            }
            OTHER.correct(invoice, 1, "carol", "note", "0", "1");
            assertThat(anna.next().headers()).doesNotContainKey("committedAt");
            ben.next();

            Eventually.that(() ->
                    assertThat(value("countersign_push_lag_seconds_count")).isEqualTo(frames + 2));
            assertThat(value("countersign_push_lag_seconds_bucket{le=\"10.0\"}"))
                    .isEqualTo(value("countersign_push_lag_seconds_count"));
            assertThat(value("countersign_sockets_open")).isEqualTo(2);
            assertThat(value("countersign_resyncs_total{why=\"reconnected\"}")).isEqualTo(cameBack + 1);
        }
        Eventually.that(() -> assertThat(value("countersign_sockets_open")).isZero());
        assertThat(value("countersign_sockets_closed_total{how=\"lost\"}")).isEqualTo(2);

        QUERY_SIDE.get("/api/invoices/" + invoice, "anna", "Countersign-Resync", "yes");
        assertThat(value("countersign_resyncs_total{why=\"asked\"}")).isEqualTo(asked + 1);
    }

    @Test
    void showsHowFarEachViewAndTheLogAre() {
        try (var held = OTHER.hold("LOCK TABLE read_model.invoice_detail IN EXCLUSIVE MODE")) {
            OTHER.receive(Map.of("note", "0"));
            Eventually.that(() -> {
                assertThat(value("countersign_projection_lag_events{processor=\"invoice-detail\"}"))
                        .isPositive();
                assertThat(value("countersign_projection_lag_seconds{processor=\"invoice-detail\"}"))
                        .isPositive();
                assertThat(value("countersign_projection_lag_events{processor=\"review-queue\"}"))
                        .isZero();
            });
        }
        Eventually.that(() -> assertThat(value("countersign_projection_lag_events{processor=\"invoice-detail\"}"))
                .isZero());
        assertThat(value("countersign_dead_letters{processor=\"invoice-detail\"}"))
                .isZero();
        assertThat(value("countersign_rebuild_total_events{processor=\"invoice-detail\"}"))
                .isZero();
        assertThat(value("countersign_log_alarm")).isZero();
        Eventually.that(
                () -> assertThat(value("countersign_log_waiting_events")).isZero());
    }

    private static double value(String series) {
        return new String(QUERY_SIDE.get("/actuator/prometheus", "otto").body(), UTF_8)
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> line.substring(series.length() + 1))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + series));
    }
}
