package io.countersign.query.auditsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.platform.eventstore.EventReader;
import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import io.countersign.query.auditsearch.EventSearch.Found;
import io.countersign.query.platform.Period;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SearchTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);

    /** The one that all tests read and none adds to; whoever adds does so in the name of others. */
    private static final InvoiceId MOULIN = OTHER.receive(
            Map.of("invoice_number", "F-77", "seller.name", "Au bon moulin", "lines.l1.item_name", "Nougat"));

    private static final InvoiceId LIEFERANT = OTHER.receive(Map.of("seller.name", "Lieferant GmbH"));

    @BeforeAll
    static void peopleWork() {
        OTHER.correct(MOULIN, 1, "ben", "due_date", "2026-07-16", null);
        OTHER.comment(MOULIN, 0, "ben", "Wo bleibt der Übertrag? 100% \"sicher\"", "lines.l1");
        OTHER.append(
                2,
                new InvoiceCorrected(
                        MOULIN,
                        List.of(
                                new TermChange("seller.name", "Au bon moulin", "Au Bon MOULIN Übersee"),
                                new TermChange("lines.l2.item_name", null, "Biscuits")),
                        "per letter",
                        new Forced("agreed", 0, List.of("due_date"))),
                "carol");
        OTHER.comment(MOULIN, 1, "anna", "Nougat it is.", null);
        OTHER.append(1, new InvoicePutOnHold(LIEFERANT, "disputed", "call them"), "ben");
        OTHER.append(3, new InvoiceApproved(MOULIN, "fine", null), "carol");
        OTHER.refuse("one", refused(MOULIN, "ben", "approval", 1, 2, "2026-11-21T10:42:00.5Z", Map.of(), 1));
        Map<String, @Nullable String> wanted = new LinkedHashMap<>();
        wanted.put("due_date", "2026-07-15");
        wanted.put("lines.l2", null);
        OTHER.refuse(
                "two",
                refused(MOULIN, "anna", "correction", 0, 2, "2026-11-21T10:42:00Z", wanted, 4),
                refused(LIEFERANT, "ben", "hold", 0, 1, "2026-11-21T10:42:00.123456789Z", Map.of(), 1));
        // The number of an invoice is what the queue shows.
        Eventually.that(() -> assertThat(items("/events?invoice_id=" + MOULIN))
                .allMatch(item -> item.at("/invoice_number").asString("").equals("F-77")));
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void listsEventsAndCommentsOfAllInvoicesNewestFirst() {
        List<JsonNode> items = items("/events?limit=200").stream()
                .filter(item -> List.of(MOULIN.toString(), LIEFERANT.toString())
                        .contains(item.at("/invoice_id").stringValue()))
                .toList();

        assertThat(items)
                .extracting(item -> item.at("/event").stringValue() + " "
                        + item.at("/review_version").toString())
                .containsExactly(
                        "InvoiceApproved 3",
                        "InvoicePutOnHold 1",
                        "CommentAdded null",
                        "InvoiceCorrected 2",
                        "CommentAdded null",
                        "InvoiceCorrected 1",
                        "InvoiceReceived 0",
                        "InvoiceReceived 0");
        assertThat(items)
                .extracting(item -> Instant.parse(item.at("/at").stringValue()))
                .isSortedAccordingTo((left, right) -> right.compareTo(left));
        JsonNode forced = items.get(3);
        assertThat(forced.at("/invoice_id").stringValue()).isEqualTo(MOULIN.toString());
        assertThat(forced.at("/actor").stringValue()).isEqualTo("carol");
        assertThat(forced.at("/note").stringValue()).isEqualTo("per letter");
        assertThat(forced.at("/force/reason").stringValue()).isEqualTo("agreed");
        assertThat(forced.at("/changes/1/before").isNull()).isTrue();
        assertThat(forced.at("/changes/1/after").stringValue()).isEqualTo("Biscuits");
        assertThat(forced.get("comment").isNull()).isTrue();
        assertThat(forced.get("attempt").isNull()).isTrue();
        JsonNode inHistory = QUERY_SIDE
                .json("/api/invoices/" + MOULIN + "/history")
                .get("items")
                .get(2);
        inHistory
                .properties()
                .forEach(member -> assertThat(forced.get(member.getKey()))
                        .as(member.getKey())
                        .isEqualTo(member.getValue()));
        JsonNode comment = items.get(4);
        assertThat(comment.at("/comment/number").asInt()).isZero();
        assertThat(comment.at("/comment/text").stringValue()).startsWith("Wo bleibt");
        assertThat(comment.at("/comment/term").stringValue()).isEqualTo("lines.l1");
        assertThat(comment.get("changes")).isEmpty();
        assertThat(comment.at("/hash").stringValue()).matches("[0-9a-f]{64}");
        assertThat(items.get(2).at("/comment/term").isNull()).isTrue();
        assertThat(items.get(5).at("/changes/0/before").stringValue()).isEqualTo("2026-07-16");
        assertThat(items.get(5).at("/changes/0/after").isNull()).isTrue();
        assertThat(items.get(1).at("/invoice_number").isNull()).isTrue();
    }

    /** What a search finds, as the beginnings of the types and the actors, newest first. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "actor=carol                              | Approved carol, Corrected carol",
                "actor=anna                               | CommentAdded anna, Received anna, Received anna",
                "actor=Carol                              | ''",
                "event=CommentAdded                       | CommentAdded anna, CommentAdded ben",
                "event=InvoicePutOnHold                   | PutOnHold ben",
                "event=InvoiceReopened                    | ''",
                "event=InvoiceCorrected&actor=ben         | Corrected ben",
                "term=due_date                            | Corrected ben",
                "term=seller.name                         | Corrected carol, Received anna, Received anna",
                "term=lines.l1                            | CommentAdded ben, Received anna",
                "term=lines.l1.item_name                  | Received anna",
                "term=lines.KEY.item_name                 | Corrected carol, Received anna",
                "term=lines.l11                           | ''",
                "term=buyer.name                          | ''",
                "value=moulin                             | Corrected carol, Received anna",
                "value=ÜBERSEE                            | Corrected carol",
                "value=NOUGAT                             | CommentAdded anna, Received anna",
                "value=2026-07                            | Corrected ben",
                "value=100%25                             | CommentAdded ben",
                "value=%22SICHER%22                       | CommentAdded ben",
                "value=.*                                 | ''",
                "value=per letter                         | ''",
                "term=lines.KEY.item_name&value=nougat    | Received anna",
                "term=seller.name&value=nougat            | ''",
                "term=lines.l1&value=sicher               | CommentAdded ben",
                "forced=true                              | Corrected carol",
                "forced=true&actor=carol&value=biscuits   | Corrected carol",
                "forced=true&actor=ben                    | ''",
                "forced=true&event=CommentAdded           | ''",
                "forced=false&actor=carol                 | Approved carol, Corrected carol",
                "actor=&event=&term=&value=übersee&forced= | Corrected carol",
                "actor=nobody                             | ''",
            })
    void finds(String query, String expected) {
        List<String> found = new ArrayList<>();
        for (JsonNode item : items("/events?limit=200&" + encoded(query))) {
            if (List.of(MOULIN.toString(), LIEFERANT.toString())
                    .contains(item.at("/invoice_id").stringValue())) {
                found.add(item.at("/event").stringValue().replaceFirst("^Invoice", "") + " "
                        + item.at("/actor").stringValue());
            }
        }
        assertThat(String.join(", ", found)).isEqualTo(expected);
    }

    @Test
    void findsWhatHappenedToOneInvoice() {
        assertThat(items("/events?invoice_id=" + LIEFERANT))
                .extracting(item -> item.at("/event").stringValue())
                .containsExactly("InvoicePutOnHold", "InvoiceReceived");
        assertThat(items("/events?actor=ben&invoice_id=" + MOULIN.toString().toUpperCase(Locale.ROOT)))
                .extracting(item -> item.at("/event").stringValue())
                .containsExactly("CommentAdded", "InvoiceCorrected");
        assertThat(items("/events?actor=mallory&invoice_id=" + MOULIN)).isEmpty();
        assertThat(items("/events?forced=true&invoice_id=" + MOULIN)).hasSize(1);
    }

    @Test
    void takesTheFirstInstantOfAPeriodAndNotTheLast() {
        List<JsonNode> all = items("/events?invoice_id=" + MOULIN);
        String from = all.get(4).at("/at").stringValue();
        String to = all.get(2).at("/at").stringValue();

        for (String filter : List.of("invoice_id=" + MOULIN, "value=&limit=200")) {
            assertThat(items("/events?" + filter + "&from=" + from + "&to=" + to).stream()
                            .filter(item -> item.at("/invoice_id").stringValue().equals(MOULIN.toString())))
                    .isEqualTo(all.subList(3, 5));
        }
        assertThat(items("/events?actor=carol&invoice_id=%s&from=%s".formatted(MOULIN, to)))
                .isEqualTo(List.of(all.get(0), all.get(2)));
        assertThat(items("/events?actor=ben&to=" + from)).isEmpty();
        assertThat(items("/events?from=2999-01-01T00:00:00Z")).isEmpty();
        assertThat(items("/events?to=-999999999-01-01T00:00:00Z")).isEmpty();
        assertThat(items("/events?invoice_id=" + MOULIN + "&to=" + encoded("+999999999-01-01T00:00:00Z")))
                .isEqualTo(all);
        assertThat(items("/events?from=0001-01-01T00:00:00Z&invoice_id=" + MOULIN + "&to="
                        + encoded("2999-01-01T00:00:00+02:00")))
                .isEqualTo(all);
    }

    @Test
    void comesInPagesWithTiesInTimeWhileEventsAreAdded() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        for (int i = 1; i <= 8; i++) {
            OTHER.correct(invoice, i, "dora", "note", "" + (i - 1), "" + i);
            OTHER.comment(invoice, i - 1, "dora", "no. " + i, "note");
        }
        DATABASE.tamper("UPDATE event_store.event SET recorded_at = date_trunc('second', recorded_at)"
                + " WHERE stream_id LIKE '" + invoice + "%' AND version > 0");
        for (String query : List.of("invoice_id=" + invoice + "&actor=dora", "actor=dora", "value=&term=note")) {
            for (int limit : List.of(1, 5, 16)) {
                List<JsonNode> read = pages(
                        "/events?limit=" + limit + "&" + query,
                        () -> OTHER.receive(Map.of("note", "newer than where the search began")));
                List<JsonNode> dora = read.stream()
                        .filter(item -> item.at("/actor").stringValue().equals("dora"))
                        .toList();
                assertThat(read).doesNotHaveDuplicates();
                assertThat(dora).as("%s by %d", query, limit).hasSize(16);
                assertThat(dora.stream()
                                .map(item -> item.at("/at").stringValue())
                                .distinct())
                        .as("instants")
                        .hasSizeLessThan(16);
            }
        }
    }

    @Test
    void asksWhoIsThereAndAnswersAuditorsOnly() throws Exception {
        for (String path : List.of("/api/audit/events", "/api/audit/rejected-decisions")) {
            for (String user : List.of("anna", "ben", "otto")) {
                assertThat(QUERY_SIDE.get(path, user).statusCode()).as(path).isEqualTo(403);
            }
            try (HttpClient nobody = HttpClient.newHttpClient()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + QUERY_SIDE.port() + path))
                        .build();
                assertThat(nobody.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/events?event=InvoiceBurnt",
                "/events?event=StaleDecisionRejected",
                "/events?event=invoicecorrected",
                "/events?term=colour",
                "/events?term=lines",
                "/events?term=lines.l1.colour",
                "/events?term=seller.name%27",
                "/events?from=yesterday",
                "/events?to=2026-11-21",
                "/events?forced=perhaps",
                "/events?cursor=nonsense",
                "/events?cursor=WyIxIl0",
                "/events?limit=0",
                "/events?limit=201",
                "/events?limit=many",
                "/events?actor=a%00b",
                "/events?actor=a%09b",
                "/events?actor=%20",
                "/events?invoice_id=17",
                "/events?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                "/proofs?invoice_id=17",
                "/rejected-decisions?from=yesterday",
                "/rejected-decisions?to=yesterday",
                "/rejected-decisions?cursor=nonsense",
                "/rejected-decisions?limit=0",
                "/rejected-decisions?actor=a%00b",
                "/rejected-decisions?invoice_id=17",
                "/rejected-decisions?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
            })
    void namesTheParameterThatCannotBe(String path) {
        HttpResponse<byte[]> answer = QUERY_SIDE.get("/api/audit" + path, "audrey");

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode problem = QuerySideProcess.json(answer);
        assertThat(problem.at("/error_code").stringValue()).isEqualTo("MALFORMED_REQUEST");
        assertThat(problem.at("/detail").stringValue())
                .contains("parameter " + path.substring(path.indexOf('?') + 1, path.indexOf('=')) + " ");
    }

    @Test
    void refusesAValueThatIsTooLong() {
        assertThat(QUERY_SIDE
                        .get("/api/audit/events?value=" + "x".repeat(201), "audrey")
                        .statusCode())
                .isEqualTo(400);
        assertThat(items("/events?value=" + "x".repeat(200))).isEmpty();
    }

    @Test
    void knowsWhichInvoicesThereAre() {
        for (String path : List.of("/events", "/rejected-decisions")) {
            HttpResponse<byte[]> answer =
                    QUERY_SIDE.get("/api/audit" + path + "?invoice_id=" + UUID.randomUUID(), "audrey");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(QuerySideProcess.json(answer).at("/error_code").stringValue())
                    .isEqualTo("INVOICE_NOT_FOUND");
        }
        assertThat(items("/rejected-decisions?invoice_id=" + OTHER.receive(Map.of("note", "0"))))
                .isEmpty();
    }

    @Test
    void listsRefusedDecisionsNewestFirst() {
        assertThat(items("/rejected-decisions?to=2026-11-21T11:00:00Z"))
                .extracting(item -> item.at("/kind").stringValue())
                .containsExactly("approval", "hold", "correction");
        assertThat(items("/rejected-decisions?to=2026-11-21T11:00:00Z").get(2).toString())
                .isEqualTo(
                        "{\"actor\":\"anna\",\"at\":\"2026-11-21T10:42:00Z\",\"invoice_id\":\"" + MOULIN
                                + "\",\"invoice_number\":\"F-77\",\"expected_review_version\":0,\"current_review_version\":2,"
                                + "\"kind\":\"correction\",\"wanted\":{\"due_date\":\"2026-07-15\",\"lines.l2\":null},\"times\":4}");
        assertThat(kinds("invoice_id=" + MOULIN)).containsExactly("approval", "correction");
        assertThat(kinds("to=2026-11-21T11:00:00Z&actor=ben")).containsExactly("approval", "hold");
        assertThat(kinds("actor=ben&invoice_id=" + LIEFERANT)).containsExactly("hold");
        assertThat(kinds("actor=otto")).isEmpty();
        assertThat(kinds("from=2026-11-21T10:42:00Z&to=2026-11-21T10:42:00.5Z")).containsExactly("hold", "correction");
        assertThat(kinds("from=2026-11-21T10:42:00.1Z&to=2026-11-21T10:42:01Z")).containsExactly("approval", "hold");
        assertThat(kinds("to=2026-11-21T10:42:00Z")).isEmpty();
    }

    @Test
    void listsRefusedDecisionsInPagesWithTiesInTimeWhileMoreAreRefused() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        for (int i = 0; i < 12; i++) {
            OTHER.refuse(
                    i % 2 == 0 ? "one" : "two",
                    refused(invoice, "edgar", "hold", 0, 7, "2026-11-22T10:00:00Z", Map.of(), i));
        }
        for (String query : List.of("actor=edgar", "invoice_id=" + invoice)) {
            for (int limit : List.of(1, 5, 11, 12)) {
                List<JsonNode> read = pages(
                        "/rejected-decisions?limit=" + limit + "&" + query,
                        () -> OTHER.refuse(
                                "one", refused(invoice, "edgar", "hold", 6, 7, "2026-11-22T12:00:00Z", Map.of(), 1)));

                assertThat(read.stream()
                                .filter(item ->
                                        item.at("/expected_review_version").asInt() == 0)
                                .map(item -> item.at("/times").asInt()))
                        .as("%s by %d", query, limit)
                        .containsExactly(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
            }
        }
    }

    @Test
    void givesOutWhatItFoundInTimeAndGoesOnFromThere() {
        EventReader reader = QUERY_SIDE.bean(EventReader.class);
        EventSearch hurried = new EventSearch(OTHER.jdbc(), reader, Duration.ZERO, Integer.MAX_VALUE);
        EventFilter filter = EventFilter.of(null, null, null, "moulin", null, false);
        Period period = Period.of(null, null);
        List<StoredEvent> read = new ArrayList<>();
        int pages = 0;
        Position reached = Position.of("events", null, period);
        while (reached != null) {
            Found page = hurried.page(filter.trail(), filter.types(), filter, reached, period.begin(), 1);
            read.addAll(page.events());
            reached = page.reached();
            pages++;
        }

        assertThat(read).extracting(StoredEvent::version).containsExactly(2L, 0L);
        assertThat(pages).isGreaterThan(3);
    }

    @Test
    void findsAllHoweverLargeTheEventsAre() {
        EventReader reader = QUERY_SIDE.bean(EventReader.class);
        EventFilter filter = EventFilter.of(null, null, null, null, MOULIN.toString(), false);
        Period always = Period.of(null, null);
        List<List<StoredEvent>> found = IntStream.of(1, Integer.MAX_VALUE)
                .mapToObj(bytes -> new EventSearch(OTHER.jdbc(), reader, Duration.ofMinutes(1), bytes)
                        .page(
                                filter.trail(),
                                filter.types(),
                                filter,
                                Position.of("events", null, always),
                                always.begin(),
                                50)
                        .events())
                .toList();

        assertThat(found.getFirst()).hasSizeGreaterThan(3).isEqualTo(found.getLast());
    }

    private static List<JsonNode> pages(String path, Runnable between) {
        List<JsonNode> read = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = QUERY_SIDE.json("/api/audit" + path + cursor, "audrey");
            read.addAll(page.get("items").values());
            between.run();
            cursor = page.at("/next_cursor").stringValue("");
            assertThat(page.get("searched_back_to").isNull()).isEqualTo(cursor.isEmpty());
            cursor = "&cursor=" + cursor;
        } while (cursor.length() > "&cursor=".length());
        return read;
    }

    private static List<String> kinds(String query) {
        return items("/rejected-decisions?" + query).stream()
                .map(item -> item.at("/kind").stringValue())
                .toList();
    }

    private static List<JsonNode> items(String path) {
        JsonNode page = QUERY_SIDE.json("/api/audit" + path, "audrey");
        assertThat(page.at("/next_cursor").isNull()).isTrue();
        return List.copyOf(page.get("items").values());
    }

    /** Spaces and letters that no URI holds; what is encoded already stays as it is. */
    private static String encoded(String query) {
        StringBuilder encoded = new StringBuilder();
        query.codePoints().forEach(character -> {
            String text = Character.toString(character);
            encoded.append("&=%".contains(text) ? text : URLEncoder.encode(text, StandardCharsets.UTF_8));
        });
        return encoded.toString();
    }

    private static StaleDecisionRejected refused(
            InvoiceId invoice,
            String actor,
            String kind,
            long expected,
            long current,
            String at,
            Map<String, @Nullable String> wanted,
            int times) {
        return new StaleDecisionRejected(invoice, kind, actor, expected, current, wanted, times, Instant.parse(at));
    }
}
