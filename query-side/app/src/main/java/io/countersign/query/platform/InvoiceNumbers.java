package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The numbers that invoices have now, for people to know them by; what the queue does not know yet has none. */
@Component
public final class InvoiceNumbers {

    private final JdbcClient jdbc;

    InvoiceNumbers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The numbers by id; an invoice without one is not among them. */
    public Map<InvoiceId, String> of(Collection<InvoiceId> invoiceIds) {
        Map<InvoiceId, String> numbers = new HashMap<>();
        jdbc.sql("""
                        SELECT invoice_id, invoice_number FROM read_model.review_queue
                        WHERE invoice_id = ANY (?::uuid[]) AND invoice_number IS NOT NULL""")
                .param(invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new))
                .query(row -> {
                    numbers.put(
                            new InvoiceId(row.getObject("invoice_id", UUID.class)), row.getString("invoice_number"));
                });
        return numbers;
    }
}
