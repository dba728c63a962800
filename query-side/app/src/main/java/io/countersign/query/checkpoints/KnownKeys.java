package io.countersign.query.checkpoints;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The public halves of the keys that have signed checkpoints of this log. */
@Component
public class KnownKeys {

    private final JdbcClient jdbc;

    KnownKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * All of them, in the order of their first use. One that was altered so that it is none has signed nothing that it
     * could prove.
     */
    public List<KnownKey> all() {
        return jdbc
                .sql("SELECT name, public_key, first_used_at FROM audit.signing_key ORDER BY first_used_at, key_id")
                .query((row, _) -> key(row))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<KnownKey> key(ResultSet row) throws SQLException {
        byte[] key = row.getBytes("public_key");
        return VerifierKey.isKey(key)
                ? Optional.of(new KnownKey(
                        VerifierKey.of(row.getString("name"), key),
                        row.getObject("first_used_at", OffsetDateTime.class).toInstant()))
                : Optional.empty();
    }

    /** One of them. */
    public record KnownKey(VerifierKey key, Instant firstUsedAt) {}
}
