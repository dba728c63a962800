package io.countersign.query.invoicedetail;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InvoiceDetailTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void showsTheInvoiceAsReviewedBesideAsReceived() {
        InvoiceId invoice = OTHER.receive(
                Map.of(
                        "invoice_number", "F1",
                        "due_date", "2026-07-16",
                        "lines.l1.item_name", "Nougat",
                        "lines.l1.net_amount", "90.00",
                        "vat_breakdown.v1.rate", "5.5",
                        "allowances.a1.amount", "1.00",
                        "charges.c1.amount", "2.00"),
                Map.of("due_date", new BigDecimal("0.61"), "invoice_number", new BigDecimal("0.99")));
        OTHER.correct(invoice, 1, "ben", "due_date", "2026-07-16", "2026-07-31");
        OTHER.correct(invoice, 2, "ben", "buyer_reference", null, "PO-1");

        JsonNode detail = QUERY_SIDE.json("/api/invoices/" + invoice);

        assertThat(detail.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
        assertThat(detail.at("/review_version").asInt()).isEqualTo(2);
        assertThat(detail.at("/status").stringValue()).isEqualTo("in_review");
        assertThat(detail.at("/terms/due_date").stringValue()).isEqualTo("2026-07-31");
        assertThat(detail.get("terms").get("lines.l1.net_amount").stringValue()).isEqualTo("90.00");
        assertThat(detail.at("/lines/0/key").stringValue()).isEqualTo("l1");
        assertThat(detail.at("/lines/0/item_name").stringValue()).isEqualTo("Nougat");
        assertThat(detail.at("/vat_breakdown/0/rate").stringValue()).isEqualTo("5.5");
        assertThat(detail.at("/allowances/0/key").stringValue()).isEqualTo("a1");
        assertThat(detail.at("/charges/0/amount").stringValue()).isEqualTo("2.00");
        assertThat(detail.get("findings").isArray()).isTrue();
        assertThat(detail.get("deviations").values().stream().map(JsonNode::stringValue))
                .containsExactlyInAnyOrder("due_date", "buyer_reference");
        assertThat(detail.at("/received/due_date").stringValue()).isEqualTo("2026-07-16");
        assertThat(detail.get("received").has("buyer_reference")).isTrue();
        assertThat(detail.at("/received/buyer_reference").isNull()).isTrue();
        assertThat(detail.at("/confidence/invoice_number").isNumber()).isTrue();
        assertThat(detail.at("/confidence/invoice_number").doubleValue()).isEqualTo(0.99);
        assertThat(detail.get("confidence").has("due_date")).isFalse();
        assertThat(detail.at("/source/media_type").stringValue()).isEqualTo("application/xml");
        assertThat(detail.at("/source/bytes").asInt()).isEqualTo(55);
        assertThat(detail.at("/source/file_name").stringValue()).isEqualTo("invoice.xml");
        assertThat(detail.at("/claim").isNull()).isTrue();
        assertThat(detail.at("/changed_by").stringValue()).isEqualTo("ben");
        assertThat(detail.at("/changed_at"))
                .isEqualTo(
                        QUERY_SIDE.json("/api/invoices/" + invoice + "/history").at("/items/2/at"));
        assertThat(QUERY_SIDE.json("/api/hitl/invoice/" + invoice)).isEqualTo(detail);
    }

    @Test
    void isNeverOlderThanWhatWasAnnouncedHoweverFarTheViewIsBehind() {
        InvoiceId invoice = OTHER.receive(Map.of("invoice_number", "v0"));
        Eventually.that(() -> assertThat(viewVersion(invoice)).isZero());
        // Another session holds the row, so the projection cannot go on.
        try (var held =
                OTHER.hold("SELECT FROM read_model.invoice_detail WHERE invoice_id = '" + invoice + "' FOR UPDATE")) {
            OTHER.correct(invoice, 1, "ben", "invoice_number", "v0", "v1");

            JsonNode detail = QUERY_SIDE.json("/api/invoices/" + invoice + "?min_version=1");

            assertThat(detail.at("/review_version").asInt()).isEqualTo(1);
            assertThat(detail.at("/terms/invoice_number").stringValue()).isEqualTo("v1");
            assertThat(viewVersion(invoice)).isZero();
        }
        Eventually.that(() -> assertThat(viewVersion(invoice)).isEqualTo(1));
    }

    @Test
    void waitsForAVersionThatComesInTime() throws Exception {
        InvoiceId invoice = OTHER.receive(Map.of("invoice_number", "v0"));
        CompletableFuture<JsonNode> answer =
                CompletableFuture.supplyAsync(() -> QUERY_SIDE.json("/api/invoices/" + invoice + "?min_version=1"));
        Eventually.that(() ->
                assertThat(QUERY_SIDE.bean(AnnouncedVersions.class).waiting()).isEqualTo(1));
        assertThat(answer).isNotDone();

        OTHER.correct(invoice, 1, "ben", "invoice_number", "v0", "v1");

        assertThat(answer.get(5, TimeUnit.SECONDS).at("/review_version").asInt())
                .isEqualTo(1);
        assertThat(QUERY_SIDE.bean(AnnouncedVersions.class).waiting()).isZero();
    }

    @Test
    void saysAfterTwoSecondsThatAVersionHasNotCome() {
        InvoiceId invoice = OTHER.receive(Map.of("invoice_number", "v0"));
        InvoiceId unknown = new InvoiceId(UUID.randomUUID());
        for (String path : new String[] {
            "/api/invoices/" + invoice + "?min_version=7", "/api/invoices/" + unknown + "?min_version=0"
        }) {
            long start = System.nanoTime();
            HttpResponse<byte[]> response = QUERY_SIDE.get(path);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                    .isEqualTo("VIEW_BEHIND");
            assertThat(took).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(4));
        }
    }

    @Test
    void knowsNoInvoiceThatWasNotReceived() {
        for (String id : new String[] {UUID.randomUUID().toString(), "nonsense", "1-2-3-4-5"}) {
            HttpResponse<byte[]> response = QUERY_SIDE.get("/api/invoices/" + id);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                    .isEqualTo("INVOICE_NOT_FOUND");
        }
    }

    @Test
    void refusesAVersionThatIsNone() {
        InvoiceId invoice = OTHER.receive(Map.of("invoice_number", "v0"));
        assertThat(QUERY_SIDE
                        .get("/api/invoices/" + invoice + "?min_version=-1")
                        .statusCode())
                .isEqualTo(400);
        assertThat(QUERY_SIDE
                        .get("/api/invoices/" + invoice + "?min_version=new")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void servesTheDocumentByteForByteAndHarmlessly() {
        byte[] document = "<html><script>alert(1)</script>\r\n\u00e4".getBytes(StandardCharsets.ISO_8859_1);
        InvoiceId invoice =
                OTHER.receive(Map.of("invoice_number", "v0"), "text/html", "../a\"b\r\nX-Evil: 1.html", document);

        HttpResponse<byte[]> response = QUERY_SIDE.get("/api/invoices/" + invoice + "/source");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(document);
        assertThat(response.headers().allValues("Content-Type")).containsExactly("text/html");
        assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(response.headers().allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; sandbox");
        assertThat(response.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment;")
                .doesNotContain("/", "..\\");
        assertThat(response.headers().firstValue("X-Evil")).isEmpty();
        assertThat(response.headers().allValues("Cache-Control"))
                .containsExactly("max-age=31536000, private, immutable");
        String tag = response.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).matches("\"[0-9a-f]{64}\"");
        HttpResponse<byte[]> again =
                QUERY_SIDE.get("/api/invoices/" + invoice + "/source", "anna", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(QUERY_SIDE
                        .get("/api/invoices/" + UUID.randomUUID() + "/source")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void showsAnOperatorNothing() {
        InvoiceId invoice = OTHER.receive(Map.of("invoice_number", "v0"));
        for (String path : new String[] {"", "/" + invoice, "/" + invoice + "/source", "/" + invoice + "/history"}) {
            assertThat(QUERY_SIDE.get("/api/invoices" + path, "otto").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void showsWhereAnApprovedReviewStands() {
        InvoiceId invoice = OTHER.receive(Map.of("invoice_number", "v0"));
        OTHER.append(1, new InvoiceApproved(invoice, "fine", null), "ben");

        assertThat(QUERY_SIDE
                        .json("/api/invoices/" + invoice + "?min_version=1")
                        .at("/status")
                        .stringValue())
                .isEqualTo("approved");
    }

    private static int viewVersion(InvoiceId invoice) {
        return OTHER.jdbc()
                .sql("SELECT review_version FROM read_model.invoice_detail WHERE invoice_id = ?")
                .param(invoice.value())
                .query(Integer.class)
                .single();
    }
}
