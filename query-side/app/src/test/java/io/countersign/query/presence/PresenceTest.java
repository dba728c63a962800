package io.countersign.query.presence;

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
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PresenceTest {

    /** What a promise in seconds may take longer where everything runs on one busy machine. */
    private static final Duration BUSY_MACHINE = Duration.ofSeconds(5);

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);
    private static final QuerySideProcess SECOND_NODE = new QuerySideProcess(DATABASE, "countersign.node-id=second");

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
    void showsOnEveryNodeWhoHasAnInvoiceOpenAndWhatTheyEdit() {
        InvoiceId invoice = received();
        StompSession anna = watching(QUERY_SIDE, "anna", invoice);
        StompSession audrey = watching(SECOND_NODE, "audrey", invoice);

        say(anna, invoice, "{'tab_id':'a-1','state':'viewing'}");
        for (StompSession session : List.of(anna, audrey)) {
            JsonNode push = until(session, presence -> presence.size() == 1);
            assertThat(push.at("/type").stringValue()).isEqualTo("presence_changed");
            assertThat(push.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
            JsonNode entry = push.at("/presence/0");
            assertThat(entry.at("/user").stringValue()).isEqualTo("anna");
            assertThat(entry.at("/tab_id").stringValue()).isEqualTo("a-1");
            assertThat(entry.at("/state").stringValue()).isEqualTo("viewing");
            assertThat(entry.at("/term").isNull()).isTrue();
        }

        say(anna, invoice, "{'tab_id':'a-1','state':'editing','term':'lines.l3.net_amount'}");
        for (StompSession session : List.of(anna, audrey)) {
            JsonNode entry = until(
                            session,
                            presence -> presence.at("/0/state").asString().equals("editing"))
                    .at("/presence/0");
            assertThat(entry.at("/term").stringValue()).isEqualTo("lines.l3.net_amount");
            assertThat(entry.at("/since").stringValue()).isNotBlank();
        }
        for (QuerySideProcess node : List.of(QUERY_SIDE, SECOND_NODE)) {
            StompSession late = connected(node, "ben");
            JsonNode answer = late.subscribe("/app/invoices." + invoice).next().json();
            assertThat(answer.at("/review_version").asInt()).isZero();
            assertThat(answer.at("/presence/0/user").stringValue()).isEqualTo("anna");
            assertThat(answer.at("/presence/0/term").stringValue()).isEqualTo("lines.l3.net_amount");
        }

        say(anna, invoice, "{'tab_id':'a-1','state':'left'}");
        for (StompSession session : List.of(anna, audrey)) {
            until(session, JsonNode::isEmpty);
        }
        Eventually.that(() -> assertThat(rows(invoice)).isZero());
    }

    @Test
    void takesTheTabsOfASocketWithIt() {
        InvoiceId invoice = received();
        StompSession ben = watching(SECOND_NODE, "ben", invoice);
        StompSession anna = connected(QUERY_SIDE, "anna");
        say(anna, invoice, "{'tab_id':'one','state':'viewing'}");
        say(anna, invoice, "{'tab_id':'two','state':'viewing'}");
        until(ben, presence -> presence.size() == 2);

        long start = System.nanoTime();
        anna.close();

        until(ben, JsonNode::isEmpty);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Duration.ofSeconds(3).plus(BUSY_MACHINE));
    }

    @Test
    void letsGoOfATabThatDoesNotRenewItsWord() {
        InvoiceId invoice = received();
        StompSession ben = watching(SECOND_NODE, "ben", invoice);
        StompSession anna = connected(QUERY_SIDE, "anna");
        long start = System.nanoTime();
        say(anna, invoice, "{'tab_id':'one','state':'viewing'}");
        until(ben, presence -> presence.size() == 1);

        until(ben, JsonNode::isEmpty);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(13), Duration.ofSeconds(15).plus(BUSY_MACHINE));
        Eventually.that(() -> assertThat(rows(invoice)).isZero());
    }

    @Test
    void keepsATabThatRenewsItsWordAndTellsNobodyAgain() {
        InvoiceId invoice = received();
        StompSession ben = watching(SECOND_NODE, "ben", invoice);
        StompSession anna = connected(QUERY_SIDE, "anna");
        long end = System.nanoTime() + Duration.ofSeconds(18).toNanos();
        say(anna, invoice, "{'tab_id':'one','state':'viewing'}");
        until(ben, presence -> presence.size() == 1);
        while (System.nanoTime() < end) {
            assertThat(ben.within(Duration.ofSeconds(3))).isNull();
            say(anna, invoice, "{'tab_id':'one','state':'viewing'}");
        }
        assertThat(rows(invoice)).isEqualTo(1);
    }

    @Test
    void letsGoOfWhatAKilledNodeLeftBehind() {
        InvoiceId invoice = received();
        // As a node leaves it that is no more: nobody renews it, nobody deletes it.
        OTHER.jdbc().sql("""
                        INSERT INTO read_model.presence
                        VALUES (?, 'carol', 'c-1', gen_random_uuid(), 'editing', 'due_date', now(), now() - interval '4 s')""").param(invoice.value()).update();
        long start = System.nanoTime();
        OTHER.jdbc()
                .sql("SELECT pg_notify('countersign_presence', 'x ' || ?)")
                .param(invoice.toString())
                .query(_ -> {});
        StompSession anna = watching(QUERY_SIDE, "anna", invoice);
        Eventually.that(() -> assertThat(now(QUERY_SIDE, invoice)).hasSize(1));

        until(anna, JsonNode::isEmpty);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Duration.ofSeconds(12).plus(BUSY_MACHINE));
        Eventually.that(() -> assertThat(rows(invoice)).isZero());
    }

    @Test
    void followsATabThatComesBackOverAnotherNode() {
        InvoiceId invoice = received();
        StompSession ben = watching(QUERY_SIDE, "ben", invoice);
        StompSession before = connected(QUERY_SIDE, "anna");
        say(before, invoice, "{'tab_id':'one','state':'viewing'}");
        until(ben, presence -> presence.size() == 1);
        Eventually.that(() -> assertThat(rows(invoice)).isEqualTo(1));

        StompSession after = connected(SECOND_NODE, "anna");
        say(after, invoice, "{'tab_id':'one','state':'editing','term':'due_date'}");
        JsonNode moved =
                until(ben, presence -> presence.at("/0/state").asString().equals("editing"));
        before.close();

        assertThat(moved.get("presence")).hasSize(1);
        assertThat(ben.within(Duration.ofSeconds(2))).isNull();
        assertThat(now(SECOND_NODE, invoice)).hasSize(1);
    }

    @Test
    void takesItsTabsWithItWhenANodeStops() {
        InvoiceId invoice = received();
        StompSession ben = watching(QUERY_SIDE, "ben", invoice);
        long start;
        try (QuerySideProcess stopping = new QuerySideProcess(DATABASE, "countersign.node-id=third")) {
            say(connected(stopping, "anna"), invoice, "{'tab_id':'one','state':'viewing'}");
            until(ben, presence -> presence.size() == 1);
        } finally {
            start = System.nanoTime();
        }
        until(ben, JsonNode::isEmpty);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Duration.ofSeconds(2).plus(BUSY_MACHINE));
    }

    @Test
    void goesOnOnOneNodeWhileTheDatabaseIsAwayAndOnAllOnceItIsBack() {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess here = new QuerySideProcess(database);
                QuerySideProcess there = new QuerySideProcess(database, "countersign.node-id=second")) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            StompSession anna = watching(here, "anna", invoice);
            StompSession ben = watching(there, "ben", invoice);
            say(anna, invoice, "{'tab_id':'one','state':'viewing'}");
            until(ben, presence -> presence.size() == 1);

            database.shutOut();
            say(anna, invoice, "{'tab_id':'one','state':'editing','term':'note'}");
            until(anna, presence -> presence.at("/0/term").asString().equals("note"));
            StompSession carol = connected(here, "carol");
            say(carol, invoice, "{'tab_id':'two','state':'viewing'}");
            until(anna, presence -> presence.size() == 2);
            carol.close();
            until(anna, presence -> presence.size() == 1);
            database.letIn();

            // What was on its way to the database when it went away may be told first.
            until(
                    ben,
                    presence -> presence.size() == 1
                            && presence.at("/0/term").asString().equals("note"));
        }
    }

    @Test
    void showsPeopleInTheQueueOnceHoweverManyTabsTheyHave() {
        InvoiceId invoice = received();
        Eventually.that(() -> row(SECOND_NODE, invoice));
        StompSession queue = connected(SECOND_NODE, "carol").subscribe("/topic/review-queue");
        now(queue, invoice);
        StompSession ben = connected(QUERY_SIDE, "ben");
        say(ben, invoice, "{'tab_id':'one','state':'viewing'}");
        say(ben, invoice, "{'tab_id':'two','state':'editing'}");
        say(connected(QUERY_SIDE, "anna"), invoice, "{'tab_id':'one','state':'viewing'}");

        String people = "[{\"user\":\"anna\",\"state\":\"viewing\"},{\"user\":\"ben\",\"state\":\"editing\"}]";
        for (QuerySideProcess node : List.of(QUERY_SIDE, SECOND_NODE)) {
            Eventually.that(() ->
                    assertThat(row(node, invoice).get("presence").toString()).isEqualTo(people));
        }
        JsonNode pushed;
        do {
            pushed = pushedRow(queue, invoice);
        } while (!pushed.get("presence").toString().equals(people));
        assertThat(pushed.at("/review_version").asInt()).isZero();
    }

    @Test
    void showsAnAuditorAsViewing() {
        InvoiceId invoice = received();
        StompSession audrey = watching(QUERY_SIDE, "audrey", invoice);

        say(audrey, invoice, "{'tab_id':'one','state':'editing','term':'due_date'}");

        JsonNode entry = until(audrey, presence -> presence.size() == 1).at("/presence/0");
        assertThat(entry.at("/state").stringValue()).isEqualTo("viewing");
        assertThat(entry.at("/term").isNull()).isTrue();
    }

    @Test
    void makesNoStormOfAFlood() {
        InvoiceId invoice = received();
        List<StompSession> watching =
                List.of(watching(QUERY_SIDE, "ben", invoice), watching(SECOND_NODE, "ben", invoice));
        StompSession anna = connected(QUERY_SIDE, "anna");
        long statements = statements();
        long start = System.nanoTime();
        int sent = 0;
        // What is more ends the socket.
        while (System.nanoTime() - start < Duration.ofSeconds(3).toNanos() && sent < 1_500) {
            say(
                    anna,
                    invoice,
                    "{'tab_id':'one','state':'editing','term':'" + (sent % 2 == 0 ? "note" : "due_date") + "'}");
            sent++;
        }
        say(anna, invoice, "{'tab_id':'one','state':'viewing'}");

        assertThat(sent).isGreaterThan(100);
        for (StompSession session : watching) {
            List<Long> came = new ArrayList<>();
            Frame frame;
            do {
                frame = session.next();
                came.add(frame.cameAt());
            } while (!frame.json().at("/presence/0/state").asString().equals("viewing"));
            double seconds = (came.getLast() - came.getFirst()) / 1e9;
            assertThat(came).hasSizeLessThanOrEqualTo((int) Math.ceil(4 * seconds) + 1);
        }
        assertThat(statements() - statements).isLessThan(60);
    }

    @Test
    void boundsTheTabsOfAUserAndShowsEverybodyElse() {
        InvoiceId invoice = received();
        StompSession anna = connected(QUERY_SIDE, "anna");
        for (int tab = 0; tab < 200; tab++) {
            say(anna, invoice, "{'tab_id':'tab-" + tab + "','state':'viewing'}");
        }
        assertThat(now(anna, invoice).size()).isEqualTo(8);

        StompSession ben = connected(QUERY_SIDE, "ben");
        say(ben, invoice, "{'tab_id':'only','state':'viewing'}");
        assertThat(now(ben, invoice).toString()).contains("\"ben\"");

        say(anna, invoice, "{'tab_id':'tab-0','state':'left'}");
        say(anna, invoice, "{'tab_id':'another','state':'viewing'}");
        assertThat(now(anna, invoice).toString()).contains("\"another\"");
    }

    @Test
    void boundsTheInvoicesThatAUserHasOpen() {
        StompSession anna = connected(QUERY_SIDE, "anna");
        for (int invoice = 0; invoice < 4; invoice++) {
            InvoiceId invoiceId = new InvoiceId(UUID.randomUUID());
            for (int tab = 0; tab < 8; tab++) {
                say(anna, invoiceId, "{'tab_id':'tab-" + tab + "','state':'viewing'}");
            }
        }
        InvoiceId oneMore = received();

        say(anna, oneMore, "{'tab_id':'tab-0','state':'viewing'}");

        assertThat(now(anna, oneMore).size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "no json|JSON object",
                "[]|JSON object",
                "{'state':'viewing'}|tab_id",
                "{'tab_id':'','state':'viewing'}|tab_id",
                "{'tab_id':'a b','state':'viewing'}|tab_id",
                "{'tab_id':7,'state':'viewing'}|tab_id",
                "{'tab_id':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','state':'viewing'}|tab_id",
                "{'tab_id':'a'}|state",
                "{'tab_id':'a','state':'sleeping'}|state",
                "{'tab_id':'a','state':'viewing','term':'seller.shoe_size'}|term",
                "{'tab_id':'a','state':'viewing','term':5}|term",
                "{'tab_id':'a','state':'viewing','user':'ben'}|beside tab_id"
            })
    void saysWhatIsWrongWithAFrame(String body, String names) {
        InvoiceId invoice = received();
        StompSession anna = connected(QUERY_SIDE, "anna");

        say(anna, invoice, body);

        Frame answer = anna.next();
        assertThat(answer.command()).isEqualTo("ERROR");
        assertThat(answer.headers()).containsEntry("error_code", "MALFORMED_REQUEST");
        assertThat(answer.headers().get("message")).contains(names);
        assertThat(now(QUERY_SIDE, invoice)).isEmpty();
    }

    @Test
    void takesRowsAndNoTermAtAllForATerm() {
        InvoiceId invoice = received();
        StompSession anna = connected(QUERY_SIDE, "anna");
        say(anna, invoice, "{'tab_id':'a','state':'editing','term':'lines.l4'}");
        assertThat(now(anna, invoice).at("/0/term").stringValue()).isEqualTo("lines.l4");
        say(anna, invoice, "{'tab_id':'a','state':'editing','term':null}");
        assertThat(now(anna, invoice).at("/0/term").isNull()).isTrue();
    }

    private static InvoiceId received() {
        return OTHER.receive(Map.of("note", "0"));
    }

    private StompSession connected(QuerySideProcess node, String user) {
        StompSession session = StompSession.connect(node.port(), user);
        sessions.add(session);
        return session;
    }

    /** Subscribed to the invoice's presence, which is empty. */
    private StompSession watching(QuerySideProcess node, String user, InvoiceId invoice) {
        StompSession session = connected(node, user).subscribe("/topic/invoices." + invoice + ".presence");
        now(session, invoice);
        return session;
    }

    private static void say(StompSession session, InvoiceId invoice, String json) {
        session.send("SEND\ndestination:/app/invoices." + invoice + ".presence\n\n" + json.replace('\'', '"'));
    }

    /** The presence that a subscription is answered with. */
    private JsonNode now(QuerySideProcess node, InvoiceId invoice) {
        StompSession session = StompSession.connect(node.port(), "carol");
        try {
            return now(session, invoice);
        } finally {
            session.close();
        }
    }

    private static JsonNode now(StompSession session, InvoiceId invoice) {
        Frame answer = session.subscribe("/app/invoices." + invoice).next();
        while (!answer.headers().getOrDefault("destination", "").startsWith("/app/")) {
            answer = session.next();
        }
        return answer.json().get("presence");
    }

    /** The first message whose presence is so. */
    private static JsonNode until(StompSession session, Predicate<JsonNode> wanted) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            Frame frame = session.within(Duration.ofSeconds(1));
            if (frame != null
                    && frame.json().has("type")
                    && wanted.test(frame.json().get("presence"))) {
                return frame.json();
            }
        }
        throw new AssertionError("No such presence was told");
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

    private static JsonNode row(QuerySideProcess node, InvoiceId invoice) {
        return node.json("/api/invoices?limit=200").get("items").values().stream()
                .filter(row -> row.at("/invoice_id").asString().equals(invoice.toString()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The queue does not have it yet"));
    }

    private static int rows(InvoiceId invoice) {
        return OTHER.jdbc()
                .sql("SELECT count(*) FROM read_model.presence WHERE invoice_id = ?")
                .param(invoice.value())
                .query(Integer.class)
                .single();
    }

    /** How many rows were written to the table since the server started. */
    private static long statements() {
        OTHER.jdbc().sql("SELECT pg_stat_force_next_flush()").query(_ -> {});
        return OTHER.jdbc()
                .sql(
                        "SELECT n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables WHERE schemaname = 'read_model' AND relname = 'presence'")
                .query(Long.class)
                .single();
    }
}
