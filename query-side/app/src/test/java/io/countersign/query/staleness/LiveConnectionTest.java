package io.countersign.query.staleness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.StompSession.Frame;
import io.countersign.query.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

class LiveConnectionTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);
    private static final Duration LONG_ENOUGH_FOR_A_PUSH = Duration.ofMillis(700);

    private final List<StompSession> sessions = new ArrayList<>();

    @AfterEach
    void disconnect() {
        sessions.forEach(StompSession::close);
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void pushesEachDecisionOnceToEverySessionOfThatInvoice() {
        InvoiceId invoice = OTHER.receive(Map.of("due_date", "2026-07-16"));
        InvoiceId another = OTHER.receive(Map.of("due_date", "2026-07-16"));
        StompSession anna = listening("anna", invoice);
        StompSession audrey = listening("audrey", invoice);
        StompSession ben = listening("ben", another);

        UUID commandId = OTHER.correct(invoice, 1, "carol", "due_date", "2026-07-16", "2026-07-31");

        for (StompSession session : List.of(anna, audrey)) {
            Frame frame = session.next();
            assertThat(frame.command()).isEqualTo("MESSAGE");
            assertThat(frame.headers()).containsEntry("destination", "/topic/invoices." + invoice);
            JsonNode push = frame.json();
            assertThat(push.at("/type").stringValue()).isEqualTo("invoice_changed");
            assertThat(push.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
            assertThat(push.at("/review_version").asInt()).isEqualTo(1);
            assertThat(push.at("/event").stringValue()).isEqualTo("InvoiceCorrected");
            assertThat(push.at("/status").stringValue()).isEqualTo("in_review");
            assertThat(push.at("/actor").stringValue()).isEqualTo("carol");
            assertThat(push.at("/at"))
                    .isEqualTo(QUERY_SIDE
                            .json("/api/invoices/" + invoice + "/history")
                            .at("/items/1/at"));
            assertThat(push.at("/changed_terms/0").stringValue()).isEqualTo("due_date");
            assertThat(push.at("/command_id").stringValue()).isEqualTo(commandId.toString());
            assertThat(session.within(LONG_ENOUGH_FOR_A_PUSH)).isNull();
        }
        assertThat(ben.within(LONG_ENOUGH_FOR_A_PUSH)).isNull();
    }

    @Test
    void tellsOfWhatALaterReleaseWroteThatThereIsSomething() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession anna = listening("anna", invoice);

        OTHER.jdbc().sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, 1, gen_random_uuid(), 'InvoiceCorrected', '2', '{}',
                            '{"actor": "ben", "command_id": "01930000-0000-7000-8000-00000000c0de"}')""").param(invoice.toString()).update();

        JsonNode push = anna.next().json();
        assertThat(push.at("/review_version").asInt()).isEqualTo(1);
        assertThat(push.at("/event").stringValue()).isEqualTo("InvoiceCorrected");
        assertThat(push.at("/actor").stringValue()).isEqualTo("ben");
        assertThat(push.has("status") || push.has("changed_terms"))
                .as("is not guessed")
                .isFalse();
    }

    /** The others' news come all the same, and the log does not tell what the invoice says. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void passesOverWhatWasAlteredWithoutAWordOfIt(CapturedOutput output) {
        InvoiceId altered = OTHER.receive(Map.of("note", "0"));
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession anna = listening("anna", invoice);

        store(altered.toString(), 1, "InvoiceCorrected", "{\"changes\": \"SECRET\"}");
        store(altered + "/discussion", 0, "CommentAdded", "{\"text\": [\"SECRET\"]}");
        store("attempts/elsewhere", 0, "StaleDecisionRejected", "{\"at\": \"SECRET\"}");
        OTHER.correct(invoice, 1, "ben", "note", "0", "1");

        assertThat(anna.next().json().at("/review_version").asInt()).isEqualTo(1);
        assertThat(output)
                .contains("Number 1 of " + altered + " cannot be read")
                .contains("Number 0 of " + altered + "/discussion cannot be read")
                .doesNotContain("SECRET");
    }

    private static void store(String streamId, long version, String type, String payload) {
        OTHER.jdbc().sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, ?, gen_random_uuid(), ?, '1', ?,
                            '{"actor": "ben", "command_id": "01930000-0000-7000-8000-00000000c0de"}')""").params(streamId, version, type, payload).update();
    }

    @Test
    void pushesEveryVersionInOrderAndNoneAfterARefreshThatWouldBeOlder() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession anna = listening("anna", invoice);
        for (int version = 1; version <= 40; version++) {
            OTHER.correct(invoice, version, "ben", "note", "" + (version - 1), "" + version);
        }
        for (int version = 1; version <= 40; version++) {
            assertThat(anna.next().json().at("/review_version").asInt()).isEqualTo(version);
            assertThat(QUERY_SIDE
                            .json("/api/invoices/" + invoice + "?min_version=" + version)
                            .at("/review_version")
                            .asInt())
                    .isGreaterThanOrEqualTo(version);
        }
    }

    @Test
    void pushesOnEveryNodeOnce() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        try (QuerySideProcess secondNode = new QuerySideProcess(DATABASE, "countersign.node-id=second")) {
            StompSession here = listening("anna", invoice);
            StompSession there = StompSession.connect(secondNode.port(), "ben").subscribe("/topic/invoices." + invoice);
            sessions.add(there);
            inPlace(there, invoice);

            OTHER.correct(invoice, 1, "carol", "note", "0", "1");

            for (StompSession session : List.of(here, there)) {
                assertThat(session.next().json().at("/review_version").asInt()).isEqualTo(1);
                assertThat(session.within(LONG_ENOUGH_FOR_A_PUSH)).isNull();
            }
        }
    }

    @Test
    void saysWhereAReopenedReviewGoesBackTo() {
        InvoiceId untouched = OTHER.receive(Map.of("note", "0"));
        OTHER.append(1, new InvoicePutOnHold(untouched, "OTHER", null), "ben");
        InvoiceId corrected = OTHER.receive(Map.of("note", "0"));
        OTHER.correct(corrected, 1, "ben", "note", "0", "1");
        OTHER.append(2, new InvoicePutOnHold(corrected, "OTHER", null), "ben");
        StompSession anna = listening("anna", untouched);
        StompSession ben = listening("ben", corrected);

        OTHER.append(2, new InvoiceReopened(untouched, "OTHER", null), "carol");
        OTHER.append(3, new InvoiceReopened(corrected, "OTHER", null), "carol");

        assertThat(anna.next().json().at("/status").stringValue()).isEqualTo("received");
        assertThat(ben.next().json().at("/status").stringValue()).isEqualTo("in_review");
    }

    @Test
    void tellsOfADecisionInAnotherProcessFarSoonerThanAPollWould() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession anna = listening("anna", invoice);
        List<Long> delays = new ArrayList<>();
        for (int version = 1; version <= 60; version++) {
            OTHER.correct(invoice, version, "ben", "note", "" + (version - 1), "" + version);
            long committed = System.nanoTime();
            delays.add(Math.max(0, anna.next().cameAt() - committed));
        }
        delays.sort(null);
        Duration median = Duration.ofNanos(delays.get(delays.size() / 2));
        Duration slowest = Duration.ofNanos(delays.getLast());
        System.out.printf(
                "commit in another process -> push: median %.1f ms, slowest %.1f ms%n",
                median.toNanos() / 1e6, slowest.toNanos() / 1e6);

        assertThat(median).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void answersASubscriptionWithWhatHoldsInTheStoreNow() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession anna = connected("anna");
        OTHER.correct(invoice, 1, "ben", "note", "0", "1");

        JsonNode now = anna.subscribe("/app/invoices." + invoice).next().json();
        JsonNode unknown =
                anna.subscribe("/app/invoices." + UUID.randomUUID()).next().json();

        assertThat(now.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
        assertThat(now.at("/review_version").asInt()).isEqualTo(1);
        assertThat(now.at("/status").stringValue()).isEqualTo("in_review");
        assertThat(now.get("presence").isArray()).isTrue();
        assertThat(unknown.at("/review_version").isNull()).isTrue();
    }

    @Test
    void tellsTheQueueWhichRowsChangedAtMostOnceASecond() {
        InvoiceId first = OTHER.receive(Map.of("invoice_number", "Q1", "totals.amount_due", "12.50"));
        StompSession anna = connected("anna").subscribe("/topic/review-queue");
        inPlace(anna, first);
        long start = System.nanoTime();
        List<InvoiceId> invoices = new ArrayList<>(List.of(first));
        OTHER.correct(first, 1, "ben", "invoice_number", "Q1", "Q1b");
        for (int i = 0; i < 30; i++) {
            invoices.add(OTHER.receive(Map.of("invoice_number", "Q" + i)));
        }

        List<String> told = new ArrayList<>();
        int messages = 0;
        while (!told.containsAll(invoices.stream().map(InvoiceId::toString).toList())) {
            Frame frame = anna.next();
            messages++;
            assertThat(frame.json().at("/type").stringValue()).isEqualTo("queue_changed");
            for (JsonNode row : frame.json().get("invoices")) {
                told.add(row.at("/invoice_id").stringValue());
                if (row.at("/invoice_id").stringValue().equals(first.toString())
                        && row.at("/review_version").asInt() == 1) {
                    Eventually.that(() -> assertThat(fieldNames(
                                    QUERY_SIDE.json("/api/invoices?q=q1b").at("/items/0")))
                            .isEqualTo(fieldNames(row)));
                    assertThat(row.at("/invoice_number").stringValue()).isEqualTo("Q1b");
                    assertThat(row.at("/amount_due").stringValue()).isEqualTo("12.50");
                }
            }
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertThat(messages).isLessThanOrEqualTo((int) seconds + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/invoices.*",
                "/topic/**",
                "/topic/invoices.#",
                "/topic/invoices.{id}",
                "/topic/invoices.00000000-0000-0000-0000-00000000000?",
                "/topic",
                "/topic/",
                "/topic/audit",
                "/topic/mentions.ben",
                "/topic/mentions.*",
                "/topic/mentions.anna.more",
                "/topic/invoices.00000000-0000-0000-0000-000000000000.*",
                "/topic/invoices.00000000-0000-0000-0000-000000000000.drafts",
                "/app/invoices.*",
                "/queue/errors",
                "/user/queue/errors",
                "/user/anna/topic/review-queue"
            })
    void refusesASubscriptionToAnythingElse(String destination) {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession anna = connected("anna").subscribe(destination);

        assertRefused(anna, "FORBIDDEN");

        OTHER.correct(invoice, 1, "ben", "note", "0", "1");
        assertThat(anna.within(LONG_ENOUGH_FOR_A_PUSH)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/invoices.", "/topic/review-queue#", "/app/invoices.", "/user/ben/topic/invoices."})
    void letsNoClientSendToOthers(String destination) {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession victim = listening("ben", invoice);
        StompSession anna = connected("anna");

        String to = destination.endsWith("#") ? destination.replace("#", "") : destination + invoice;
        anna.send("SEND\ndestination:" + to + "\n\n{\"type\":\"invoice_changed\",\"review_version\":99}");

        assertRefused(anna, "FORBIDDEN");
        assertThat(victim.within(LONG_ENOUGH_FOR_A_PUSH)).isNull();
    }

    @Test
    void showsAnOperatorNoInvoice() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        for (String destination : List.of(
                "/topic/invoices." + invoice,
                "/topic/invoices." + invoice + ".presence",
                "/topic/invoices." + invoice + ".claim",
                "/topic/invoices." + invoice + ".comments",
                "/app/invoices." + invoice,
                "/topic/mentions.otto",
                "/topic/review-queue")) {
            StompSession otto = connected("otto").subscribe(destination);
            assertRefused(otto, "FORBIDDEN");
        }
    }

    @Test
    void refusesWhoDoesNotSayWhoTheyAre() throws Exception {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        for (String frame : List.of(
                "CONNECT\naccept-version:1.2\nhost:localhost\n\n",
                "CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Basic YW5uYTp3cm9uZw==\n\n",
                "CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Bearer forged\n\n",
                "SUBSCRIBE\nid:1\ndestination:/topic/invoices." + invoice + "\n\n",
                "SEND\ndestination:/app/invoices." + invoice + ".presence\n\n{}")) {
            StompSession nobody = opened();
            nobody.send(frame);
            assertRefused(nobody, frame.startsWith("CONNECT") ? "UNAUTHENTICATED" : "MALFORMED_REQUEST");
        }
    }

    @Test
    void takesTheWordOfTheHandshakeToo() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession script = StompSession.open(QUERY_SIDE.port(), "Authorization", QuerySideProcess.basic("anna"));
        sessions.add(script);
        script.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n");

        assertThat(script.next().command()).isEqualTo("CONNECTED");
        inPlace(script, invoice);
    }

    @Test
    void closesASocketThatDoesNotConnectInTime() throws Exception {
        StompSession silent = opened();

        assertThat(silent.closed().get(15, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void letsNoPageOfAnotherOriginIn() {
        assertThatThrownBy(() -> StompSession.open(QUERY_SIDE.port(), "Origin", "https://elsewhere.example"))
                .hasMessageContaining("WebSocketHandshakeException");
        sessions.add(StompSession.open(QUERY_SIDE.port(), "Origin", "http://localhost:" + QUERY_SIDE.port()));
    }

    @Test
    void saysThatAFrameCannotBeRead() {
        StompSession clumsy = connected("ben");
        clumsy.sendRaw("HELLO\n\n\0");

        assertRefused(clumsy, "MALFORMED_REQUEST");
    }

    @Test
    void survivesFramesThatAreNone() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        StompSession anna = listening("anna", invoice);
        for (String broken : List.of(
                "HELLO\n\n\0",
                "\0\0\0",
                "SUBSCRIBE\n\n\0",
                "SEND\ncontent-length:-5\n\n\0",
                "SEND\ncontent-length:99999999999999\n\nx\0",
                "CONNECTED\n\n\0",
                "CONNECT\naccept-version:1.2\\x\nhost:a\n\n\0",
                "x".repeat(100_000))) {
            StompSession clumsy = connected("ben");
            try {
                clumsy.sendRaw(broken);
            } catch (CompletionException hungUp) {
                // Before all of it was out, rightly.
                assertThat(hungUp).hasCauseInstanceOf(IOException.class);
            }
        }

        OTHER.correct(invoice, 1, "ben", "note", "0", "1");
        assertThat(anna.next().json().at("/review_version").asInt()).isEqualTo(1);
    }

    private static List<String> fieldNames(JsonNode row) {
        return List.copyOf(row.propertyNames());
    }

    private StompSession opened() {
        StompSession session = StompSession.open(QUERY_SIDE.port());
        sessions.add(session);
        return session;
    }

    private StompSession connected(String user) {
        StompSession session = StompSession.connect(QUERY_SIDE.port(), user);
        sessions.add(session);
        return session;
    }

    /** Connected and subscribed to the invoice's changes. */
    private StompSession listening(String user, InvoiceId invoice) {
        StompSession session = connected(user).subscribe("/topic/invoices." + invoice);
        inPlace(session, invoice);
        // The versions until now may still be on their way.
        Eventually.that(
                () -> assertThat(QUERY_SIDE.get("/api/invoices/" + invoice).statusCode())
                        .isEqualTo(200));
        while (session.within(Duration.ofMillis(400)) != null) {
            // Not of interest.
        }
        return session;
    }

    /** Frames of one client are taken in order, so after this answer the subscriptions before it are in place. */
    private static void inPlace(StompSession session, InvoiceId invoice) {
        Frame answer = session.subscribe("/app/invoices." + invoice).next();
        while (!answer.headers().getOrDefault("destination", "").startsWith("/app/")) {
            answer = session.next();
        }
    }

    private static void assertRefused(StompSession session, String errorCode) {
        Frame answer = session.next();
        assertThat(answer.command()).isEqualTo("ERROR");
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers()).containsEntry("error_code", errorCode).containsKey("message");
        assertThat(session.closed()).succeedsWithin(Duration.ofSeconds(5));
    }
}
