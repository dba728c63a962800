package io.countersign.query.verifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.TestDatabase;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The stand-alone verifier on a store that somebody who rules its database has made hard to read, or keeps from going
 * on. No service runs on it.
 */
class UnreadableStoreTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(database.url()));

    @BeforeEach
    void thereIsALog() {
        Flyway.configure()
                .dataSource(database.url(), "postgres", "postgres")
                .schemas("audit")
                .locations("classpath:db/audit")
                .placeholders(Map.of("service_role", "CURRENT_USER"))
                .load()
                .migrate();
    }

    @Test
    void namesEachEventThatCannotBeReadAndGoesOnWithTheRest() {
        List<String> changes = List.of(
                "recorded_at = 'infinity'",
                "recorded_at = NULL",
                "event_id = NULL",
                "payload = NULL",
                "metadata = NULL",
                "content_hash = NULL",
                "hash = NULL");
        for (int i = 0; i < changes.size(); i++) {
            add("unreadable-" + i, 3);
        }
        add("altered", 3);
        add("untouched", 3);
        putIntoTheLog();
        for (String column : List.of("recorded_at", "event_id", "payload", "metadata", "content_hash", "hash")) {
            database.tamper("ALTER TABLE event_store.event ALTER " + column + " DROP NOT NULL");
        }
        for (int i = 0; i < changes.size(); i++) {
            database.tamper("UPDATE event_store.event SET %s WHERE version = 1 AND stream_id = 'unreadable-%d'"
                    .formatted(changes.get(i), i));
        }
        database.tamper("UPDATE event_store.event SET payload = '0' WHERE version = 1 AND stream_id = 'altered'");
        database.tamper(
                "INSERT INTO audit.checkpoint (tree_size, root_hash, key_id, text) VALUES (9, '', '', 'garbage');"
                        + "INSERT INTO audit.signing_key (key_id, name, public_key) VALUES ('0', 'log', '\\x00')");

        OfflineVerifier verified = verify();

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.broken()).hasSize(1 + changes.size() + 2);
        assertThat(verified.broken().getFirst()).startsWith("altered version 1: its content was changed");
        for (int i = 0; i < changes.size(); i++) {
            assertThat(verified.broken().get(1 + i))
                    .startsWith("unreadable-%d version 1: it cannot be read: ".formatted(i));
        }
        assertThat(verified.broken())
                .anyMatch(line -> line.startsWith("checkpoint 1 in the database cannot be read: "))
                .anyMatch(line -> line.startsWith("a key in the database cannot be read: "));
    }

    @Test
    void saysWhichOfTwoIsThereTwice() {
        add("twice", 3);
        putIntoTheLog();
        database.tamper("ALTER TABLE event_store.event DROP CONSTRAINT event_stream_version CASCADE;"
                + "INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata,"
                + " recorded_at, previous_hash, content_hash, hash) SELECT stream_id, version, event_id, event_type,"
                + " revision, payload, metadata, recorded_at, previous_hash, content_hash, hash"
                + " FROM event_store.event WHERE version = 1");

        assertThat(verify().broken()).containsExactly("twice version 1: it is there twice");
    }

    @Test
    void doesNotVerifyEventsThatAreKeptOutOfTheLog() {
        add("old", 1);
        putIntoTheLog();
        add("waiting", 2);
        OfflineVerifier fresh = verify();
        assertThat(fresh.exitCode()).as(fresh.output()).isZero();
        assertThat(fresh.output()).contains("2 of them are too new to be in the log");

        for (String since : List.of("- interval '2 minutes'", "+ interval '2 days'")) {
            database.tamper(
                    "UPDATE event_store.event SET recorded_at = now() %s WHERE stream_id = 'waiting'".formatted(since));
            OfflineVerifier verified = verify();
            assertThat(verified.exitCode()).isEqualTo(1);
            assertThat(verified.broken())
                    .anyMatch(line -> line.startsWith("the log stands still: 2 events are not in it")
                            && line.contains("the first of them waiting version 0, recorded at 20"));
        }
        // Ranges that the log is said to have passed over put nothing off either.
        database.tamper("INSERT INTO audit.passed_over VALUES (1, 9000000000000000000)");
        assertThat(verify().broken()).anyMatch(line -> line.startsWith("the log stands still: 2 events"));
    }

    private void add(String stream, int events) {
        for (int version = 0; version < events; version++) {
            jdbc.sql("""
                            INSERT INTO event_store.event
                                (stream_id, version, event_id, event_type, revision, payload, metadata)
                            VALUES (?, ?, gen_random_uuid(), 'Happened', '1', '{}', '{}')""").param(stream).param(version).update();
        }
    }

    private void putIntoTheLog() {
        jdbc.sql("""
                        INSERT INTO audit.leaf (leaf_index, global_position, stream_id, version, event_hash)
                        SELECT row_number() OVER (ORDER BY global_position) - 1, global_position, stream_id, version, hash
                        FROM event_store.event""").update();
    }

    private OfflineVerifier verify() {
        return OfflineVerifier.run("store", database.url());
    }
}
