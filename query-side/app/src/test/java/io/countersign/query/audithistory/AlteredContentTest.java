package io.countersign.query.audithistory;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Somebody who rules the database server made an event unreadable: it is shown as that and hides none of the others. */
class AlteredContentTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);

    private final InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
    private final String path = "/api/invoices/" + invoice;

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payload = 'x'",
                "payload = 'null'",
                "payload = '{}'",
                "payload = replace(payload, '\"note\"', '\"seller.nickname\"')",
                "payload = replace(payload, '\"note\"', '\"lines.net_amount\"')",
                "metadata = '{}'",
                "metadata = '{\"actor\": \"eve\", \"command_id\": \"7\"}'",
                "event_type = 'InvoiceForgotten'",
                "event_type = 'CommentAdded', payload = '[]'"
            })
    void isShownAsSuchInItsPlace(String change) {
        OTHER.correct(invoice, 1, "ben", "note", "0", "1");
        OTHER.correct(invoice, 2, "ben", "note", "1", "2");
        String type = change.startsWith("event_type") ? change.split("'")[1] : "InvoiceCorrected";
        DATABASE.tamper(
                "UPDATE event_store.event SET " + change + " WHERE version = 1 AND stream_id = '" + invoice + "'");

        List<JsonNode> history = items(path + "/history?attempts=true");
        JsonNode altered = history.get(1);
        assertThat(altered.at("/unreadable").booleanValue()).isTrue();
        assertThat(altered.at("/event").stringValue()).isEqualTo(type);
        assertThat(altered.at("/review_version").asInt()).isEqualTo(1);
        assertThat(altered.get("actor").isNull()).isTrue();
        assertThat(altered.at("/hash").stringValue()).matches("[0-9a-f]{64}");
        assertThat(history)
                .extracting(item -> item.at("/unreadable").booleanValue())
                .containsExactly(false, true, false);
        assertThat(items("/api/audit/events?invoice_id=" + invoice))
                .extracting(item -> item.at("/review_version").asInt()
                        + (item.at("/unreadable").booleanValue() ? " unreadable" : ""))
                .containsExactly("2", "1 unreadable", "0");
        assertThat(items("/api/audit/events?actor=ben&invoice_id=" + invoice)).hasSize(2);

        assertThat(QUERY_SIDE.json(path + "/versions/0").at("/terms/note").stringValue())
                .isEqualTo("0");
        for (String question : List.of("/versions/2", "/versions?at=2999-01-01T00:00:00Z", "/diff?from=0&to=1")) {
            if (type.equals("InvoiceForgotten")) {
                assertRefused(503, "LATER_RELEASE", question, 1);
            } else {
                assertBroken(question, 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"infinity", "-infinity"})
    void isShownAlsoWhereItsInstantIsNone(String instant) {
        OTHER.correct(invoice, 1, "ben", "note", "0", "1");
        DATABASE.tamper("UPDATE event_store.event SET recorded_at = '" + instant
                + "' WHERE version = 1 AND stream_id = '" + invoice + "'");

        assertThat(items(path + "/history")).hasSize(2);
        assertThat(items("/api/audit/events?invoice_id=" + invoice)).isNotEmpty();
    }

    @Test
    void isNoneWhereItStandsInAPlaceThatIsNotItsOwn() {
        OTHER.correct(invoice, 1, "ben", "note", "0", "1");
        DATABASE.tamper("UPDATE event_store.event e SET event_type = 'InvoiceReceived', payload ="
                + " (SELECT payload FROM event_store.event WHERE stream_id = e.stream_id AND version = 0)"
                + " WHERE version = 1 AND stream_id = '" + invoice + "'");

        assertThat(items(path + "/history")).hasSize(2);
        assertBroken("/versions/1", 1);
        assertBroken("/diff?from=0&to=1", 1);
    }

    @Test
    void isShownAsSuchWhereACommentSaysNothingAnyMore() {
        OTHER.comment(invoice, 0, "ben", "Where is the order?", null);
        DATABASE.tamper("UPDATE event_store.event SET payload = '{\"invoice_id\": \"" + invoice + "\"}'"
                + " WHERE stream_id = '" + invoice + "/discussion'");

        assertThat(items("/api/audit/events?invoice_id=" + invoice))
                .extracting(item -> item.at("/event").stringValue()
                        + (item.at("/unreadable").booleanValue() ? " unreadable" : ""))
                .containsExactly("CommentAdded unreadable", "InvoiceReceived");
        JsonNode refusal = QuerySideProcess.json(QUERY_SIDE.get(path + "/comments"));
        assertThat(refusal.at("/error_code").stringValue()).isEqualTo("HISTORY_BROKEN");
    }

    @Test
    void isNamedWhereItWasRemoved() {
        OTHER.correct(invoice, 1, "ben", "note", "0", "1");
        OTHER.correct(invoice, 2, "ben", "note", "1", "2");
        DATABASE.tamper("DELETE FROM event_store.event WHERE version = 1 AND stream_id = '" + invoice + "'");

        assertThat(items(path + "/history"))
                .extracting(item -> item.at("/review_version").asInt())
                .containsExactly(0, 2);
        assertBroken("/versions/2", 1);
        assertBroken("/diff?from=0&to=2", 1);
        assertThat(QUERY_SIDE.json(path + "/versions/0").at("/terms/note").stringValue())
                .isEqualTo("0");
    }

    @Test
    void hidesNoEventThatBelongsToNoInvoice() {
        OTHER.jdbc()
                .sql(
                        "INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)"
                                + " VALUES ('elsewhere', 0, gen_random_uuid(), 'InvoiceApproved', '1', '{}', '{}')")
                .update();

        JsonNode found = items("/api/audit/events").getFirst();

        assertThat(found.get("invoice_id").isNull()).isTrue();
        assertThat(found.at("/unreadable").booleanValue()).isTrue();
        assertThat(found.get("review_version").isNull()).isTrue();
    }

    private void assertBroken(String question, int version) {
        assertRefused(409, "HISTORY_BROKEN", question, version);
    }

    private void assertRefused(int status, String code, String question, int version) {
        HttpResponse<byte[]> answer = QUERY_SIDE.get(path + question);
        JsonNode problem = QuerySideProcess.json(answer);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(problem.at("/error_code").stringValue()).isEqualTo(code);
        assertThat(problem.at("/stream_id").stringValue()).isEqualTo(invoice.toString());
        assertThat(problem.at("/version").asInt()).isEqualTo(version);
    }

    private static List<JsonNode> items(String path) {
        return List.copyOf(QUERY_SIDE.json(path, "audrey").get("items").values());
    }
}
