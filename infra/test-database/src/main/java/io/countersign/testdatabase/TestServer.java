package io.countersign.testdatabase;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL that all tests of one JVM share, each on a database of its own. In a container where a Docker engine
 * answers, else the binaries that the launcher embeds. Its owner is {@code postgres}, the password too.
 */
public final class TestServer {

    private static final String OWNER = "postgres";
    private static final String IMAGE = "postgres:18";
    private static final Path DOCKER_SOCKET = Path.of("/var/run/docker.sock");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Where the server listens: {@code host:port}. */
    private static final String ADDRESS = start();

    private TestServer() {}

    /** Makes a new, empty database and answers with its name. */
    public static String newDatabase() {
        String name = "test_" + NUMBER.incrementAndGet();
        administer("CREATE DATABASE " + name);
        return name;
    }

    /** The JDBC address of a database, with its owner's credentials. */
    public static String url(String database) {
        return "jdbc:postgresql://%s/%s?user=%s&password=%s".formatted(ADDRESS, database, OWNER, OWNER);
    }

    /** Runs a statement as the owner of the server, outside the databases of tests. */
    public static void administer(String sql) {
        try (Connection connection = DriverManager.getConnection(url(OWNER));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String start() {
        try {
            if (engineAnswers()) {
                return container();
            }
        } catch (RuntimeException e) {
            System.out.println("A Docker engine answers, but starts no " + IMAGE + ": " + e.getMessage());
        }
        return embedded();
    }

    /** Asks only where an engine can be: the search itself takes seconds. */
    private static boolean engineAnswers() {
        return (Files.exists(DOCKER_SOCKET) || System.getenv("DOCKER_HOST") != null)
                && DockerClientFactory.instance().isDockerAvailable();
    }

    /** Ends with the JVM. */
    private static String container() {
        @SuppressWarnings("resource")
        PostgreSQLContainer server = new PostgreSQLContainer(IMAGE)
                .withUsername(OWNER)
                .withPassword(OWNER)
                .withDatabaseName(OWNER);
        server.start();
        System.out.println("Tests run on " + IMAGE + " in a container");
        return server.getHost() + ":" + server.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
    }

    private static String embedded() {
        try {
            System.out.println("Tests run on the embedded PostgreSQL");
            return "localhost:" + EmbeddedPostgres.builder().start().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
