package io.countersign.command.claiminvoice;

import io.countersign.contract.review.InvoiceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The table of claims. Each change is one statement, so of two that come at once the database lets one be first; and
 * only its clock counts.
 */
@Component
class Claims {

    private final JdbcClient jdbc;

    Claims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Claims an invoice, or renews the claim of the same user.
     *
     * @param takeOver whether somebody else's claim gives way
     * @return the claim; empty where somebody else has one
     */
    Optional<Claim> put(InvoiceId invoiceId, String user, int minutes, boolean takeOver) {
        return jdbc.sql("""
                        INSERT INTO event_store.claim AS held (invoice_id, claimed_by, claimed_at, expires_at)
                        VALUES (:invoice, :user, clock_timestamp(), clock_timestamp() + make_interval(mins => :minutes))
                        ON CONFLICT (invoice_id) DO UPDATE SET
                            claimed_by = :user,
                            claimed_at = CASE
                                WHEN held.claimed_by = :user AND held.expires_at > clock_timestamp() THEN held.claimed_at
                                ELSE clock_timestamp() END,
                            expires_at = clock_timestamp() + make_interval(mins => :minutes)
                        WHERE held.claimed_by = :user OR held.expires_at <= clock_timestamp() OR :take_over
                        RETURNING claimed_by, expires_at""")
                .param("invoice", invoiceId.value())
                .param("user", user)
                .param("minutes", minutes)
                .param("take_over", takeOver)
                .query((row, _) -> claim(row))
                .optional();
    }

    /** Forgets some of the claims that ended long ago, so that the table holds no more than what people work on. */
    void forgetOld() {
        jdbc.sql("""
                        DELETE FROM event_store.claim WHERE invoice_id IN (
                            SELECT invoice_id FROM event_store.claim
                            WHERE expires_at < clock_timestamp() - interval '1 day'
                            ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)""").update();
    }

    /**
     * Ends the claim on an invoice.
     *
     * @param takeOver whether somebody else's gives way too
     * @return whether there was one to end
     */
    boolean delete(InvoiceId invoiceId, String user, boolean takeOver) {
        return jdbc.sql("""
                                DELETE FROM event_store.claim
                                WHERE invoice_id = :invoice
                                    AND (claimed_by = :user OR expires_at <= clock_timestamp() OR :take_over)""")
                        .param("invoice", invoiceId.value())
                        .param("user", user)
                        .param("take_over", takeOver)
                        .update()
                > 0;
    }

    /** The claim that stands now. */
    Optional<Claim> of(InvoiceId invoiceId) {
        return jdbc.sql("""
                        SELECT claimed_by, expires_at FROM event_store.claim
                        WHERE invoice_id = ? AND expires_at > clock_timestamp()""")
                .param(invoiceId.value())
                .query((row, _) -> claim(row))
                .optional();
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                row.getString("claimed_by"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }
}
