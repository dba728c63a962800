package io.countersign.query.comparisons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Somebody who owns the views has written something else into them. Each time it is found and named. */
class TamperedViewsTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE =
            new QuerySideProcess(DATABASE, "countersign.checkpoint-interval=0");

    private static final InvoiceId BEFORE = OTHER.receive(Map.of("note", "0"));
    private static final InvoiceId INVOICE = OTHER.receive(terms(), Map.of("seller.name", new BigDecimal("0.90")));
    private static final String SURPLUS = "0193ffff-0000-7000-8000-000000000001";

    private static Map<String, String> terms() {
        Map<String, String> terms = new LinkedHashMap<>();
        terms.put("invoice_number", "F1");
        terms.put("seller.name", "Acme");
        terms.put("issue_date", "2026-01-05");
        terms.put("currency", "EUR");
        terms.put("totals.amount_due", "119.00");
        terms.put("note", "long ".repeat(100) + "and short");
        terms.put("lines.b.item_name", "Nougat");
        terms.put("lines.a.item_name", "Paper");
        return terms;
    }

    @BeforeAll
    static void manyThingsHappen() {
        OTHER.correct(INVOICE, 1, "ben", "seller.name", "Acme", "Acme Corp");
        OTHER.correct(INVOICE, 2, "carol", "due_date", null, "2026-02-04");
        OTHER.append(3, new InvoicePutOnHold(INVOICE, "MISSING_ORDER", "no order yet"), "anna");
        OTHER.comment(INVOICE, 0, "anna", "@ben and @carol, look", "due_date");
        OTHER.comment(INVOICE, 1, "ben", "@anna, why?", null);
        OTHER.comment(BEFORE, 0, "ben", "@anna, why?", null);
        Eventually.that(
                () -> assertThat(QUERY_SIDE.json("/api/mentions", "carol").get("items"))
                        .hasSize(1));
        Eventually.that(() -> {
            assertThat(OTHER.jdbc()
                            .sql("SELECT sum(review_version) FROM (SELECT review_version FROM read_model.review_queue"
                                    + " UNION ALL SELECT review_version FROM read_model.invoice_detail)")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(6);
            assertThat(OTHER.jdbc()
                            .sql("SELECT count(*) FROM read_model.mention")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(4);
        });
        DATABASE.keep(List.of(
                "read_model.review_queue", "read_model.invoice_detail", "read_model.mention", "event_store.event"));
    }

    @AfterEach
    void undo() {
        DATABASE.restore();
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void findsNothingWhereNothingWasChanged() {
        JsonNode run = Comparisons.finished(QUERY_SIDE, Comparisons.begin(QUERY_SIDE));

        assertThat(Comparisons.differences(run)).isEmpty();
        assertThat(run.at("/checked_invoices").asInt()).isEqualTo(2);
        assertThat(run.at("/total_invoices").asInt()).isEqualTo(2);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                queue("status", "status = 'approved'", 3, differs("status", "\"approved\"", "\"on_hold\"")),
                queue("amount", "amount_due = 1.19", 3, differs("amount_due", "\"1.19\"", "\"119.00\"")),
                queue("date", "issue_date = NULL", 3, differs("issue_date", "nothing", "\"2026-01-05\"")),
                queue("a date that there is not", "due_date = '2027-01-01'", 3, "due_date differs"),
                queue("seller", "seller_name = 'Eve'", 3, differs("seller_name", "\"Eve\"", "\"Acme Corp\"")),
                queue("who", "changed_by = 'eve'", 3, differs("changed_by", "\"eve\"", "\"anna\"")),
                queue("when", "changed_at = changed_at - interval '1 microsecond'", 3, "changed_at differs"),
                queue("findings", "error_findings = 0", 3, "error_findings differs: the view holds \"0\""),
                queue("what it is found by", "search_text = ''", 3, "search_text differs"),
                queue("what it is sorted by", "seller_name_key = 'zz'", 3, "seller_name_key differs"),
                queue("an older version", "review_version = 2", 2, "status differs"),
                queue(
                        "a version that there is not",
                        "review_version = 4",
                        4,
                        differs("review_version", "\"4\"", "\"3\"")),
                queue(
                        "a folded term",
                        "review = replace(review::text, 'Acme Corp', 'Eve')::json",
                        3,
                        differs("review.invoice.seller.name", "\"Eve\"", "\"Acme Corp\"")),
                queue("several", "status = 'approved', currency = 'USD', amount_due = 1", 3, "So do 2 more members."),
                detail(
                        "a folded term",
                        "review = replace(review::text, '2026-02-04', '2027-02-04')::json",
                        3,
                        differs("review.invoice.due_date", "\"2027-02-04\"", "\"2026-02-04\"")),
                detail(
                        "a term as received",
                        "review = replace(review::text, '\"Acme\"', '\"Eve\"')::json",
                        3,
                        differs("review.received.seller.name", "\"Eve\"", "\"Acme\"")),
                detail(
                        "the end of a long one",
                        "review = replace(review::text, 'and short', 'and long')::json",
                        3,
                        "\"… long long long and long\", the events say \"… long long long and short\""),
                detail(
                        "the order of rows",
                        "review = replace(replace(replace(review::text, 'lines.a', 'lines.c'), 'lines.b', 'lines.a'),"
                                + " 'lines.c', 'lines.b')::json",
                        3,
                        "review.invoice.lines.a.item_name differs"),
                detail(
                        "nothing but the order of terms",
                        "review = regexp_replace(review::text, '(\"lines.b.item_name\":\"Nougat\"),"
                                + "(\"lines.a.item_name\":\"Paper\")', '\\2,\\1', 'g')::json",
                        3,
                        "review (order of terms) differs: the view holds \"…"),
                detail(
                        "who corrected it",
                        "review = replace(review::text, '\"carol\"', '\"eve\"')::json",
                        3,
                        differs("review.correctedBy", "\"ben, eve\"", "\"ben, carol\"")),
                detail(
                        "status",
                        "review = replace(review::text, '\"on_hold\"', '\"approved\"')::json",
                        3,
                        "review.status differs"),
                detail("nonsense", "review = '{\"a\": 1}'", 3, "review differs: the view holds \"what this release"),
                detail("the version beside it", "review_version = 2", 2, "review.status differs"),
                argumentSet(
                        "a queue row removed",
                        "DELETE FROM read_model.review_queue WHERE invoice_id = '" + INVOICE + "'",
                        INVOICE,
                        "review_queue",
                        3L,
                        differs("row", "nothing", "\"version 3\"")),
                argumentSet(
                        "a detail removed",
                        "DELETE FROM read_model.invoice_detail WHERE invoice_id = '" + INVOICE + "'",
                        INVOICE,
                        "invoice_detail",
                        3L,
                        differs("row", "nothing", "\"version 3\"")),
                argumentSet(
                        "a queue row of no invoice",
                        "INSERT INTO read_model.review_queue SELECT (jsonb_populate_record(q,"
                                + " '{\"invoice_id\": \"" + SURPLUS + "\"}')).* FROM read_model.review_queue q"
                                + " WHERE invoice_id = '" + INVOICE + "'",
                        SURPLUS,
                        "review_queue",
                        3L,
                        differs("row", "\"version 3\"", "nothing")),
                argumentSet(
                        "a detail of no invoice",
                        "INSERT INTO read_model.invoice_detail SELECT '" + SURPLUS + "', review_version, review"
                                + " FROM read_model.invoice_detail WHERE invoice_id = '" + INVOICE + "'",
                        SURPLUS,
                        "invoice_detail",
                        3L,
                        differs("row", "\"version 3\"", "nothing")),
                argumentSet(
                        "all of an older version, as it was then",
                        "UPDATE read_model.invoice_detail SET review_version = 0, review = (SELECT json_build_object("
                                + "'invoiceId', review -> 'invoiceId', 'version', 0, 'status', 'received',"
                                + " 'source', review -> 'source', 'received', review -> 'received',"
                                + " 'invoice', review -> 'received', 'confidence', json_build_object('seller.name', 0.90),"
                                + " 'corrected', false, 'correctedBy', '[]'::json)) WHERE invoice_id = '" + INVOICE
                                + "'",
                        INVOICE,
                        "invoice_detail",
                        0L,
                        differs("review_version", "\"0\"", "\"3\"")),
                mention(
                        "text",
                        "UPDATE read_model.mention SET text = 'never' WHERE mentioned = 'carol'",
                        differs("comment 0 to carol, text", "\"never\"", "\"@ben and @carol, look\"")),
                mention(
                        "author",
                        "UPDATE read_model.mention SET actor = 'eve' WHERE mentioned = 'carol'",
                        differs("comment 0 to carol, actor", "\"eve\"", "\"anna\"")),
                mention(
                        "term",
                        "UPDATE read_model.mention SET term = NULL WHERE mentioned = 'carol'",
                        differs("comment 0 to carol, term", "nothing", "\"due_date\"")),
                mention(
                        "instant",
                        "UPDATE read_model.mention SET at = at + interval '1 s' WHERE mentioned = 'carol'",
                        "comment 0 to carol, at differs"),
                mention(
                        "removed",
                        "DELETE FROM read_model.mention WHERE mentioned = 'carol'",
                        differs("comment 0 to carol", "nothing", "\"@ben and @carol, look\"")),
                mention(
                        "to somebody else",
                        "INSERT INTO read_model.mention SELECT 'eve', invoice_id, number, actor, at, text, term"
                                + " FROM read_model.mention WHERE mentioned = 'carol'",
                        differs("comment 0 to eve", "\"@ben and @carol, look\"", "nothing")),
                mention(
                        "twice",
                        "INSERT INTO read_model.mention SELECT mentioned, invoice_id, number, actor,"
                                + " at + interval '1 s', text, term FROM read_model.mention WHERE mentioned = 'carol'",
                        differs("comment 0 to carol", "\"@ben and @carol, look\"", "nothing")));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void isFoundAndNamed(String change, Object invoice, String view, Long version, String reason) {
        DATABASE.tamper(change);

        JsonNode run = Comparisons.finished(QUERY_SIDE, Comparisons.begin(QUERY_SIDE));

        assertThat(run.get("differences"))
                .as(Comparisons.differences(run).toString())
                .hasSize(1);
        JsonNode found = run.at("/differences/0");
        assertThat(found.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
        assertThat(found.at("/view").stringValue()).isEqualTo(view);
        assertThat(
                        found.at("/review_version").isNull()
                                ? null
                                : (Long) found.at("/review_version").asLong())
                .isEqualTo(version);
        assertThat(found.at("/reason").stringValue()).contains(reason);
        assertThat(found.at("/reason").stringValue()).hasSizeLessThan(400);
    }

    @Test
    void saysOfEventsThatDoNotFoldThatTheyDoNotAndGoesOn() {
        DATABASE.tamper("DELETE FROM event_store.event WHERE version = 1 AND stream_id = '" + INVOICE + "';"
                + "UPDATE event_store.event SET payload = '[]' WHERE stream_id = '" + BEFORE + "/discussion'");

        assertThat(Comparisons.differences(QUERY_SIDE))
                .hasSize(3)
                .allMatch(difference -> difference.contains("The events cannot be folded"))
                .anyMatch(difference -> difference.startsWith("mention null"))
                .anyMatch(difference -> difference.contains("Event 1 of " + INVOICE + " is missing"));
    }

    private static String differs(String member, String held, String said) {
        return "%s differs: the view holds %s, the events say %s.".formatted(member, held, said);
    }

    private static Arguments queue(String name, String change, long version, String reason) {
        return argumentSet(
                "queue: " + name,
                "UPDATE read_model.review_queue SET " + change + " WHERE invoice_id = '" + INVOICE + "'",
                INVOICE,
                "review_queue",
                version,
                reason);
    }

    private static Arguments detail(String name, String change, long version, String reason) {
        return argumentSet(
                "detail: " + name,
                "UPDATE read_model.invoice_detail SET " + change + " WHERE invoice_id = '" + INVOICE + "'",
                INVOICE,
                "invoice_detail",
                version,
                reason);
    }

    private static Arguments mention(String name, String change, String reason) {
        return argumentSet("mention: " + name, change, INVOICE, "mention", null, reason);
    }
}
