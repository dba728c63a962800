package io.countersign.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded PostgreSQL: the real one, with durable settings. It runs as a child of this process, which starts it
 * again on the same port when it dies; where this process dies, the next one stops it first.
 */
final class PostgresServer implements AutoCloseable {

    static final String SUPERUSER = "postgres";
    static final String OWNER = "countersign";

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

    private static final String DATABASE = "countersign";
    private static final String ADDRESS = "127.0.0.1";
    /** How long a server that keeps ending is started again: what died last may take a moment to let go. */
    private static final Duration PATIENCE_WITH_ATTEMPTS = Duration.ofSeconds(15);
    /** How long a server that runs may take to accept connections: after a crash it first replays its log. */
    private static final Duration PATIENCE_WITH_RECOVERY = Duration.ofMinutes(5);

    private static final Duration PATIENCE_WITH_SHUTDOWN = Duration.ofSeconds(20);
    private static final Duration PAUSE_BETWEEN_ATTEMPTS = Duration.ofMillis(300);
    private static final long LOG_SIZE_TO_ROTATE = 10_000_000;
    private static final String INVALID_PASSWORD = "28P01";

    private final DataFolder folder;
    private final PostgresPrograms programs;
    private final PostgresDataDirectory directory;
    private final Path logFile;
    private final ReentrantLock lifecycle = new ReentrantLock();

    private PostgresCredentials credentials;
    private @Nullable Process process;
    private volatile boolean stopping;

    private PostgresServer(
            DataFolder folder,
            PostgresPrograms programs,
            PostgresDataDirectory directory,
            PostgresCredentials credentials) {
        this.folder = folder;
        this.programs = programs;
        this.directory = directory;
        this.credentials = credentials;
        this.logFile = folder.resolve("postgres.log");
    }

    /** The server of a data folder, not yet running; its data directory is made where there is none. */
    static PostgresServer of(DataFolder folder, PostgresPrograms programs) throws IOException, InterruptedException {
        if (PostgresDataDirectory.existsIn(folder)) {
            PostgresCredentials credentials = PostgresCredentials.load(folder)
                    .orElseThrow(() -> new LauncherCannotStart(
                            "The data folder %s has a database but no postgres.properties with its passwords."
                                    .formatted(folder.path()),
                            "Restore that file from a backup, or choose another data folder with"
                                    + " COUNTERSIGN_DATA_DIR."));
            return new PostgresServer(folder, programs, PostgresDataDirectory.open(folder, programs), credentials);
        }
        PostgresCredentials credentials = PostgresCredentials.random(freePort());
        credentials.save(folder);
        PostgresDataDirectory directory =
                PostgresDataDirectory.create(folder, programs, credentials.superuserPassword());
        return new PostgresServer(folder, programs, directory, credentials);
    }

    /** Starts the server, makes the application's database where there is none, and watches over it from then on. */
    void start() throws IOException, InterruptedException {
        lifecycle.lock();
        try {
            directory.stopOrphan();
            rotate(logFile);
            if (!isFree(credentials.port())) {
                credentials = credentials.withPort(freePort());
                credentials.save(folder);
            }
            startProcess();
            createDatabase();
        } finally {
            lifecycle.unlock();
        }
        Thread.ofVirtual().name("postgres-supervisor").start(this::supervise);
    }

    /** Where the database is, without credentials. */
    String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(ADDRESS, credentials.port(), DATABASE);
    }

    /** Password of the role that owns the database. */
    String ownerPassword() {
        return credentials.ownerPassword();
    }

    /** Stops the server cleanly and waits for its end. */
    @Override
    public void close() {
        stopping = true;
        lifecycle.lock();
        try {
            if (process != null && process.isAlive()) {
                directory.stop(PATIENCE_WITH_SHUTDOWN);
                process.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lifecycle.unlock();
        }
    }

    private void supervise() {
        try {
            while (!stopping && process != null) {
                int exitCode = process.waitFor();
                if (!stopping) {
                    log.warn("PostgreSQL ended (exit code {}), starting it again", exitCode);
                    restart();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart() throws InterruptedException {
        Instant since = Instant.now();
        lifecycle.lock();
        try {
            while (!stopping) {
                try {
                    directory.stopOrphan();
                    startProcess();
                    log.info(
                            "PostgreSQL is back after {} ms",
                            Duration.between(since, Instant.now()).toMillis());
                    return;
                } catch (IOException | LauncherCannotStart e) {
                    log.error("PostgreSQL does not come back, trying on: {}", e.getMessage());
                    Thread.sleep(PAUSE_BETWEEN_ATTEMPTS);
                }
            }
        } finally {
            lifecycle.unlock();
        }
    }

    private void startProcess() throws IOException, InterruptedException {
        Instant lastAttempt = Instant.now().plus(PATIENCE_WITH_ATTEMPTS);
        while (true) {
            long logStart = Files.exists(logFile) ? Files.size(logFile) : 0;
            Process started = new ProcessBuilder(serverCommand())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                    .start();
            process = started;
            if (acceptsConnections(started)) {
                return;
            }
            if (started.isAlive() || stopping || Instant.now().isAfter(lastAttempt)) {
                throw new LauncherCannotStart(
                        "The embedded PostgreSQL does not start: " + logSince(logStart),
                        "Its log is %s.".formatted(logFile));
            }
            Thread.sleep(PAUSE_BETWEEN_ATTEMPTS);
        }
    }

    private List<String> serverCommand() {
        List<String> arguments =
                new ArrayList<>(List.of("-D", directory.path().toString(), "-p", Integer.toString(credentials.port())));
        for (String setting : List.of(
                "listen_addresses=" + ADDRESS,
                "unix_socket_directories=",
                // What was acknowledged survives kill -9 and power loss; stated here so that no file overrides it.
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "timezone=UTC",
                "log_timezone=UTC")) {
            arguments.add("-c");
            arguments.add(setting);
        }
        return programs.detachedCommand("postgres", arguments.toArray(String[]::new));
    }

    private boolean acceptsConnections(Process server) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE_WITH_RECOVERY);
        while (Instant.now().isBefore(deadline) && !stopping) {
            try (Connection connection = connect()) {
                return connection.isValid(5);
            } catch (SQLException notYet) {
                if (INVALID_PASSWORD.equals(notYet.getSQLState())) {
                    throw new LauncherCannotStart(
                            "The embedded PostgreSQL does not know the password in postgres.properties.",
                            "Restore that file from the same backup as the data directory %s."
                                    .formatted(directory.path()));
                }
                if (server.waitFor(50, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        }
        return false;
    }

    /** The application is the database's owner, not a superuser. */
    private void createDatabase() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            if (isEmpty(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + OWNER + "'")) {
                statement.execute("CREATE ROLE %s LOGIN CREATEDB CREATEROLE PASSWORD '%s'"
                        .formatted(OWNER, credentials.ownerPassword()));
            }
            if (isEmpty(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE %s OWNER %s".formatted(DATABASE, OWNER));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The embedded PostgreSQL refuses its own superuser", e);
        }
    }

    private static boolean isEmpty(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return !rows.next();
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", credentials.superuserPassword());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(ADDRESS, credentials.port(), SUPERUSER), properties);
    }

    private String logSince(long offset) throws IOException {
        byte[] all = Files.readAllBytes(logFile);
        int from = (int) Math.min(offset, all.length);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
    }

    private static void rotate(Path logFile) throws IOException {
        if (Files.exists(logFile) && Files.size(logFile) > LOG_SIZE_TO_ROTATE) {
            Files.move(logFile, logFile.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(ADDRESS))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
