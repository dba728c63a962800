package io.countersign.query.reviewqueue;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.query.platform.Reviews;
import io.countersign.query.platform.View;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table that the queue is read from. */
final class QueueView implements View<QueueEntry> {

    private static final List<String> COLUMNS = List.of(
            "invoice_id",
            "review_version",
            "status",
            "invoice_number",
            "seller_name",
            "buyer_name",
            "issue_date",
            "due_date",
            "currency",
            "amount_due",
            "error_findings",
            "changed_at",
            "changed_by",
            "invoice_number_key",
            "seller_name_key",
            "buyer_name_key",
            "search_text",
            "review");
    private static final String UPSERT = """
            INSERT INTO read_model.review_queue (%s)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json)
            ON CONFLICT (invoice_id) DO UPDATE SET %s
            WHERE review_queue.review_version < excluded.review_version""".formatted(
                    String.join(", ", COLUMNS),
                    COLUMNS.stream()
                            .skip(1)
                            .map(column -> column + " = excluded." + column)
                            .collect(Collectors.joining(", ")));

    private final JdbcTemplate jdbc;

    QueueView(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "review-queue";
    }

    @Override
    public Map<InvoiceId, Review> reviews(Collection<InvoiceId> invoiceIds) {
        Map<InvoiceId, Review> reviews = new LinkedHashMap<>();
        jdbc.query(
                "SELECT review FROM read_model.review_queue WHERE invoice_id = ANY (?::uuid[])",
                row -> {
                    Reviews.read(row.getString("review")).ifPresent(review -> reviews.put(review.invoiceId(), review));
                },
                (Object) invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new));
        return reviews;
    }

    @Override
    public QueueEntry row(Review review, RecordedEvent newest) {
        return QueueEntry.of(review, newest);
    }

    @Override
    public void write(List<QueueEntry> entries) {
        jdbc.batchUpdate(UPSERT, entries, entries.size(), QueueView::set);
    }

    private static void set(PreparedStatement statement, QueueEntry entry) throws SQLException {
        QueueRow row = entry.row();
        statement.setObject(1, row.invoiceId().value());
        statement.setLong(2, row.reviewVersion());
        statement.setString(3, row.status());
        statement.setString(4, row.invoiceNumber());
        statement.setString(5, row.sellerName());
        statement.setString(6, row.buyerName());
        statement.setObject(7, row.issueDate());
        statement.setObject(8, row.dueDate());
        statement.setString(9, row.currency());
        statement.setBigDecimal(10, row.amountDue());
        statement.setInt(11, row.errorFindings());
        statement.setObject(12, row.changedAt().atOffset(ZoneOffset.UTC));
        statement.setString(13, row.changedBy());
        statement.setString(14, TextKey.sort(row.invoiceNumber()));
        statement.setString(15, TextKey.sort(row.sellerName()));
        statement.setString(16, TextKey.sort(row.buyerName()));
        statement.setString(17, searchText(row));
        statement.setString(18, Reviews.write(entry.review()));
    }

    private static String searchText(QueueRow row) {
        return Stream.of(row.invoiceNumber(), row.sellerName(), row.buyerName())
                .filter(Objects::nonNull)
                .map(TextKey::search)
                .collect(Collectors.joining("\n"));
    }
}
