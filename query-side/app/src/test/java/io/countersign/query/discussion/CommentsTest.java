package io.countersign.query.discussion;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.StompSession.Frame;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CommentsTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void showsWhatWasSaidOldestFirst() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        assertThat(items(invoice)).isEmpty();
        OTHER.comment(invoice, 0, "anna", "Is this date right, @ben?", "due_date");
        OTHER.comment(invoice, 1, "ben", "Yes.", null);

        List<JsonNode> items = items(invoice);

        assertThat(items).hasSize(2);
        JsonNode first = items.getFirst();
        assertThat(first.at("/number").asInt()).isZero();
        assertThat(first.at("/actor").stringValue()).isEqualTo("anna");
        assertThat(first.at("/at").stringValue()).endsWith("Z");
        assertThat(first.at("/text").stringValue()).isEqualTo("Is this date right, @ben?");
        assertThat(first.at("/term").stringValue()).isEqualTo("due_date");
        assertThat(first.at("/mentions/0").stringValue()).isEqualTo("ben");
        assertThat(items.get(1).at("/number").asInt()).isEqualTo(1);
        assertThat(items.get(1).at("/term").isNull()).isTrue();
        assertThat(items.get(1).get("mentions")).isEmpty();
    }

    @Test
    void knowsNoCommentsOfAnInvoiceThatIsNone() {
        for (String id : List.of(UUID.randomUUID().toString(), "nonsense")) {
            HttpResponse<byte[]> answer = QUERY_SIDE.get("/api/invoices/" + id + "/comments");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(QuerySideProcess.json(answer).at("/error_code").asString())
                    .isEqualTo("INVOICE_NOT_FOUND");
        }
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        String path = "/api/invoices/" + invoice + "/comments";
        assertThat(QUERY_SIDE.get(path, "audrey").statusCode()).isEqualTo(200);
        assertThat(QUERY_SIDE.get(path, "otto").statusCode()).isEqualTo(403);
    }

    @Test
    void showsANewCommentAtOnceOnEveryNodeAndMakesNobodyStale() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        try (QuerySideProcess secondNode = new QuerySideProcess(DATABASE, "countersign.node-id=second");
                StompSession anna = listening(QUERY_SIDE, "anna", invoice);
                StompSession audrey = listening(secondNode, "audrey", invoice)) {
            OTHER.comment(invoice, 0, "carol", "Ask @anna.", "lines.l1.net_amount");

            for (StompSession session : List.of(anna, audrey)) {
                Frame frame = session.next();
                assertThat(frame.headers()).containsEntry("destination", "/topic/invoices." + invoice + ".comments");
                JsonNode push = frame.json();
                assertThat(push.at("/type").stringValue()).isEqualTo("comment_added");
                assertThat(push.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
                assertThat(push.get("comment")).isEqualTo(items(invoice).getFirst());
                // Neither a new version nor a changed row of the queue.
                assertThat(session.within(Duration.ofMillis(1500))).isNull();
            }
            assertThat(QUERY_SIDE
                            .json("/api/invoices/" + invoice)
                            .at("/review_version")
                            .asInt())
                    .isZero();
            assertThat(QUERY_SIDE.json("/api/invoices/" + invoice + "/history").get("items"))
                    .hasSize(1);
        }
    }

    @Test
    void leavesNoProcessorBehind() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        for (int number = 0; number < 5; number++) {
            OTHER.comment(invoice, number, "carol", "no. " + number, null);
        }
        Eventually.that(() -> {
            JsonNode processors = QuerySideProcess.json(QUERY_SIDE.get("/actuator/processors", "otto"))
                    .get("processors");
            assertThat(processors).hasSize(3);
            for (JsonNode processor : processors) {
                assertThat(processor.at("/lag_events").asInt()).isZero();
                assertThat(processor.at("/position")).isEqualTo(processor.at("/head"));
            }
        });
    }

    private static List<JsonNode> items(InvoiceId invoice) {
        return List.copyOf(QUERY_SIDE
                .json("/api/invoices/" + invoice + "/comments")
                .get("items")
                .values());
    }

    private static StompSession listening(QuerySideProcess node, String user, InvoiceId invoice) {
        StompSession session = StompSession.connect(node.port(), user)
                .subscribe("/topic/invoices." + invoice + ".comments")
                .subscribe("/topic/invoices." + invoice)
                .subscribe("/topic/review-queue")
                .subscribe("/app/invoices." + invoice);
        while (!session.next().headers().getOrDefault("destination", "").startsWith("/app/")) {
            // What is on its way since the invoice was received.
        }
        while (session.within(Duration.ofMillis(1500)) != null) {
            // The same.
        }
        return session;
    }
}
