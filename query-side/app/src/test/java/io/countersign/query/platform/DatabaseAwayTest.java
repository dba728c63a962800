package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseAwayTest {

    @Test
    void saysSoInTimeAndGoesOnByItselfOnceItIsBack(CapturedOutput output) {
        TestDatabase database = TestDatabase.create();
        try (QuerySideProcess querySide = new QuerySideProcess(database);
                OtherProcess other = new OtherProcess(database)) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            Eventually.that(() ->
                    assertThat(querySide.json("/api/invoices").get("items")).hasSize(1));
            StompSession anna = StompSession.connect(querySide.port(), "anna").subscribe("/topic/invoices." + invoice);
            anna.subscribe("/app/invoices." + invoice).next();

            assertThat(health(querySide, "liveness")).isEqualTo(200);
            assertThat(health(querySide, "readiness")).isEqualTo(200);

            database.shutOut();
            assertThat(health(querySide, "liveness")).isEqualTo(200);
            assertThat(health(querySide, "readiness")).isEqualTo(503);
            for (String path :
                    new String[] {"", "/" + invoice, "/" + invoice + "?min_version=0", "/" + invoice + "/history"}) {
                long start = System.nanoTime();
                HttpResponse<byte[]> response = querySide.get("/api/invoices" + path);
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(QuerySideProcess.json(response).at("/error_code").asString())
                        .isEqualTo("STORE_UNAVAILABLE");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            }
            assertThat(health(querySide, "readiness")).isEqualTo(503);
            assertThat(output)
                    .contains("The store is away")
                    .doesNotContain("DataSourceHealthIndicator", "ProxyConnection", "overridden by rollback");
            database.letIn();

            Eventually.that(() -> other.correct(invoice, 1, "ben", "note", "0", "1"));
            assertThat(anna.next().json().at("/review_version").asInt()).isEqualTo(1);
            Eventually.that(() -> assertThat(querySide
                            .json("/api/invoices")
                            .at("/items/0/review_version")
                            .asInt())
                    .isEqualTo(1));
            assertThat(health(querySide, "readiness")).isEqualTo(200);
            anna.close();
        }
    }

    private static int health(QuerySideProcess querySide, String probe) {
        return querySide.get("/actuator/health/" + probe).statusCode();
    }
}
