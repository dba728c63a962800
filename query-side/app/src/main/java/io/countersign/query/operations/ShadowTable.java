package io.countersign.query.operations;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.DeadLetters;
import io.countersign.query.platform.EventStream;
import io.countersign.query.platform.EventStreams;
import io.countersign.query.platform.Failure;
import io.countersign.query.platform.RebuildableView;
import io.countersign.query.platform.RebuildableView.Made;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table beside a view in which a rebuild makes it anew. */
@Component
class ShadowTable {

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final EventStreams streams;
    private final DeadLetters deadLetters;

    ShadowTable(JdbcTemplate template, JdbcClient jdbc, EventStreams streams, DeadLetters deadLetters) {
        this.template = template;
        this.jdbc = jdbc;
        this.streams = streams;
        this.deadLetters = deadLetters;
    }

    /** Makes it, empty and without indexes. */
    void make(RebuildableView view) {
        call("make_shadow(?)", view.table());
    }

    /** Makes its next index; whether there was one to make. */
    boolean index(RebuildableView view) {
        return jdbc.sql("SELECT read_model.index_shadow(?)")
                .param(view.table())
                .query(Boolean.class)
                .single();
    }

    /** It takes the place of the view, whose table is kept for {@link RebuildableView#heldBefore}. */
    void takePlace(RebuildableView view) {
        call("switch_to_shadow(?)", view.table());
    }

    /** Removes it. */
    void drop(RebuildableView view) {
        call("drop_beside(?, 'shadow')", view.table());
    }

    /** Removes what served before the switch. */
    void dropBefore(RebuildableView view) {
        call("drop_beside(?, 'before')", view.table());
    }

    private void call(String function, String table) {
        jdbc.sql("SELECT read_model." + function).param(table).query(_ -> {});
    }

    /** Adds the rows of these invoices, of which it has none; parks those that cannot be made whole. */
    void add(RebuildableView view, UUID runId, List<EventStream> ofInvoices) {
        Map<InvoiceId, Set<Long>> dropped = deadLetters.dropped(
                view.name(), ofInvoices.stream().map(EventStream::invoiceId).toList());
        Map<InvoiceId, Failure> failures = new LinkedHashMap<>();
        List<EventStream> made = new ArrayList<>();
        List<byte[]> rows = new ArrayList<>();
        for (EventStream stream : ofInvoices) {
            Made one = view.make(stream, streams.reader(), dropped.getOrDefault(stream.invoiceId(), Set.of()));
            if (one.failure() != null) {
                failures.put(stream.invoiceId(), one.failure());
            }
            if (!one.rows().isEmpty()) {
                made.add(stream);
                rows.add(CopyRows.of(one.rows()));
            }
        }
        if (!rows.isEmpty()) {
            copy(view, made, rows, dropped, failures);
        }
        deadLetters.park(view.name(), runId, failures);
    }

    /** Replaces the rows of these invoices. */
    void replace(RebuildableView view, UUID runId, Collection<InvoiceId> invoices) {
        jdbc.sql("DELETE FROM read_model.%s_shadow WHERE invoice_id = ANY (?::uuid[])".formatted(view.table()))
                .param(invoices.stream().map(InvoiceId::toString).toArray(String[]::new))
                .update();
        deadLetters.forget(runId, invoices);
        add(view, runId, streams.of(view.streams(), invoices));
    }

    /** All together; where one cannot be stored, each alone. */
    private void copy(
            RebuildableView view,
            List<EventStream> ofInvoices,
            List<byte[]> rows,
            Map<InvoiceId, Set<Long>> dropped,
            Map<InvoiceId, Failure> failures) {
        String copy = "COPY read_model.%s_shadow (%s) FROM STDIN (FORMAT binary)"
                .formatted(view.table(), String.join(", ", view.columns()));
        template.execute((ConnectionCallback<Boolean>) connection -> {
            if (refused(connection, copy, rows) == null) {
                return true;
            }
            for (int i = 0; i < rows.size(); i++) {
                if (refused(connection, copy, List.of(rows.get(i))) != null) {
                    EventStream stream = ofInvoices.get(i);
                    Made made = view.make(
                            stream,
                            streams.reader(),
                            dropped.getOrDefault(stream.invoiceId(), Set.of()),
                            tried -> refusedAlone(connection, copy, tried));
                    copyAll(connection, copy, List.of(CopyRows.of(made.rows())));
                    if (made.failure() != null) {
                        failures.put(stream.invoiceId(), made.failure());
                    }
                }
            }
            return true;
        });
    }

    /** Why these cannot be stored, {@code null} where they can be; they are not. */
    private @Nullable RuntimeException refusedAlone(
            Connection connection, String copy, List<List<@Nullable Object>> rows) {
        try {
            Savepoint before = connection.setSavepoint();
            SQLException refused = refused(connection, copy, List.of(CopyRows.of(rows)));
            connection.rollback(before);
            return refused == null ? null : new DataIntegrityViolationException("The row is refused", refused);
        } catch (SQLException e) {
            throw Objects.requireNonNull(template.getExceptionTranslator().translate("Trying a row", copy, e));
        }
    }

    /** Why these cannot be stored, {@code null} where they are. */
    private static @Nullable SQLException refused(Connection connection, String copy, List<byte[]> rows)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            copyAll(connection, copy, rows);
            connection.releaseSavepoint(before);
            return null;
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            // What is wrong with a value or a row; everything else is wrong with the database.
            if (!state.startsWith("22") && !state.startsWith("23")) {
                throw e;
            }
            connection.rollback(before);
            return e;
        }
    }

    private static void copyAll(Connection connection, String copy, List<byte[]> rows) throws SQLException {
        CopyIn into = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            into.writeToCopy(CopyRows.HEADER, 0, CopyRows.HEADER.length);
            for (byte[] row : rows) {
                into.writeToCopy(row, 0, row.length);
            }
            into.writeToCopy(CopyRows.TRAILER, 0, CopyRows.TRAILER.length);
            into.endCopy();
        } finally {
            if (into.isActive()) {
                into.cancelCopy();
            }
        }
    }
}
