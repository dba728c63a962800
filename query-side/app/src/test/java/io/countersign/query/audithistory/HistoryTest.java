package io.countersign.query.audithistory;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HistoryTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);

    private final InvoiceId invoice = OTHER.receive(Map.of("invoice_number", "F1", "seller.name", "Acme"));
    private final String path = "/api/invoices/" + invoice;
    private final UUID renaming = OTHER.correct(invoice, 1, "ben", "seller.name", "Acme", "Acme Corp");

    @BeforeEach
    void reviewGoesOn() {
        OTHER.correct(invoice, 2, "carol", "lines.l1.item_name", null, "Nougat");
        OTHER.append(3, new InvoicePutOnHold(invoice, "MISSING_ORDER", "no order yet"), "anna");
        OTHER.append(4, new InvoiceReopened(invoice, "ORDER_FOUND", null), "anna");
        OTHER.append(5, new InvoiceApproved(invoice, "fine", "sums differ by rounding"), "anna");
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void listsEveryEventOldestFirstEachWithItsPlaceInTheChain() {
        JsonNode history = QUERY_SIDE.json(path + "/history");

        List<JsonNode> items = List.copyOf(history.get("items").values());
        assertThat(items)
                .extracting(item -> item.at("/event").stringValue())
                .containsExactly(
                        "InvoiceReceived",
                        "InvoiceCorrected",
                        "InvoiceCorrected",
                        "InvoicePutOnHold",
                        "InvoiceReopened",
                        "InvoiceApproved");
        assertThat(items).extracting(item -> item.at("/review_version").asInt()).containsExactly(0, 1, 2, 3, 4, 5);
        JsonNode renamed = items.get(1);
        assertThat(renamed.at("/actor").stringValue()).isEqualTo("ben");
        assertThat(renamed.at("/command_id").stringValue()).isEqualTo(renaming.toString());
        assertThat(renamed.at("/at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
        assertThat(renamed.at("/changes/0/term").stringValue()).isEqualTo("seller.name");
        assertThat(renamed.at("/changes/0/before").stringValue()).isEqualTo("Acme");
        assertThat(renamed.at("/changes/0/after").stringValue()).isEqualTo("Acme Corp");
        assertThat(renamed.at("/forced").booleanValue()).isFalse();
        assertThat(items.get(2).at("/changes/0/before").isNull()).isTrue();
        assertThat(items.get(3).at("/note").stringValue()).isEqualTo("no order yet");
        assertThat(items.get(3).at("/reason_code").stringValue()).isEqualTo("MISSING_ORDER");
        assertThat(items.get(5).at("/reason").stringValue()).isEqualTo("sums differ by rounding");
        assertThat(items.get(0).at("/previous_hash").stringValue()).isEqualTo("0".repeat(64));
        for (int version = 1; version < items.size(); version++) {
            assertThat(items.get(version).at("/previous_hash"))
                    .isEqualTo(items.get(version - 1).at("/hash"));
            assertThat(items.get(version).at("/hash").stringValue()).matches("[0-9a-f]{64}");
        }
        assertThat(history.at("/next_cursor").isNull()).isTrue();
    }

    @Test
    void saysWhatAForcedCorrectionOverrodeAndWhy() {
        InvoiceId invoice = OTHER.receive(Map.of("due_date", "2026-07-16"));
        OTHER.correct(invoice, 1, "ben", "due_date", "2026-07-16", "2026-07-31");
        OTHER.append(
                2,
                new InvoiceCorrected(
                        invoice,
                        List.of(new TermChange("due_date", "2026-07-31", "2026-07-15")),
                        null,
                        new Forced("agreed by phone", 0, List.of("due_date"))),
                "carol");

        JsonNode items =
                QUERY_SIDE.json("/api/invoices/" + invoice + "/history").get("items");

        JsonNode forced = items.get(2);
        assertThat(forced.at("/forced").booleanValue()).isTrue();
        assertThat(forced.at("/force/reason").stringValue()).isEqualTo("agreed by phone");
        assertThat(forced.at("/force/made_on").asInt()).isZero();
        assertThat(forced.at("/force/overrode").toString()).isEqualTo("[\"due_date\"]");
        assertThat(items.get(1).at("/forced").booleanValue()).isFalse();
        assertThat(items.get(1).get("force").isNull()).isTrue();
    }

    @Test
    void showsRefusedAttemptsInTheirPlaceWhereTheyAreAskedFor() {
        JsonNode withoutAttempts = QUERY_SIDE.json(path + "/history");
        Map<String, @Nullable String> wanted = new LinkedHashMap<>();
        wanted.put("seller.name", "Acme Ltd");
        wanted.put("lines.l2", null);
        OTHER.refuse(
                "one",
                refused("carol", 3, "2026-11-21T10:42:00.5Z", Map.of(), 1),
                refused("ben", 1, "2026-11-21T10:42:00Z", wanted, 3));
        OTHER.refuse(
                "two",
                refused("ben", 3, "2026-11-21T10:42:00.25Z", Map.of(), 1),
                refused("anna", 5, "2026-11-21T10:41:00Z", Map.of(), 1));
        OTHER.refuse("one", refused("ben", 3, "2026-11-21T10:42:00Z", Map.of(), 1));

        List<JsonNode> items = List.copyOf(
                QUERY_SIDE.json(path + "/history?attempts=true").get("items").values());

        assertThat(items)
                .extracting(item -> item.at("/review_version").toString() + " "
                        + item.at("/actor").stringValue())
                .containsExactly(
                        "0 anna",
                        "1 ben",
                        "null ben",
                        "2 carol",
                        "3 anna",
                        "null ben",
                        "null ben",
                        "null carol",
                        "4 anna",
                        "5 anna",
                        "null anna");
        JsonNode attempt = items.get(2);
        assertThat(attempt.at("/event").stringValue()).isEqualTo("StaleDecisionRejected");
        assertThat(attempt.at("/at").stringValue()).isEqualTo("2026-11-21T10:42:00Z");
        assertThat(attempt.get("changes")).isEmpty();
        assertThat(attempt.at("/forced").booleanValue()).isFalse();
        assertThat(attempt.at("/hash").stringValue()).matches("[0-9a-f]{64}");
        assertThat(attempt.get("attempt").toString())
                .isEqualTo("{\"kind\":\"correction\",\"expected_review_version\":0,\"current_review_version\":1,"
                        + "\"wanted\":{\"seller.name\":\"Acme Ltd\",\"lines.l2\":null},\"times\":3}");
        assertThat(items.get(3).get("attempt").isNull()).isTrue();
        assertThat(items.get(3).get("changes").get(0).get("before").isNull()).isTrue();
        assertThat(QUERY_SIDE.json(path + "/history")).isEqualTo(withoutAttempts);
        assertThat(QUERY_SIDE.json(path + "/history?attempts=false")).isEqualTo(withoutAttempts);
        assertThat(QUERY_SIDE.get(path + "/history?attempts=perhaps").statusCode())
                .isEqualTo(400);
    }

    @Test
    void comesInPagesWithAttemptsWhileMoreOfThemAreMade() {
        for (int i = 0; i < 4; i++) {
            // Ties: the same instant, on two nodes.
            OTHER.refuse("one", refused("ben", 2, "2026-11-21T10:42:00Z", Map.of(), 1));
            OTHER.refuse("two", refused("carol", 2, "2026-11-21T10:42:00Z", Map.of(), 1));
        }
        List<JsonNode> whole = List.copyOf(
                QUERY_SIDE.json(path + "/history?attempts=true").get("items").values());
        assertThat(whole).hasSize(14);

        for (int limit = 1; limit <= 14; limit++) {
            List<JsonNode> read = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = QUERY_SIDE.json(path + "/history?attempts=true&limit=" + limit + cursor);
                read.addAll(page.get("items").values());
                if (read.size() == limit) {
                    // Where reading already was, and where it is yet to come.
                    OTHER.refuse(
                            "one",
                            refused("mallory", 0, "2026-11-21T10:42:00Z", Map.of(), 1),
                            refused("mallory", 2, "2026-11-21T10:40:00Z", Map.of(), 1));
                }
                cursor = "&cursor=" + page.at("/next_cursor").stringValue("");
            } while (cursor.length() > "&cursor=".length());

            assertThat(read)
                    .as("in pages of %d", limit)
                    .filteredOn(item -> !item.at("/actor").stringValue().equals("mallory"))
                    .isEqualTo(whole);
            assertThat(read).doesNotHaveDuplicates();
        }
    }

    @Test
    void showsNoAttemptsOnOtherInvoices() {
        InvoiceId untouched = OTHER.receive(Map.of("note", "0"));
        OTHER.refuse("one", refused("ben", 1, "2026-11-21T10:42:00Z", Map.of(), 1));

        assertThat(QUERY_SIDE
                        .json("/api/invoices/" + untouched + "/history?attempts=true")
                        .get("items"))
                .hasSize(1);
        notFound("/api/invoices/" + UUID.randomUUID() + "/history?attempts=true", "INVOICE_NOT_FOUND");
    }

    @Test
    void comesInPages() {
        JsonNode first = QUERY_SIDE.json(path + "/history?limit=4");
        JsonNode second = QUERY_SIDE.json(
                path + "/history?limit=4&cursor=" + first.at("/next_cursor").stringValue());

        assertThat(first.get("items").size()).isEqualTo(4);
        assertThat(second.get("items").values())
                .extracting(item -> item.at("/review_version").asInt())
                .containsExactly(4, 5);
        assertThat(second.at("/next_cursor").isNull()).isTrue();
        assertThat(QUERY_SIDE.get(path + "/history?cursor=nonsense").statusCode())
                .isEqualTo(400);
        InvoiceId another = OTHER.receive(Map.of());
        assertThat(QUERY_SIDE
                        .get("/api/invoices/" + another + "/history?cursor="
                                + first.at("/next_cursor").stringValue())
                        .statusCode())
                .isEqualTo(400);
        assertThat(QUERY_SIDE.get(path + "/history?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void showsTheInvoiceAsItWasAtAVersion() {
        JsonNode before = QUERY_SIDE.json(path + "/versions/0");
        JsonNode after = QUERY_SIDE.json(path + "/versions/3");

        assertThat(before.at("/review_version").asInt()).isZero();
        assertThat(before.at("/status").stringValue()).isEqualTo("received");
        assertThat(before.get("terms").get("seller.name").stringValue()).isEqualTo("Acme");
        assertThat(after.at("/status").stringValue()).isEqualTo("on_hold");
        assertThat(after.get("terms").get("seller.name").stringValue()).isEqualTo("Acme Corp");
        assertThat(after.at("/lines/0/item_name").stringValue()).isEqualTo("Nougat");
        notFound(path + "/versions/6", "VERSION_NOT_FOUND");
        notFound(path + "/versions/-1", "VERSION_NOT_FOUND");
        assertThat(QUERY_SIDE.get(path + "/versions/first").statusCode()).isEqualTo(400);
    }

    @Test
    void showsTheInvoiceAsItWasAtAnInstant() {
        JsonNode items = QUERY_SIDE.json(path + "/history").get("items");
        for (int version = 0; version < items.size(); version++) {
            String at = items.at("/" + version + "/at").stringValue();
            assertThat(QUERY_SIDE
                            .json(path + "/versions?at=" + at)
                            .at("/review_version")
                            .asInt())
                    .isEqualTo(version);
        }
        notFound(path + "/versions?at=2001-01-01T00:00:00Z", "VERSION_NOT_FOUND");
        notFound(path + "/versions?at=-999999999-01-01T00:00:00Z", "VERSION_NOT_FOUND");
        assertThat(QUERY_SIDE
                        .json(path + "/versions?at=%2B999999999-01-01T00:00:00Z")
                        .at("/review_version")
                        .asInt())
                .isEqualTo(5);
        assertThat(QUERY_SIDE.get(path + "/versions?at=yesterday").statusCode()).isEqualTo(400);
        assertThat(QUERY_SIDE.get(path + "/versions").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsWhatDiffersBetweenTwoVersionsInBothDirections() {
        JsonNode forth = QUERY_SIDE.json(path + "/diff?from=0&to=5").get("changes");
        JsonNode back = QUERY_SIDE.json(path + "/diff?from=5&to=0").get("changes");

        assertThat(forth.values())
                .extracting(change -> change.at("/term").stringValue())
                .containsExactlyInAnyOrder("seller.name", "lines.l1.item_name");
        assertThat(back.values())
                .filteredOn(change -> change.at("/term").stringValue().equals("seller.name"))
                .extracting(change -> change.at("/after").stringValue())
                .containsExactly("Acme");
        assertThat(QUERY_SIDE.json(path + "/diff?from=3&to=5").get("changes")).isEmpty();
        notFound(path + "/diff?from=0&to=9", "VERSION_NOT_FOUND");
        assertThat(QUERY_SIDE.get(path + "/diff?from=0").statusCode()).isEqualTo(400);
    }

    @Test
    void showsEveryVersionOfALongReview() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        OTHER.jdbc().sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        SELECT e.stream_id, number, gen_random_uuid(), 'InvoiceCorrected', '1',
                            json_build_object('invoice_id', e.stream_id, 'changes', json_build_array(json_build_object(
                                'term', 'note', 'before', (number - 1)::text, 'after', number::text))),
                            json_build_object('actor', 'ben', 'command_id', gen_random_uuid())
                        FROM event_store.event e, generate_series(1, 2000) AS number
                        WHERE e.stream_id = ? ORDER BY number""").param(invoice.toString()).update();

        for (int version : List.of(0, 499, 500, 1999, 2000)) {
            JsonNode then = QUERY_SIDE.json("/api/invoices/" + invoice + "/versions/" + version);
            assertThat(then.at("/review_version").asInt()).isEqualTo(version);
            assertThat(then.at("/terms/note").stringValue()).isEqualTo("" + version);
        }
        notFound("/api/invoices/" + invoice + "/versions/2001", "VERSION_NOT_FOUND");
    }

    @Test
    void knowsNoHistoryOfAnUnknownInvoice() {
        String unknown = "/api/invoices/" + UUID.randomUUID();
        notFound(unknown + "/history", "INVOICE_NOT_FOUND");
        notFound(unknown + "/versions/0", "INVOICE_NOT_FOUND");
        notFound(unknown + "/versions?at=2026-01-01T00:00:00Z", "INVOICE_NOT_FOUND");
        notFound(unknown + "/diff?from=0&to=1", "INVOICE_NOT_FOUND");
    }

    /** A correction made on version 0. */
    private StaleDecisionRejected refused(
            String actor, long currentVersion, String at, Map<String, @Nullable String> wanted, int times) {
        return new StaleDecisionRejected(
                invoice, "correction", actor, 0, currentVersion, wanted, times, Instant.parse(at));
    }

    private static void notFound(String path, String errorCode) {
        HttpResponse<byte[]> response = QUERY_SIDE.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(404);
        assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                .isEqualTo(errorCode);
    }
}
