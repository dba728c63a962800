package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The dead letters of all processors, one for each invoice and processor: the first event that could not be taken in. The
 * event stays in the store and so does what waits behind it; this only says where to go on.
 *
 * <p>Whoever writes into a view locks its table first, then the dead letters: so a retry, a batch and the switch to a rebuilt
 * view come one after the other, on whichever nodes they are.
 */
@Component
public final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final JdbcClient jdbc;

    DeadLetters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Waits until no rebuilt view takes the place of this one, and lets none until the transaction ends. */
    public void lockView(Projection projection) {
        jdbc.sql("LOCK TABLE read_model.%s IN ROW EXCLUSIVE MODE".formatted(projection.table()))
                .update();
    }

    /** Which of these invoices are parked; they stay so until the transaction ends. */
    Set<InvoiceId> parked(String processor, Collection<InvoiceId> invoiceIds) {
        return new HashSet<>(jdbc.sql("""
                        SELECT invoice_id FROM read_model.dead_letter
                        WHERE processor = ? AND invoice_id = ANY (?::uuid[]) AND rebuild IS NULL
                        FOR SHARE""")
                .param(processor)
                .param(invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new))
                .query((row, _) -> invoiceId(row))
                .list());
    }

    /** Parks invoices at the events that could not be taken in. */
    public void park(String processor, Map<InvoiceId, Failure> failures) {
        park(processor, null, failures);
    }

    /** Parks them for the view that a rebuild makes. */
    public void park(String processor, @Nullable UUID rebuild, Map<InvoiceId, Failure> failures) {
        failures.forEach((invoiceId, failure) -> {
            Cause cause = Cause.of(failure.cause());
            log.error(
                    "{}: invoice {} stays before version {} ({}): {}",
                    processor,
                    invoiceId,
                    failure.version(),
                    failure.eventType(),
                    cause);
            // With content of the invoice.
            log.debug("{}: invoice {}", processor, invoiceId, failure.cause());
            jdbc.sql("""
                            INSERT INTO read_model.dead_letter
                                (processor, rebuild, invoice_id, version, event_type, cause, message)
                            VALUES (?, ?, ?, ?, ?, ?, ?)""")
                    .param(processor)
                    .param(rebuild)
                    .param(invoiceId.value())
                    .param(failure.version())
                    .param(failure.eventType())
                    .param(cause.type())
                    .param(cause.message())
                    .update();
        });
    }

    /** How many invoices a rebuild could not make whole so far. */
    public long count(UUID rebuild) {
        return jdbc.sql("SELECT count(*) FROM read_model.dead_letter WHERE rebuild = ?")
                .param(rebuild)
                .query(Long.class)
                .single();
    }

    /** Forgets what a rebuild parked of these invoices, which it makes once more. */
    public void forget(UUID rebuild, Collection<InvoiceId> invoiceIds) {
        jdbc.sql("DELETE FROM read_model.dead_letter WHERE rebuild = ? AND invoice_id = ANY (?::uuid[])")
                .param(rebuild)
                .param(invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new))
                .update();
    }

    /** Forgets all that a rebuild parked: its view is not wanted any more. */
    public void forget(UUID rebuild) {
        jdbc.sql("DELETE FROM read_model.dead_letter WHERE rebuild = ?")
                .param(rebuild)
                .update();
    }

    /** What a rebuild parked is parked now, and nothing else: its view takes the place of the one before. */
    public void takePlace(String processor, UUID rebuild) {
        jdbc.sql("""
                        UPDATE read_model.dead_letter made SET parked_at = known.parked_at, tries = known.tries + 1
                        FROM read_model.dead_letter known
                        WHERE made.rebuild = :rebuild AND known.processor = :processor AND known.rebuild IS NULL
                          AND known.invoice_id = made.invoice_id AND known.version = made.version""").param("rebuild", rebuild).param("processor", processor).update();
        jdbc.sql("DELETE FROM read_model.dead_letter WHERE processor = ? AND rebuild IS NULL")
                .param(processor)
                .update();
        jdbc.sql("UPDATE read_model.dead_letter SET rebuild = NULL WHERE rebuild = ?")
                .param(rebuild)
                .update();
    }

    /** Of each of these invoices the versions whose events operators dropped; of the others nothing. */
    public Map<InvoiceId, Set<Long>> dropped(String processor, Collection<InvoiceId> invoiceIds) {
        return jdbc
                .sql("SELECT invoice_id, version FROM audit.dropped_event"
                        + " WHERE processor = ? AND invoice_id = ANY (?::uuid[])")
                .param(processor)
                .param(invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new))
                .query((row, _) -> Map.entry(invoiceId(row), row.getLong("version")))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    }

    /** The invoices of which operators ever dropped something: few. */
    public List<InvoiceId> dropped(String processor) {
        return jdbc.sql("SELECT DISTINCT invoice_id FROM audit.dropped_event WHERE processor = ?")
                .param(processor)
                .query((row, _) -> invoiceId(row))
                .list();
    }

    /** How many there are. */
    public long count(String processor) {
        return jdbc.sql("SELECT count(*) FROM read_model.dead_letter WHERE processor = ? AND rebuild IS NULL")
                .param(processor)
                .query(Long.class)
                .single();
    }

    /** Those with a higher id, the first {@code limit} in that order. */
    public List<DeadLetter> after(Projection projection, long id, int limit) {
        return jdbc.sql(select(projection, "rebuild IS NULL AND id > ? ORDER BY id LIMIT ?"))
                .param(projection.name())
                .param(id)
                .param(limit)
                .query((row, _) -> deadLetter(row))
                .list();
    }

    /** The one of that id, held until the transaction ends; empty where there is none any more. */
    public Optional<DeadLetter> hold(Projection projection, long id) {
        return jdbc.sql(select(projection, "rebuild IS NULL AND id = ? FOR UPDATE OF letter"))
                .param(projection.name())
                .param(id)
                .query((row, _) -> deadLetter(row))
                .optional();
    }

    /** The one of that invoice. */
    public Optional<DeadLetter> of(Projection projection, InvoiceId invoiceId) {
        return jdbc.sql(select(projection, "rebuild IS NULL AND invoice_id = ?"))
                .param(projection.name())
                .param(invoiceId.value())
                .query((row, _) -> deadLetter(row))
                .optional();
    }

    /** Its invoice waits for nothing any more. */
    public void remove(DeadLetter letter) {
        jdbc.sql("DELETE FROM read_model.dead_letter WHERE id = ?")
                .param(letter.id())
                .update();
    }

    /** It was tried again, and the same stands in the way still. */
    public void keep(DeadLetter letter, Failure failure) {
        Cause cause = Cause.of(failure.cause());
        jdbc.sql("""
                        UPDATE read_model.dead_letter
                        SET cause = ?, message = ?, tries = tries + 1, tried_at = clock_timestamp()
                        WHERE id = ?""")
                .param(cause.type())
                .param(cause.message())
                .param(letter.id())
                .update();
    }

    /** Records for good that somebody dropped the event: it is passed over from now on. */
    public void drop(String processor, DeadLetter letter, String operator) {
        jdbc.sql("""
                        INSERT INTO audit.dropped_event
                            (dropped_by, processor, invoice_id, version, event_type, cause, message, parked_at)
                        SELECT ?, processor, invoice_id, version, event_type, cause, message, parked_at
                        FROM read_model.dead_letter WHERE processor = ? AND id = ?""").param(operator).param(processor).param(letter.id()).update();
    }

    /** Those of the view's on record with a lower number, the first {@code limit}, newest first. */
    public List<DroppedEvent> droppedBefore(Projection projection, long dropId, int limit) {
        return jdbc.sql("""
                        SELECT * FROM audit.dropped_event WHERE processor = ? AND drop_id < ?
                        ORDER BY drop_id DESC LIMIT ?""")
                .param(projection.name())
                .param(dropId)
                .param(limit)
                .query((row, _) -> new DroppedEvent(
                        row.getLong("drop_id"),
                        row.getObject("dropped_at", OffsetDateTime.class).toInstant(),
                        row.getString("dropped_by"),
                        invoiceId(row),
                        row.getLong("version"),
                        row.getString("event_type"),
                        new Cause(row.getString("cause"), row.getString("message")),
                        row.getObject("parked_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private static String select(Projection projection, String condition) {
        return """
                SELECT letter.*, (SELECT count(*) FROM event_store.event e
                                  WHERE e.stream_id = letter.invoice_id || '%s' AND e.version > letter.version) AS waiting
                FROM read_model.dead_letter letter WHERE processor = ? AND %s""".formatted(projection.streams().suffix(), condition);
    }

    private static DeadLetter deadLetter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getLong("id"),
                invoiceId(row),
                row.getLong("version"),
                row.getString("event_type"),
                new Cause(row.getString("cause"), row.getString("message")),
                row.getObject("parked_at", OffsetDateTime.class).toInstant(),
                row.getObject("tried_at", OffsetDateTime.class).toInstant(),
                row.getInt("tries"),
                row.getLong("waiting"));
    }

    private static InvoiceId invoiceId(ResultSet row) throws SQLException {
        return new InvoiceId(row.getObject("invoice_id", UUID.class));
    }
}
