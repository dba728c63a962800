package io.countersign.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ProcessorsTest {

    @Test
    void tellsAnOperatorHowFarEachProjectionIs() {
        TestDatabase database = TestDatabase.create();
        try (QuerySideProcess querySide = new QuerySideProcess(database);
                OtherProcess other = new OtherProcess(database)) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            Eventually.that(() -> assertThat(processor(querySide, "invoice-detail")
                            .at("/position")
                            .asInt())
                    .isEqualTo(1));

            try (var held = other.hold("SELECT FROM read_model.invoice_detail FOR UPDATE")) {
                other.correct(invoice, 1, "ben", "note", "0", "1");
                Eventually.that(() -> {
                    JsonNode queue = processor(querySide, "review-queue");
                    assertThat(queue.at("/position").asInt()).isEqualTo(2);
                    assertThat(queue.at("/head").asInt()).isEqualTo(2);
                    assertThat(queue.at("/lag_events").asInt()).isZero();
                    assertThat(queue.at("/lag_seconds").asDouble()).isZero();
                    assertThat(queue.at("/dead_letters").asInt()).isZero();
                    assertThat(queue.get("rebuild").isNull()).isTrue();
                    JsonNode detail = processor(querySide, "invoice-detail");
                    assertThat(detail.at("/position").asInt()).isEqualTo(1);
                    assertThat(detail.at("/lag_events").asInt()).isEqualTo(1);
                    assertThat(detail.at("/lag_seconds").asDouble()).isPositive();
                });
            }
            assertThat(querySide.get("/actuator/processors", "anna").statusCode())
                    .isEqualTo(403);
        }
    }

    private static JsonNode processor(QuerySideProcess querySide, String name) {
        return QuerySideProcess.json(querySide.get("/actuator/processors", "otto")).get("processors").values().stream()
                .filter(processor -> processor.at("/name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
