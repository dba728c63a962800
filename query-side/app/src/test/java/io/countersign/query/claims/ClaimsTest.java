package io.countersign.query.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.StompSession.Frame;
import io.countersign.query.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ClaimsTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);
    private static final QuerySideProcess SECOND_NODE = new QuerySideProcess(DATABASE, "countersign.node-id=second");
    private static final Duration LONG = Duration.ofMinutes(15);

    private final List<StompSession> sessions = new ArrayList<>();

    @AfterEach
    void disconnect() {
        sessions.forEach(StompSession::close);
    }

    @AfterAll
    static void stop() {
        SECOND_NODE.close();
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void showsWhoHasClaimedAnInvoice() {
        InvoiceId claimed = received();
        InvoiceId free = received();
        InvoiceId expired = received();
        OTHER.claim(claimed, "ben", LONG);
        OTHER.claim(expired, "ben", Duration.ofMinutes(-1));

        JsonNode claim = QUERY_SIDE.json("/api/invoices/" + claimed).get("claim");
        assertThat(claim.at("/claimed_by").stringValue()).isEqualTo("ben");
        assertThat(claim.at("/expires_at").stringValue()).endsWith("Z");
        assertThat(QUERY_SIDE.json("/api/hitl/invoice/" + claimed).get("claim")).isEqualTo(claim);
        assertThat(QUERY_SIDE
                        .json("/api/invoices/" + claimed + "?min_version=0")
                        .get("claim"))
                .isEqualTo(claim);
        assertThat(QUERY_SIDE
                        .json("/api/invoices/" + claimed + "/versions/0")
                        .get("claim")
                        .isNull())
                .isTrue();
        assertThat(row(claimed).get("claim")).isEqualTo(claim);
        for (InvoiceId invoice : List.of(free, expired)) {
            assertThat(QUERY_SIDE.json("/api/invoices/" + invoice).get("claim").isNull())
                    .isTrue();
            assertThat(row(invoice).get("claim").isNull()).isTrue();
        }
    }

    @Test
    void filtersTheQueueByWhoClaimed() {
        List<InvoiceId> mine = List.of(received(), received(), received());
        mine.forEach(invoice -> OTHER.claim(invoice, "dora", LONG));
        OTHER.claim(received(), "ben", LONG);
        OTHER.claim(received(), "dora", Duration.ofMinutes(-1));
        received();
        mine.forEach(this::row);

        JsonNode first = QUERY_SIDE.json("/api/invoices?claimed_by=dora&limit=2");
        JsonNode second = QUERY_SIDE.json("/api/invoices?claimed_by=dora&limit=2&cursor="
                + first.get("next_cursor").asString());

        List<String> found = new ArrayList<>();
        first.get("items").forEach(row -> found.add(row.at("/invoice_id").asString()));
        second.get("items").forEach(row -> found.add(row.at("/invoice_id").asString()));
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        mine.stream().map(InvoiceId::toString).toList());
        assertThat(second.get("next_cursor").isNull()).isTrue();
        assertThat(QUERY_SIDE
                        .json("/api/invoices?claimed_by=nobody&status=received")
                        .get("items"))
                .isEmpty();
        assertThat(QUERY_SIDE.get("/api/invoices?claimed_by=%00").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsOnEveryNodeOfEachChangeOfAClaim() {
        InvoiceId invoice = received();
        row(invoice);
        List<StompSession> listening =
                List.of(listening(QUERY_SIDE, "anna", invoice), listening(SECOND_NODE, "audrey", invoice));
        StompSession queue = connected(SECOND_NODE, "carol").subscribe("/topic/review-queue");
        inPlace(queue, invoice);

        OTHER.claim(invoice, "ben", LONG);
        JsonNode claim = QUERY_SIDE.json("/api/invoices/" + invoice).get("claim");
        for (StompSession session : listening) {
            JsonNode push = session.next().json();
            assertThat(push.at("/type").stringValue()).isEqualTo("claim_changed");
            assertThat(push.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
            assertThat(push.get("claim")).isEqualTo(claim);
        }
        JsonNode row = pushedRow(queue, invoice);
        assertThat(row.get("claim")).isEqualTo(claim);
        assertThat(row.at("/review_version").asInt()).isZero();

        OTHER.claim(invoice, "carol", LONG);
        for (StompSession session : listening) {
            assertThat(session.next().json().at("/claim/claimed_by").asString()).isEqualTo("carol");
        }
        OTHER.release(invoice);
        for (StompSession session : listening) {
            assertThat(session.next().json().get("claim").isNull()).isTrue();
            assertThat(session.within(Duration.ofMillis(700))).isNull();
        }
    }

    @Test
    void tellsThatAClaimEndedByItself() {
        InvoiceId invoice = received();
        row(invoice);
        StompSession anna = listening(SECOND_NODE, "anna", invoice);
        StompSession queue = connected(QUERY_SIDE, "carol").subscribe("/topic/review-queue");
        inPlace(queue, invoice);
        OTHER.claim(invoice, "ben", Duration.ofSeconds(3));
        assertThat(anna.next().json().at("/claim/claimed_by").asString()).isEqualTo("ben");
        long start = System.nanoTime();

        assertThat(anna.next().json().get("claim").isNull()).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        while (!pushedRow(queue, invoice).get("claim").isNull()) {
            // The claim itself.
        }
    }

    @Test
    void findsAClaimWhoseSignalWasLost() {
        InvoiceId invoice = received();
        StompSession anna = listening(QUERY_SIDE, "anna", invoice);
        OTHER.jdbc()
                .sql("INSERT INTO event_store.claim VALUES (?, 'ben', now(), now() + interval '1 hour')")
                .param(invoice.value())
                .update();

        assertThat(anna.next().json().at("/claim/claimed_by").asString()).isEqualTo("ben");
    }

    private static InvoiceId received() {
        return OTHER.receive(Map.of("note", "0"));
    }

    private StompSession connected(QuerySideProcess node, String user) {
        StompSession session = StompSession.connect(node.port(), user);
        sessions.add(session);
        return session;
    }

    private StompSession listening(QuerySideProcess node, String user, InvoiceId invoice) {
        StompSession session = connected(node, user).subscribe("/topic/invoices." + invoice + ".claim");
        inPlace(session, invoice);
        return session;
    }

    private static void inPlace(StompSession session, InvoiceId invoice) {
        Frame answer = session.subscribe("/app/invoices." + invoice).next();
        while (!answer.headers().getOrDefault("destination", "").startsWith("/app/")) {
            answer = session.next();
        }
    }

    private static JsonNode pushedRow(StompSession queue, InvoiceId invoice) {
        while (true) {
            for (JsonNode row : queue.next().json().path("invoices")) {
                if (row.at("/invoice_id").asString().equals(invoice.toString())) {
                    return row;
                }
            }
        }
    }

    /** Its row in the queue, once it is there. */
    private JsonNode row(InvoiceId invoice) {
        List<JsonNode> found = new ArrayList<>();
        Eventually.that(() -> {
            QUERY_SIDE.json("/api/invoices?limit=200").get("items").forEach(row -> {
                if (row.at("/invoice_id").asString().equals(invoice.toString())) {
                    found.add(row);
                }
            });
            assertThat(found).isNotEmpty();
        });
        return found.getFirst();
    }
}
