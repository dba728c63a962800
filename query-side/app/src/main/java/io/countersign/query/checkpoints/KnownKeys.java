package io.countersign.query.checkpoints;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The public halves of the keys that have signed checkpoints of this log. */
@Component
public class KnownKeys {

    private final JdbcClient jdbc;

    KnownKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of them, in the order of their first use. */
    public List<KnownKey> all() {
        return jdbc.sql("SELECT name, public_key, first_used_at FROM audit.signing_key ORDER BY first_used_at, key_id")
                .query((row, _) -> new KnownKey(
                        VerifierKey.of(row.getString("name"), row.getBytes("public_key")),
                        row.getObject("first_used_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** One of them. */
    public record KnownKey(VerifierKey key, Instant firstUsedAt) {}
}
