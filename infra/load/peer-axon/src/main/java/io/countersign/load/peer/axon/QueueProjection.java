package io.countersign.load.peer.axon;

import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a list of invoices is served from; less than ours holds. */
@Component
class QueueProjection {

    private final JdbcClient jdbc;

    QueueProjection(JdbcClient jdbc) {
        this.jdbc = jdbc;
        jdbc.sql("""
                CREATE TABLE IF NOT EXISTS queue (
                    invoice_id uuid PRIMARY KEY, version bigint NOT NULL, status text NOT NULL, seller_name text)""").update();
    }

    @EventHandler
    void on(InvoiceReview.Received event) {
        jdbc.sql("INSERT INTO queue VALUES (?::uuid, 0, 'RECEIVED', ?)")
                .param(event.invoiceId())
                .param(event.terms().get("seller.name"))
                .update();
    }

    @EventHandler
    void on(InvoiceReview.Corrected event, @SequenceNumber long version) {
        String sellerName = event.changes().stream()
                .filter(change -> change.term().equals("seller.name"))
                .map(InvoiceReview.Change::after)
                .findAny()
                .orElse(null);
        jdbc.sql("UPDATE queue SET version = ?, status = 'IN_REVIEW', seller_name = coalesce(?, seller_name)"
                        + " WHERE invoice_id = ?::uuid")
                .param(version)
                .param(sellerName)
                .param(event.invoiceId())
                .update();
    }
}
