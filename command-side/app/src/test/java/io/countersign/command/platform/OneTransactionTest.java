package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Documents;
import io.countersign.command.Http;
import io.countersign.command.Store;
import java.util.Map;
import java.util.UUID;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A command's events, document and receipt are stored together or not at all. */
class OneTransactionTest {

    @AutoClose
    private static final CommandSide NODE = CommandSide.on(CommandSide.newDatabase());

    @Test
    void runsCommandsInTransactionsOfSpring() {
        assertThat(NODE.bean(TransactionManager.class)).isInstanceOf(SpringTransactionManager.class);
        assertThat(NODE.bean(Configuration.class).getComponent(TransactionManager.class))
                .isSameAs(NODE.bean(TransactionManager.class));
    }

    @Test
    void leavesNothingOfADocumentWhoseEventIsRefused() {
        breakInserts("event");
        Store.Counts before = NODE.store().counts();

        Http.Answer answer =
                NODE.anna().send("/api/invoices", "application/xml", Documents.ubl("X-1"), Http.key(UUID.randomUUID()));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(NODE.store().counts()).isEqualTo(before);
        mend("event");
    }

    @Test
    void leavesNothingOfADecisionWhoseEventIsRefused() {
        String invoiceId = NODE.anna().receiveInvoice("X-2");
        breakInserts("event");
        Store.Counts before = NODE.store().counts();

        Http.Answer answer = Endpoint.HOLD.post(NODE.anna(), invoiceId, 0, Map.of(), Http.key(UUID.randomUUID()));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(NODE.store().counts()).isEqualTo(before);
        mend("event");
        assertThat(Endpoint.HOLD.post(NODE.anna(), invoiceId, 0).status()).isEqualTo(200);
    }

    @Test
    void leavesNoEventOfADecisionWhoseReceiptIsRefused() {
        String invoiceId = NODE.anna().receiveInvoice("X-3");
        breakInserts("receipt");
        Store.Counts before = NODE.store().counts();

        Http.Answer answer = Endpoint.HOLD.post(NODE.anna(), invoiceId, 0, Map.of(), Http.key(UUID.randomUUID()));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(NODE.store().counts()).isEqualTo(before);
        mend("receipt");
    }

    private static void breakInserts(String table) {
        NODE.store().jdbc().sql("""
                        CREATE OR REPLACE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN RAISE EXCEPTION 'broken for the test'; END $$""").update();
        NODE.store()
                .jdbc()
                .sql("CREATE TRIGGER broken AFTER INSERT ON event_store.%s EXECUTE FUNCTION break()".formatted(table))
                .update();
    }

    private static void mend(String table) {
        NODE.store().jdbc().sql("DROP TRIGGER broken ON event_store." + table).update();
    }
}
