package io.countersign.query.comparisons;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.RunPosition;
import io.countersign.query.platform.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Comparisons as they are kept. */
@Component
class ComparisonRuns {

    /** How many differences of a run are kept. Who has more rebuilds the view, whatever they are. */
    private static final int KEPT = 200;

    private static final String RECORD =
            "run_id, state, requested_by, requested_at, finished_at, failure, total_invoices, "
                    + "checked_invoices, found_differences";

    private final JdbcClient jdbc;

    ComparisonRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How far a run is.
     *
     * @param until the last invoice that it compares, {@code null} until that is known
     * @param isCounted whether it is known how many there are; they are compared then
     * @param last the invoice that was counted, or compared, last; {@code null} at the beginning of either
     */
    record Run(
            UUID id,
            @Nullable InvoiceId until,
            boolean isCounted,
            @Nullable InvoiceId last) {}

    /** A run as it is recorded. */
    record Recorded(
            UUID runId,
            RunState state,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            @Nullable String failure,
            @Nullable Long totalInvoices,
            long checkedInvoices,
            long foundDifferences) {

        RunPosition position() {
            return new RunPosition(requestedAt, runId);
        }
    }

    /** A difference of an invoice's row or rows in a view. */
    record Found(InvoiceId invoiceId, String view, @Nullable Long reviewVersion, String reason) {}

    UUID begin(String requestedBy) {
        UUID id = UUID.randomUUID();
        jdbc.sql("INSERT INTO audit.comparison (run_id, requested_by) VALUES (?, ?)")
                .param(id)
                .param(requestedBy)
                .update();
        return id;
    }

    /** The run whose turn it is, unless another node is at it; held until the transaction ends. */
    Optional<Run> next() {
        return jdbc.sql("""
                        SELECT run_id, total_invoices, until_invoice, last_invoice FROM audit.comparison
                        WHERE state = 'running' AND run_id = (
                            SELECT run_id FROM audit.comparison
                            WHERE state = 'running' ORDER BY requested_at, run_id LIMIT 1)
                        FOR UPDATE SKIP LOCKED""").query((row, _) -> run(row)).optional();
    }

    /** Notes up to which invoice it goes. What comes later is left out. */
    void until(UUID runId, InvoiceId until) {
        jdbc.sql("UPDATE audit.comparison SET until_invoice = ? WHERE run_id = ?")
                .param(until.value())
                .param(runId)
                .update();
    }

    /** Notes that there are these invoices, at least one, after those before. */
    void count(UUID runId, List<InvoiceId> invoices) {
        jdbc.sql("""
                        UPDATE audit.comparison SET counted_invoices = counted_invoices + ?, last_invoice = ?
                        WHERE run_id = ?""")
                .param(invoices.size())
                .param(invoices.getLast().value())
                .param(runId)
                .update();
    }

    /** Notes that all were counted. */
    void counted(UUID runId) {
        jdbc.sql("""
                        UPDATE audit.comparison SET total_invoices = counted_invoices, last_invoice = NULL
                        WHERE run_id = ?""").param(runId).update();
    }

    /** Notes that these invoices, at least one, were compared after those before, and what was found. */
    void add(UUID runId, List<InvoiceId> compared, List<Found> found) {
        long before = jdbc.sql("""
                        UPDATE audit.comparison
                        SET checked_invoices = checked_invoices + ?, last_invoice = ?,
                            found_differences = found_differences + ?
                        WHERE run_id = ?
                        RETURNING found_differences""")
                        .param(compared.size())
                        .param(compared.getLast().value())
                        .param(found.size())
                        .param(runId)
                        .query(Long.class)
                        .single()
                - found.size();
        for (int i = 0; i < found.size() && before + i < KEPT; i++) {
            Found one = found.get(i);
            jdbc.sql("""
                            INSERT INTO audit.comparison_difference
                                (run_id, number, invoice_id, view, review_version, reason)
                            VALUES (?, ?, ?, ?, ?, ?)""")
                    .param(runId)
                    .param(before + i)
                    .param(one.invoiceId().value())
                    .param(one.view())
                    .param(one.reviewVersion())
                    .param(one.reason())
                    .update();
        }
    }

    /** Ends a run that has compared everything; there may have come an invoice among the others meanwhile. */
    void done(UUID runId) {
        jdbc.sql("""
                        UPDATE audit.comparison
                        SET state = 'done', total_invoices = checked_invoices, finished_at = clock_timestamp()
                        WHERE run_id = ?""").param(runId).update();
    }

    Optional<Recorded> find(UUID runId) {
        return jdbc.sql("SELECT " + RECORD + " FROM audit.comparison WHERE run_id = ?")
                .param(runId)
                .query((row, _) -> recorded(row))
                .optional();
    }

    /** Those that were asked for before the one at that position, newest first. */
    List<Recorded> before(RunPosition position, int limit) {
        return jdbc.sql("SELECT " + RECORD + """
                         FROM audit.comparison
                        WHERE (requested_at, run_id) < (?::timestamptz, ?)
                        ORDER BY requested_at DESC, run_id DESC
                        LIMIT ?""")
                .param(position.at().toString())
                .param(position.runId())
                .param(limit)
                .query((row, _) -> recorded(row))
                .list();
    }

    /** What a run found, the first 200. */
    List<Found> found(UUID runId) {
        return jdbc.sql("""
                        SELECT invoice_id, view, review_version, reason FROM audit.comparison_difference
                        WHERE run_id = ? ORDER BY number""")
                .param(runId)
                .query((row, _) -> new Found(
                        new InvoiceId(row.getObject("invoice_id", UUID.class)),
                        row.getString("view"),
                        row.getObject("review_version", Long.class),
                        row.getString("reason")))
                .list();
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getObject("run_id", UUID.class),
                invoiceId(row, "until_invoice"),
                row.getObject("total_invoices") != null,
                invoiceId(row, "last_invoice"));
    }

    private static @Nullable InvoiceId invoiceId(ResultSet row, String column) throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return id == null ? null : new InvoiceId(id);
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Recorded(
                row.getObject("run_id", UUID.class),
                RunState.of(row.getString("state")),
                row.getString("requested_by"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getString("failure"),
                row.getObject("total_invoices", Long.class),
                row.getLong("checked_invoices"),
                row.getLong("found_differences"));
    }
}
