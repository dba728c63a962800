package io.countersign.platform.eventstore;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people said about an invoice, read from the event store itself. */
public final class Discussions {

    private static final String SELECT = """
            SELECT version, event_type, revision, payload, metadata, recorded_at
            FROM event_store.event WHERE stream_id = ? AND version >= ? ORDER BY version LIMIT ?""";

    private final JdbcClient jdbc;
    private final EventJson json;

    Discussions(JdbcClient jdbc, EventJson json) {
        this.jdbc = jdbc;
        this.json = json;
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
                .query((row, _) -> comment(row))
                .list();
    }

    private Comment comment(ResultSet row) throws SQLException {
        CommentAdded event = (CommentAdded)
                json.read(row.getString("event_type"), row.getString("revision"), row.getString("payload"));
        return Comment.of(
                event,
                row.getLong("version"),
                json.getObjectMapper()
                        .readTree(row.getString("metadata"))
                        .required(EventMetadata.ACTOR)
                        .stringValue(),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }
}
