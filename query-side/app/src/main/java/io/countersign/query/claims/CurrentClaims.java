package io.countersign.query.claims;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.Claim;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Claims as they stand now; one that has expired is none. */
@Component
public class CurrentClaims {

    /** The invoices that {@code :claimed_by} has claimed, for queries of others. */
    public static final String CLAIMED_INVOICES = """
            SELECT invoice_id FROM event_store.claim
            WHERE claimed_by = :claimed_by AND expires_at > clock_timestamp()""";

    private static final String STANDING = """
            SELECT invoice_id, claimed_by, expires_at,
                   extract(epoch FROM expires_at - clock_timestamp()) * 1000 AS remaining
            FROM event_store.claim WHERE expires_at > clock_timestamp()""";

    private final JdbcClient jdbc;

    CurrentClaims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A claim, and how long it lasts yet by the database's clock. */
    record Standing(Claim claim, Duration remaining) {}

    /** The claim of an invoice, empty where nobody has one. */
    public Optional<Claim> of(InvoiceId invoiceId) {
        return Optional.ofNullable(of(Set.of(invoiceId)).get(invoiceId));
    }

    /** The claims of these invoices; those that nobody has claimed are left out. */
    public Map<InvoiceId, Claim> of(Collection<InvoiceId> invoiceIds) {
        Map<InvoiceId, Claim> claims = new LinkedHashMap<>();
        jdbc.sql(STANDING + " AND invoice_id = ANY (?::uuid[])")
                .param(invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new))
                .query(row -> {
                    claims.put(invoiceId(row), standing(row).claim);
                });
        return claims;
    }

    /** All of them. */
    Map<InvoiceId, Standing> all() {
        Map<InvoiceId, Standing> claims = new LinkedHashMap<>();
        jdbc.sql(STANDING).query(row -> {
            claims.put(invoiceId(row), standing(row));
        });
        return claims;
    }

    private static InvoiceId invoiceId(ResultSet row) throws SQLException {
        return new InvoiceId(row.getObject("invoice_id", UUID.class));
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                new Claim(
                        row.getString("claimed_by"),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()),
                Duration.ofMillis(row.getLong("remaining")));
    }
}
