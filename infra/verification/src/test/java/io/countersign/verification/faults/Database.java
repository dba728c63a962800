package io.countersign.verification.faults;

import io.countersign.verification.LauncherProcess;
import io.countersign.verification.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server of one test: stopped, killed and started on the same port as that test wants. */
final class Database implements AutoCloseable {

    /** The service is the owner of its database, no superuser. */
    static final String OWNER = "countersign";

    private static final String SUPERUSER = "postgres";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path programs;
    private final Path directory;
    private final Path log;
    private final int port = ServerProcess.freePort();
    private final List<String> settings;
    private @Nullable Process server;

    private Database(Path programs, Path directory, List<String> settings) {
        this.programs = programs;
        this.directory = directory;
        this.log = programs.resolveSibling(directory.getFileName() + ".postgres.log");
        this.settings = settings;
    }

    /** Makes a data directory in a folder and starts a server on it. */
    static Database create(Path folder, String... settings) throws IOException, SQLException {
        Path unpacked = folder.resolveSibling("programs");
        Path directory = folder.resolve("data");
        // Unpacks the programs and makes the directory. From then on the server is ours.
        EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(unpacked.toFile())
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .start()
                .close();
        Database database = new Database(programs(unpacked), directory, List.of(settings));
        database.start();
        try (Connection connection = database.connect(SUPERUSER, SUPERUSER);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s LOGIN CREATEDB CREATEROLE".formatted(OWNER));
            statement.execute("CREATE DATABASE %s OWNER %s".formatted(OWNER, OWNER));
        }
        return database;
    }

    /** Another server on another data directory, by the same programs; not yet started. */
    Database on(Path otherDirectory, String... otherSettings) {
        return new Database(programs, otherDirectory, List.of(otherSettings));
    }

    Path directory() {
        return directory;
    }

    /** Starts it and waits until it answers. */
    void start() {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(programs.resolve("bin/postgres").toString(), "-D", directory.toString()));
        command.addAll(List.of("-p", Integer.toString(port), "-c", "listen_addresses=localhost"));
        for (String setting : Stream.concat(
                        Stream.of("unix_socket_directories=", "synchronous_commit=on"), settings.stream())
                .toList()) {
            command.addAll(List.of("-c", setting));
        }
        try {
            server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    /** Waits until it takes connections. */
    void awaitAnswer() {
        Awaitility.await("PostgreSQL to answer")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(this::answers);
    }

    /** {@code kill -9} of all its processes. */
    void kill() {
        if (server != null) {
            LauncherProcess.killAll(server.toHandle());
        }
    }

    /** Whether its main process runs. */
    boolean isAlive() {
        return server != null && server.isAlive();
    }

    /** The JDBC address of the service's database, as its owner. */
    String url() {
        return "jdbc:postgresql://localhost:%d/%s?user=%s".formatted(port, OWNER, OWNER);
    }

    /** A connection to the service's database that the service cannot have: as the server's own superuser. */
    Connection superuser() throws SQLException {
        return connect(SUPERUSER, OWNER);
    }

    /** One value from the service's database. */
    String value(String query) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return Optional.ofNullable(rows.getString(1)).orElse("");
        }
    }

    /** Statements on the service's database. */
    void execute(String sql) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private boolean answers() {
        try (Connection connection = connect(SUPERUSER, SUPERUSER)) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private Connection connect(String user, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:%d/%s?user=%s&connectTimeout=5".formatted(port, database, user));
    }

    private static Path programs(Path unpacked) throws IOException {
        try (Stream<Path> folders = Files.list(unpacked)) {
            return folders.filter(folder -> Files.exists(folder.resolve("bin/postgres")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
