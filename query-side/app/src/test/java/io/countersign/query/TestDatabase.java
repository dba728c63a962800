package io.countersign.query;

import io.countersign.testdatabase.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;

/** A database of its own on a real PostgreSQL, with the schema of the event store in it. */
public final class TestDatabase {

    private final String name;
    private List<String> kept = List.of();

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new one, with the schema of the event store. */
    public static TestDatabase create() {
        TestDatabase database = createBare();
        database.migrate();
        return database;
    }

    /** A new one with nothing in it. */
    public static TestDatabase createBare() {
        return new TestDatabase(TestServer.newDatabase());
    }

    /** Makes the schema of the event store. */
    public void migrate() {
        Flyway.configure()
                .dataSource(url(), "postgres", "postgres")
                .schemas("event_store")
                // Its owner is the command side, which the query side does not depend on.
                .locations("filesystem:../../command-side/app/src/main/resources/db/event-store")
                .placeholders(Map.of("service_role", "CURRENT_USER"))
                .failOnMissingLocations(true)
                .load()
                .migrate();
    }

    /** Runs statements as one who rules the server and has switched the triggers off. */
    public void tamper(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Remembers what these tables hold, for {@link #restore}. */
    public void keep(List<String> tables) {
        kept = tables;
        tamper("CREATE SCHEMA kept;"
                + tables.stream()
                        .map(table -> "CREATE TABLE %s AS TABLE %s;".formatted(copyOf(table), table))
                        .collect(Collectors.joining()));
    }

    /**
     * Undoes what was done to these tables since {@link #keep}. Row by row: whoever reads just now holds no lock against
     * that.
     */
    public void restore() {
        tamper(kept.stream()
                .map(table -> "DELETE FROM %1$s; %2$s".formatted(table, copyBack(table)))
                .collect(Collectors.joining()));
    }

    /** All columns but those that the database computes. */
    private String copyBack(String table) {
        return """
                DO $$ BEGIN EXECUTE (
                    SELECT format('INSERT INTO %1$s (%%1$s) OVERRIDING SYSTEM VALUE SELECT %%1$s FROM %2$s',
                        string_agg(quote_ident(attname), ', '))
                    FROM pg_attribute
                    WHERE attrelid = '%1$s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '');
                END $$;
                """.formatted(table, copyOf(table));
    }

    private static String copyOf(String table) {
        return "kept." + table.replace('.', '_');
    }

    /** Its JDBC address; user and password are {@code postgres}. */
    public String url() {
        return TestServer.url(name);
    }

    /** Cuts all connections to it and lets none in until {@link #letIn}. */
    public void shutOut() {
        TestServer.administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        TestServer.administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    /** Lets connections in again. */
    public void letIn() {
        TestServer.administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    }
}
