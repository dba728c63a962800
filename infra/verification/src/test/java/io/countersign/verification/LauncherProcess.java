package io.countersign.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The packaged launcher as a process of its own, and the PostgreSQL that it runs. */
public final class LauncherProcess implements AutoCloseable {

    /** Only against hanging: on a busy machine a start takes several times what it should. What it took is logged. */
    public static final Duration READY_WITHIN = ServerProcess.READY_WITHIN;

    private static final Path JAR =
            Path.of(System.getProperty("countersign.launcher.jar", "../launcher/target/countersign.jar"));

    private final ServerProcess process;
    private final Path dataFolder;
    private Optional<ProcessHandle> orphan = Optional.empty();

    private LauncherProcess(ServerProcess process, Path dataFolder) {
        this.process = process;
        this.dataFolder = dataFolder;
    }

    /** Starts one on a data folder, without demo data; does not wait. */
    public static LauncherProcess start(Path dataFolder) {
        return start(dataFolder, Map.of());
    }

    /** Starts one on a data folder with settings of its own; does not wait. */
    public static LauncherProcess start(Path dataFolder, Map<String, String> environment) {
        int port = ServerProcess.freePort();
        try {
            Files.createDirectories(dataFolder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new HashMap<>(Map.of(
                "COUNTERSIGN_DATA_DIR",
                dataFolder.toString(),
                "COUNTERSIGN_DEMO_DATA",
                "false",
                // A test decides faster than a person does.
                "COUNTERSIGN_RATE_LIMIT",
                "0"));
        settings.putAll(environment);
        Path output = dataFolder.resolveSibling(dataFolder.getFileName() + ".output-" + port + ".txt");
        return new LauncherProcess(ServerProcess.start(JAR, List.of(), port, settings, output), dataFolder);
    }

    /** Waits until it is ready and gives the time that it took since its start; fails where it ends or takes longer. */
    public Duration awaitReady(Duration limit) {
        return process.awaitReady(limit);
    }

    /** Whether it says that it can take work. */
    public boolean isReady() {
        return process.isReady();
    }

    /** A place on it. */
    public URI address(String path) {
        return process.address(path);
    }

    /** Everything that it printed so far. */
    public String output() {
        return process.output();
    }

    /** The database that it keeps, as its owner. */
    public Connection database() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    /** What it wrote for people with psql. */
    public String jdbcUrl() {
        try {
            return Files.readString(dataFolder.resolve("jdbc-url")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The main process of the PostgreSQL that it runs. */
    public ProcessHandle postgres() {
        try {
            long pid = Long.parseLong(Files.readAllLines(dataFolder.resolve("postgres/postmaster.pid"))
                    .getFirst());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9} of the launcher alone; gives what is left running of its PostgreSQL. */
    public ProcessHandle kill() {
        ProcessHandle left = postgres();
        orphan = Optional.of(left);
        process.kill();
        assertThat(left.isAlive()).as("PostgreSQL outlives its launcher").isTrue();
        return left;
    }

    /** {@code kill -9} of PostgreSQL, of all its processes at once; the launcher lives on. */
    public void killPostgres() {
        killAll(postgres());
    }

    /** {@code kill -9} of both at once. */
    public void killWithPostgres() {
        ProcessHandle postgres = postgres();
        process.kill();
        killAll(postgres);
    }

    /** Asks it to stop (SIGTERM), waits for its end and gives its exit code. */
    public int terminate() {
        return process.terminate();
    }

    /** Waits for its end and gives its exit code. */
    public int awaitEnd() {
        return process.awaitEnd();
    }

    /** Leaves nothing running, however the test went. */
    @Override
    public void close() {
        process.close();
        orphan.ifPresent(LauncherProcess::killAll);
    }

    /** {@code kill -9} of a PostgreSQL, of all its processes at once. */
    public static void killAll(ProcessHandle postgres) {
        List<ProcessHandle> workers = postgres.descendants().toList();
        postgres.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
        postgres.onExit().join();
        workers.forEach(worker -> worker.onExit().join());
    }
}
