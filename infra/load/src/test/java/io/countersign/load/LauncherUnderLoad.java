package io.countersign.load;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The launcher: both sides in one process, and the PostgreSQL that it runs, which loses nothing. */
final class LauncherUnderLoad implements AutoCloseable {

    private static final Path JAR = Path.of("..", "launcher", "target", "countersign.jar");

    private final Server server;
    private final Path data;

    private LauncherUnderLoad(Server server, Path data) {
        this.server = server;
        this.data = data;
    }

    /** Starts one and waits until it takes work; what it stores is in that folder, also for the next. */
    static LauncherUnderLoad start(Path folder) throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Map<String, String> environment = Map.of(
                "COUNTERSIGN_DATA_DIR",
                data.toString(),
                "COUNTERSIGN_DEMO_DATA",
                "false",
                // All clients are one person.
                "COUNTERSIGN_RATE_LIMIT",
                "0");
        return new LauncherUnderLoad(
                Server.start(JAR, environment, folder.resolve("launcher.log"), "/actuator/health/readiness", 200),
                data);
    }

    Server server() {
        return server;
    }

    URI address(String path) {
        return server.address(path);
    }

    /** Its database, with the credentials of the owner. */
    String jdbcUrl() throws IOException {
        return Files.readString(data.resolve("jdbc-url")).strip();
    }

    /** What it has taken of the processors so far, without the PostgreSQL that it runs. */
    Duration processorTime() {
        return server.processorTime();
    }

    /** What it and its PostgreSQL take of memory; what processes share is counted once. */
    long bytes() throws IOException {
        long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
        long bytes = server.bytes();
        List<ProcessHandle> postgres = Stream.concat(
                        ProcessHandle.of(postmaster).stream(),
                        ProcessHandle.of(postmaster).stream().flatMap(ProcessHandle::descendants))
                .toList();
        for (ProcessHandle process : postgres) {
            bytes += Server.bytes(process);
        }
        return bytes;
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
