package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.command.Store;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Nobody decides on a review that holds an event which somebody altered in the database. */
@ExtendWith({SharedNodes.class, OutputCaptureExtension.class})
class CorruptHistoryTest {

    private static final String BESIDE =
            "{\"actor\": \"ben\", \"command_id\": \"0193aaaa-0000-7000-8000-000000000001\"}";

    private final CommandSide node;
    private final Store store;

    CorruptHistoryTest(CommandSide node) {
        this.node = node;
        this.store = node.store();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"SECRET":                                                       | -
            [[[["SECRET"                                                     | -
            {"changes": ["SECRET"]}                                          | -
            {"invoice_id": "%s", "changes": [{"term": "SECRET"}]}            | -
            {"invoice_id": "SECRET", "reason_code": "disputed"}              | -
            {}                                                               | -
            {"invoice_id": "%s", "reason_code": "disputed"}                  | ["SECRET"]
            {"invoice_id": "%s", "reason_code": "disputed"}                  | {}
            {"invoice_id": "%s", "reason_code": "disputed"}                  | {"actor": {"x": "SECRET"}}
            {"invoice_id": "%s", "reason_code": "disputed"}                  | {"actor": "ben", "command_id": "SECRET"}
            """)
    void answersEachDecisionThatTheHistoryIsBroken(String payload, String metadata, CapturedOutput output) {
        String invoiceId = node.anna().receiveInvoice();
        insert(
                invoiceId,
                1,
                payload.contains("disputed") ? "InvoicePutOnHold" : "InvoiceCorrected",
                payload.replace("%s", invoiceId),
                metadata.equals("-") ? BESIDE : metadata);

        isBroken(node.anna().correct(invoiceId, 1, "seller.name", "Acme Corp"), 1);
        isBroken(Endpoint.HOLD.post(node.anna(), invoiceId, 1), 1);
        isBroken(Endpoint.APPROVAL.post(node.as("ben"), invoiceId, 1), 1);
        isBroken(node.anna().correct(invoiceId, 0, "seller.name", "Acme Corp"), 1);
        assertThat(store.version(invoiceId)).isEqualTo(1);
        assertThat(output).doesNotContain("SECRET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"terms\": \"SECRET\"}", """
            {"invoice_id": "%s", "source": {"media_type": "application/xml", "sha256": "0123abcd", "bytes": 1}, \
            "terms": {"SECRET": "R-1"}, "confidence": {}}"""})
    void answersSoWhereTheFirstEventIsAltered(String payload, CapturedOutput output) {
        String invoiceId = UUID.randomUUID().toString();
        insert(invoiceId, 0, "InvoiceReceived", payload.formatted(invoiceId), BESIDE);

        isBroken(node.anna().correct(invoiceId, 0, "seller.name", "Acme Corp"), 0);
        isBroken(node.anna().correct(invoiceId, 0, "seller.name", "Acme Corp"), 0);
        assertThat(output).doesNotContain("SECRET");
    }

    @Test
    void answersSoWhereAnEventStandsInAPlaceThatIsNotItsOwn() {
        String unreceived = UUID.randomUUID().toString();
        insert(unreceived, 0, "InvoiceApproved", "{\"invoice_id\": \"" + unreceived + "\"}", BESIDE);
        String receivedTwice = node.anna().receiveInvoice();
        insert(
                receivedTwice,
                1,
                "InvoiceReceived",
                store.jdbc()
                        .sql("SELECT payload FROM event_store.event WHERE stream_id = ?")
                        .param(receivedTwice)
                        .query(String.class)
                        .single(),
                BESIDE);

        isBroken(Endpoint.HOLD.post(node.anna(), unreceived, 0), 0);
        isBroken(Endpoint.HOLD.post(node.anna(), receivedTwice, 1), 1);
    }

    private static void isBroken(Answer answer, int version) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(409);
        assertThat(answer.body().required("error_code").stringValue()).isEqualTo("HISTORY_BROKEN");
        assertThat(answer.body().required("version").intValue()).isEqualTo(version);
    }

    private void insert(String invoiceId, long version, String type, String payload, String metadata) {
        store.jdbc()
                .sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, ?, gen_random_uuid(), ?, '1', ?, ?)""")
                .params(invoiceId, version, type, payload, metadata)
                .update();
    }
}
