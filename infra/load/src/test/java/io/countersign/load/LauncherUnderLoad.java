package io.countersign.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The packaged launcher as a process of its own, both sides and the PostgreSQL that it runs, which loses nothing. */
final class LauncherUnderLoad implements AutoCloseable {

    private static final Path JAR = Path.of("..", "launcher", "target", "countersign.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path data;
    private final int port;

    private LauncherUnderLoad(Process process, Path data, int port) {
        this.process = process;
        this.data = data;
        this.port = port;
    }

    /** Starts one on an empty folder and waits until it takes work. */
    static LauncherUnderLoad start(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("launcher.log").toFile());
        Path data = folder.resolve("data");
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        builder.environment().put("COUNTERSIGN_DATA_DIR", data.toString());
        builder.environment().put("COUNTERSIGN_DEMO_DATA", "false");
        // All clients are one person.
        builder.environment().put("COUNTERSIGN_RATE_LIMIT", "0");
        LauncherUnderLoad launcher = new LauncherUnderLoad(builder.start(), data, port);
        try {
            launcher.awaitReady();
            return launcher;
        } catch (IOException | InterruptedException | RuntimeException e) {
            launcher.close();
            throw e;
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(address("/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
                try {
                    if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (ConnectException notYet) {
                    // It opens its port late.
                }
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("The launcher ended with " + process.exitValue());
                }
            }
        }
        throw new IllegalStateException("The launcher is not ready after " + PATIENCE);
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Its database, with the credentials of the owner. */
    String jdbcUrl() throws IOException {
        return Files.readString(data.resolve("jdbc-url")).strip();
    }

    /** What it has taken of the processors so far, without the PostgreSQL that it runs. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
