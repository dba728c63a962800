package io.countersign.query.invoicedetail;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.query.platform.Reviews;
import io.countersign.query.platform.View;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of folded reviews that invoices are shown from. */
final class InvoiceDetailView implements View<Review> {

    private final JdbcTemplate jdbc;

    InvoiceDetailView(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "invoice-detail";
    }

    @Override
    public Map<InvoiceId, Review> reviews(Collection<InvoiceId> invoiceIds) {
        Map<InvoiceId, Review> reviews = new LinkedHashMap<>();
        jdbc.query(
                "SELECT review FROM read_model.invoice_detail WHERE invoice_id = ANY (?::uuid[])",
                row -> {
                    Reviews.read(row.getString("review")).ifPresent(review -> reviews.put(review.invoiceId(), review));
                },
                (Object) invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new));
        return reviews;
    }

    @Override
    public Review row(Review review, RecordedEvent newest) {
        return review;
    }

    @Override
    public void write(List<Review> rows) {
        jdbc.batchUpdate("""
                INSERT INTO read_model.invoice_detail (invoice_id, review_version, review) VALUES (?, ?, ?::json)
                ON CONFLICT (invoice_id) DO UPDATE
                SET review_version = excluded.review_version, review = excluded.review
                WHERE invoice_detail.review_version < excluded.review_version""", rows, rows.size(), (statement, review) -> {
            statement.setObject(1, review.invoiceId().value());
            statement.setLong(2, review.version());
            statement.setString(3, Reviews.write(review));
        });
    }
}
