package io.countersign.query.reviewqueue;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewStatus;
import io.countersign.query.claims.CurrentClaims;
import io.countersign.query.platform.Claim;
import io.countersign.query.platform.Page;
import io.countersign.query.presence.Presence;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads pages of the queue. */
@Component
class Queue {

    private static final String ROW = """
            SELECT invoice_id, review_version, status, invoice_number, seller_name, buyer_name, issue_date, due_date,
                   currency, amount_due, error_findings, changed_at, changed_by,
                   EXISTS (SELECT FROM read_model.dead_letter d
                           WHERE d.processor = 'review-queue' AND d.invoice_id = review_queue.invoice_id
                             AND d.rebuild IS NULL)
                   OR EXISTS (SELECT FROM audit.dropped_event e
                              WHERE e.processor = 'review-queue' AND e.invoice_id = review_queue.invoice_id)
                   AS incomplete
            FROM read_model.review_queue
            """;

    private final JdbcClient jdbc;
    private final CurrentClaims claims;
    private final Presence presence;

    Queue(JdbcClient jdbc, CurrentClaims claims, Presence presence) {
        this.jdbc = jdbc;
        this.claims = claims;
        this.presence = presence;
    }

    /** The page that is asked for. What changes meanwhile moves, but nothing that stays is skipped or repeated. */
    Page<QueueRow> page(QueueQuery query) {
        List<QueueRow> rows = new ArrayList<>();
        // In two parts, invoices with a value to sort by and those without, so that each reads its index in order.
        if (query.after().isEmpty() || query.after().get().value() != null) {
            rows.addAll(read(query, true, query.limit() + 1));
        }
        if (rows.size() <= query.limit()) {
            rows.addAll(read(query, false, query.limit() + 1 - rows.size()));
        }
        Page<QueueRow> page = Page.of(rows, query.limit(), last -> QueuePosition.cursorAfter(last, query.order()));
        return new Page<>(withPeople(page.items()), page.nextCursor());
    }

    /** The rows of these invoices as the view has them, in no order; invoices that it does not know are left out. */
    Map<InvoiceId, QueueRow> rows(Collection<InvoiceId> invoiceIds) {
        Map<InvoiceId, QueueRow> rows = new LinkedHashMap<>();
        jdbc.sql(ROW + "WHERE invoice_id = ANY (?::uuid[])")
                .param(invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new))
                .query((row, _) -> queueRow(row))
                .list()
                .forEach(row -> rows.put(row.invoiceId(), row));
        return rows;
    }

    /** The same rows, with their claims and the people who have them open. */
    List<QueueRow> withPeople(List<QueueRow> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Map<InvoiceId, Claim> claimed =
                claims.of(rows.stream().map(QueueRow::invoiceId).toList());
        return rows.stream()
                .map(row -> row.with(claimed.get(row.invoiceId()), presence.people(row.invoiceId())))
                .toList();
    }

    private List<QueueRow> read(QueueQuery query, boolean withValue, int limit) {
        String column = query.order().column().column();
        String beyond = query.order().direction().beyond();
        List<String> conditions = new ArrayList<>();
        Map<String, Object> parameters = new LinkedHashMap<>();
        conditions.add(column + (withValue ? " IS NOT NULL" : " IS NULL"));
        query.after().ifPresent(after -> {
            String value = after.value();
            if (withValue && value != null) {
                conditions.add("(%s, invoice_id) %s (CAST(:value AS %s), :id)"
                        .formatted(column, beyond, query.order().column().type()));
                parameters.put("value", value);
                parameters.put("id", after.invoiceId().value());
            } else if (value == null) {
                conditions.add("invoice_id " + beyond + " :id");
                parameters.put("id", after.invoiceId().value());
            }
        });
        if (query.statuses().size() == 1) {
            conditions.add("status = :status");
            parameters.put("status", query.statuses().iterator().next().text());
        } else if (!query.statuses().isEmpty()) {
            conditions.add("status IN (:statuses)");
            parameters.put("statuses", names(query.statuses()));
        }
        query.claimedBy().ifPresent(user -> {
            conditions.add("invoice_id IN (" + CurrentClaims.CLAIMED_INVOICES + ")");
            parameters.put("claimed_by", user);
        });
        if (!query.text().isEmpty()) {
            conditions.add("search_text LIKE :text");
            parameters.put("text", "%" + escaped(query.text()) + "%");
        }
        String direction = query.order().direction().keyword();
        return jdbc.sql(ROW + "WHERE " + String.join(" AND ", conditions) + " ORDER BY "
                        + (withValue ? column + " " + direction + ", " : "") + "invoice_id " + direction
                        + " LIMIT " + limit)
                .params(parameters)
                .query((row, _) -> queueRow(row))
                .list();
    }

    private static List<String> names(Collection<ReviewStatus> statuses) {
        return statuses.stream().map(ReviewStatus::text).toList();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private static QueueRow queueRow(ResultSet row) throws SQLException {
        return new QueueRow(
                new InvoiceId(row.getObject("invoice_id", UUID.class)),
                row.getLong("review_version"),
                row.getString("status"),
                row.getString("invoice_number"),
                row.getString("seller_name"),
                row.getString("buyer_name"),
                row.getObject("issue_date", LocalDate.class),
                row.getObject("due_date", LocalDate.class),
                row.getString("currency"),
                row.getBigDecimal("amount_due"),
                row.getInt("error_findings"),
                null,
                List.of(),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getString("changed_by"),
                row.getBoolean("incomplete"));
    }
}
