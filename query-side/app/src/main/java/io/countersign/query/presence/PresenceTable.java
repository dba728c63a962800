package io.countersign.query.presence;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.presence.Presence.Gone;
import io.countersign.query.presence.Presence.Kept;
import io.countersign.query.presence.Presence.Row;
import io.countersign.query.presence.Presence.Tab;
import io.countersign.query.presence.Presence.Write;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The table that processes tell each other of their tabs by. Each writes its own rows; any lets go of what expired. */
@Component
class PresenceTable {

    /** What changed is signalled here, the process and the invoice with a space between them. */
    static final String CHANNEL = "countersign_presence";

    private static final String KEEP = """
            INSERT INTO read_model.presence (invoice_id, user_name, tab_id, node, state, term, since, renewed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp() - ? * interval '1 millisecond')
            ON CONFLICT (invoice_id, user_name, tab_id) DO UPDATE
            SET node = excluded.node, state = excluded.state, term = excluded.term, since = excluded.since,
                renewed_at = excluded.renewed_at""";
    /** A tab that has moved to another process since does not move back by what it said before. */
    private static final String RENEW = KEEP + " WHERE presence.node = excluded.node";

    private static final String GONE =
            "DELETE FROM read_model.presence WHERE invoice_id = ? AND user_name = ? AND tab_id = ? AND node = ?";
    private static final String ROWS = """
            SELECT invoice_id, user_name, tab_id, state, term, since,
                   extract(epoch FROM clock_timestamp() - renewed_at) * 1000 AS age
            FROM read_model.presence WHERE node <> ? AND state IN ('viewing', 'editing')""";

    private final UUID node = UUID.randomUUID();
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    PresenceTable(JdbcTemplate jdbc, PlatformTransactionManager transactionManager) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactionManager);
    }

    /** Writes what changed here, lets go of what expired anywhere, and signals both. */
    void write(Map<Tab, Write> writes) {
        Map<Tab, Kept> begun = new LinkedHashMap<>();
        Map<Tab, Kept> renewed = new LinkedHashMap<>();
        Map<Tab, Gone> gone = new LinkedHashMap<>();
        Set<String> shown = new HashSet<>();
        writes.forEach((tab, write) -> {
            switch (write) {
                case Kept kept when kept.begins() -> begun.put(tab, kept);
                case Kept kept -> renewed.put(tab, kept);
                case Gone left -> gone.put(tab, left);
            }
            if (write.shows()) {
                shown.add(tab.invoiceId().toString());
            }
        });
        transaction.executeWithoutResult(_ -> {
            shown.addAll(jdbc.queryForList(
                    "DELETE FROM read_model.presence WHERE renewed_at < clock_timestamp() - ? * interval '1 millisecond'"
                            + " RETURNING invoice_id::text",
                    String.class,
                    Presence.LIFETIME.toMillis()));
            delete(gone.keySet());
            keep(KEEP, begun);
            keep(RENEW, renewed);
            signal(shown);
        });
    }

    /** The rows of other processes on these invoices. */
    List<Row> ofOthers(Collection<InvoiceId> invoiceIds) {
        return jdbc.query(
                ROWS + " AND invoice_id = ANY (?::uuid[])",
                (row, _) -> row(row),
                node,
                invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new));
    }

    /** All rows of other processes. */
    List<Row> ofOthers() {
        return jdbc.query(ROWS, (row, _) -> row(row), node);
    }

    /** Takes back all that this process said; it ends. */
    void leave() {
        transaction.executeWithoutResult(_ -> signal(new HashSet<>(jdbc.queryForList(
                "DELETE FROM read_model.presence WHERE node = ? RETURNING invoice_id::text", String.class, node))));
    }

    /** Whether a signal is of this process itself. */
    boolean isOwn(String signal) {
        return signal.startsWith(node.toString());
    }

    private void keep(String statement, Map<Tab, Kept> tabs) {
        jdbc.batchUpdate(statement, tabs.entrySet(), Math.max(1, tabs.size()), (row, tab) -> {
            Kept kept = tab.getValue();
            setKey(row, tab.getKey());
            row.setString(5, kept.tab().state().text());
            row.setString(6, kept.tab().term());
            row.setObject(7, kept.tab().since().atOffset(ZoneOffset.UTC));
            row.setLong(8, Duration.ofNanos(System.nanoTime() - kept.nanos()).toMillis());
        });
    }

    private void delete(Collection<Tab> tabs) {
        jdbc.batchUpdate(GONE, tabs, Math.max(1, tabs.size()), this::setKey);
    }

    private void setKey(PreparedStatement row, Tab tab) throws SQLException {
        row.setObject(1, tab.invoiceId().value());
        row.setString(2, tab.user());
        row.setString(3, tab.tabId());
        row.setObject(4, node);
    }

    private void signal(Set<String> invoiceIds) {
        if (!invoiceIds.isEmpty()) {
            jdbc.query(
                    "SELECT pg_notify(?, ? || ' ' || invoice_id) FROM unnest(?::text[]) AS invoice_id",
                    _ -> {},
                    CHANNEL,
                    node.toString(),
                    invoiceIds.toArray(String[]::new));
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new InvoiceId(row.getObject("invoice_id", UUID.class)),
                new PresentTab(
                        row.getString("user_name"),
                        row.getString("tab_id"),
                        PresenceState.of(row.getString("state")).orElseThrow(),
                        row.getString("term"),
                        row.getObject("since", OffsetDateTime.class).toInstant()),
                Duration.ofMillis(row.getLong("age")));
    }
}
