package io.countersign.platform.eventstore;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people said about an invoice, read from the event store itself. */
public final class Discussions {

    private static final String SELECT = "SELECT " + EventReader.COLUMNS
            + " FROM event_store.event WHERE stream_id = ? AND version >= ? ORDER BY version LIMIT ?";

    private final JdbcClient jdbc;
    private final EventReader reader;

    Discussions(JdbcClient jdbc, EventReader reader) {
        this.jdbc = jdbc;
        this.reader = reader;
    }

    /** All comments on an invoice, oldest first; empty where nobody said anything or there is no such invoice. */
    public List<Comment> of(InvoiceId invoiceId) {
        return read(invoiceId, 0, Integer.MAX_VALUE);
    }

    /** The comment of that number. */
    public Optional<Comment> comment(InvoiceId invoiceId, long number) {
        return read(invoiceId, number, 1).stream().findFirst();
    }

    private List<Comment> read(InvoiceId invoiceId, long from, int limit) {
        return jdbc.sql(SELECT)
                .param(CommentAdded.streamOf(invoiceId))
                .param(from)
                .param(limit)
                .query((row, _) -> reader.read(row).comment())
                .list();
    }
}
