package io.countersign.query;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/** A database of its own on a real PostgreSQL, with the schema of the event store in it. */
public final class TestDatabase {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;

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
        TestDatabase database = new TestDatabase("test_" + NUMBER.incrementAndGet());
        database.administer("CREATE DATABASE " + database.name);
        return database;
    }

    /** Makes the schema of the event store. */
    public void migrate() {
        Flyway.configure()
                .dataSource(url(), "postgres", "postgres")
                .schemas("event_store")
                // Its owner is the command side, which the query side does not depend on.
                .locations("filesystem:../../command-side/app/src/main/resources/db/event-store")
                .failOnMissingLocations(true)
                .load()
                .migrate();
    }

    /** Its JDBC address; user and password are {@code postgres}. */
    public String url() {
        return SERVER.getJdbcUrl("postgres", name);
    }

    /** Cuts all connections to it and lets none in until {@link #letIn}. */
    public void shutOut() {
        administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    /** Lets connections in again. */
    public void letIn() {
        administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    }

    private void administer(String sql) {
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
