package io.countersign.command.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.SourceDocument;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Documents as received. Append-only; the same bytes are kept once. */
@Component
public class SourceDocuments {

    private final JdbcClient jdbc;

    SourceDocuments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps a document, in the transaction of its invoice's first event. */
    public void keep(InvoiceId invoiceId, SourceDocument source, byte[] content) {
        jdbc.sql("""
                        INSERT INTO event_store.source_document (invoice_id, media_type, file_name, content)
                        VALUES (?, ?, ?, ?)""")
                .param(invoiceId.value())
                .param(source.mediaType())
                .param(source.fileName())
                .param(content)
                .update();
    }

    /** The invoice that these bytes became; empty where they are new. */
    public Optional<InvoiceId> invoiceOf(SourceDocument source) {
        return jdbc.sql("SELECT invoice_id FROM event_store.source_document WHERE sha256 = ?")
                .param(HexFormat.of().parseHex(source.sha256()))
                .query((row, _) -> new InvoiceId(row.getObject("invoice_id", UUID.class)))
                .optional();
    }
}
