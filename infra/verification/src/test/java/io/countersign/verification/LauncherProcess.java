package io.countersign.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged launcher as a process of its own, as somebody would start it with {@code java -jar}. */
public final class LauncherProcess implements AutoCloseable {

    /** Only against hanging: on a busy machine a start takes several times what it should. What it took is logged. */
    public static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final Process process;
    private final Path dataFolder;
    private final Path output;
    private final int port;
    private final Instant startedAt;
    private Optional<ProcessHandle> orphan = Optional.empty();

    private LauncherProcess(Process process, Path dataFolder, Path output, int port) {
        this.process = process;
        this.dataFolder = dataFolder;
        this.output = output;
        this.port = port;
        this.startedAt = Instant.now();
    }

    /** Starts one on a data folder, without demo data; does not wait. */
    public static LauncherProcess start(Path dataFolder) {
        return start(dataFolder, Map.of());
    }

    /** Starts one on a data folder with settings of its own; does not wait. */
    public static LauncherProcess start(Path dataFolder, Map<String, String> environment) {
        int port = freePort();
        try {
            Files.createDirectories(dataFolder);
            Path output = dataFolder.resolveSibling(dataFolder.getFileName() + ".output-" + port + ".txt");
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            jar())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SPRING_"));
            builder.environment().put("SERVER_PORT", Integer.toString(port));
            builder.environment().put("COUNTERSIGN_DATA_DIR", dataFolder.toString());
            builder.environment().put("COUNTERSIGN_DEMO_DATA", "false");
            // A test decides faster than a person does.
            builder.environment().put("COUNTERSIGN_RATE_LIMIT", "0");
            builder.environment().putAll(environment);
            return new LauncherProcess(builder.start(), dataFolder, output, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is ready and gives the time that it took since its start; fails where it ends or takes longer. */
    public Duration awaitReady(Duration limit) {
        Awaitility.await("the launcher to be ready")
                .atMost(limit.minus(Duration.between(startedAt, Instant.now())))
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> assertThat(process.isAlive())
                        .as("The launcher ended:\n%s", output())
                        .isTrue())
                .until(this::isReady);
        return Duration.between(startedAt, Instant.now());
    }

    /** Whether it says that it can take work. */
    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(address("/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        // A client of its own: after a crash on the other side, a pooled connection would answer for the dead.
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A place on it. */
    public URI address(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** Everything that it printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        process.destroyForcibly();
        process.onExit().join();
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
        process.destroyForcibly();
        killAll(postgres);
        process.onExit().join();
    }

    /** Asks it to stop (SIGTERM), waits for its end and gives its exit code. */
    public int terminate() {
        process.destroy();
        return awaitEnd();
    }

    /** Waits for its end and gives its exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("The launcher does not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Leaves nothing running, however the test went. */
    @Override
    public void close() {
        List<ProcessHandle> everything =
                Stream.concat(process.descendants(), orphan.stream()).toList();
        process.destroy();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        everything.forEach(ProcessHandle::destroyForcibly);
        everything.forEach(ended -> ended.onExit().join());
    }

    private static void killAll(ProcessHandle postgres) {
        List<ProcessHandle> workers = postgres.descendants().toList();
        postgres.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
        postgres.onExit().join();
        workers.forEach(worker -> worker.onExit().join());
    }

    private static String jar() {
        Path jar = Path.of(System.getProperty("countersign.launcher.jar", "../launcher/target/countersign.jar"));
        assertThat(jar).as("the packaged launcher").exists();
        return jar.toAbsolutePath().normalize().toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
