package io.countersign.query.mentions;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.DiscussionProjection;
import io.countersign.query.platform.IsolatedWrites;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/** The table of mentions, kept up to date with the comments. */
@Component
class MentionView implements DiscussionProjection {

    /** No account has a longer name, and an index takes no longer one. */
    private static final int MAX_NAME_LENGTH = 200;

    private final IsolatedWrites writes;
    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    MentionView(JdbcTemplate template, JdbcClient jdbc, PlatformTransactionManager transactionManager) {
        this.writes = new IsolatedWrites(name(), transactionManager);
        this.template = template;
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "mentions";
    }

    /** Whom a comment mentions but its author, who knows it. */
    static Stream<String> mentioned(Comment comment) {
        return comment.mentions().stream()
                .filter(user -> !user.equals(comment.actor()) && user.length() <= MAX_NAME_LENGTH);
    }

    @Override
    public void apply(Map<InvoiceId, List<Comment>> comments) {
        Map<String, Row> rows = new LinkedHashMap<>();
        comments.forEach((invoiceId, ofInvoice) ->
                ofInvoice.forEach(comment -> mentioned(comment).forEach(user -> {
                    Row row = new Row(user, invoiceId, comment);
                    rows.put("comment %d on %s to %s".formatted(comment.number(), invoiceId, user), row);
                })));
        writes.write(rows, this::write);
    }

    private void write(List<Row> rows) {
        template.batchUpdate("""
                INSERT INTO read_model.mention (mentioned, invoice_id, number, actor, at, text, term)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING""", rows, rows.size(), (statement, row) -> {
            statement.setString(1, row.user());
            statement.setObject(2, row.invoiceId().value());
            statement.setLong(3, row.comment().number());
            statement.setString(4, row.comment().actor());
            statement.setObject(5, row.comment().at().atOffset(ZoneOffset.UTC));
            statement.setString(6, row.comment().text());
            statement.setString(7, row.comment().term());
        });
    }

    /** The newest mentions of a user, at most {@code limit}, after that one. */
    List<Mention> of(String user, Optional<MentionPosition> after, int limit) {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of("user", user, "limit", limit));
        after.ifPresent(position -> {
            parameters.put("at", position.at().atOffset(ZoneOffset.UTC));
            parameters.put("invoice", position.invoiceId().value());
            parameters.put("number", position.number());
        });
        return jdbc.sql("""
                        SELECT m.invoice_id, q.invoice_number, m.number, m.actor, m.at, m.text, m.term
                        FROM read_model.mention m LEFT JOIN read_model.review_queue q USING (invoice_id)
                        WHERE m.mentioned = :user %s
                        ORDER BY m.at DESC, m.invoice_id DESC, m.number DESC
                        LIMIT :limit""".formatted(
                        after.isPresent() ? "AND (m.at, m.invoice_id, m.number) < (:at, :invoice, :number)" : ""))
                .params(parameters)
                .query((row, _) -> new Mention(
                        new InvoiceId(row.getObject("invoice_id", UUID.class)),
                        row.getString("invoice_number"),
                        row.getLong("number"),
                        row.getString("actor"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("text"),
                        row.getString("term")))
                .list();
    }

    private record Row(String user, InvoiceId invoiceId, Comment comment) {}
}
