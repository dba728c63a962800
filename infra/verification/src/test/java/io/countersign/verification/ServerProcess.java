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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A packaged program of the service as a process of its own, as somebody would start it with {@code java -jar}. */
public final class ServerProcess implements AutoCloseable {

    /** Only against hanging: on a busy machine a start takes several times what it should. What it took is logged. */
    public static final Duration READY_WITHIN = Duration.ofMinutes(3);

    private final Process process;
    private final Path output;
    private final int port;
    private final Instant startedAt;

    private ServerProcess(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
        this.startedAt = Instant.now();
    }

    /**
     * Starts one; does not wait.
     *
     * @param jar the program
     * @param options of the virtual machine
     * @param output what it prints goes to the end of this file
     */
    public static ServerProcess start(
            Path jar, List<String> options, int port, Map<String, String> environment, Path output) {
        assertThat(jar).as("the packaged program").exists();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toAbsolutePath().normalize().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("SPRING_"));
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        try {
            return new ServerProcess(builder.start(), output, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is ready and gives the time that it took since its start; fails where it ends or takes longer. */
    public Duration awaitReady(Duration limit) {
        Awaitility.await("the process to be ready")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> assertThat(process.isAlive())
                        .as("The process ended:\n%s", output())
                        .isTrue())
                .until(this::isReady);
        return Duration.between(startedAt, Instant.now());
    }

    /** The processor time that it has had: what took long on a busy machine took others' time. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
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

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
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
                throw new AssertionError("The process does not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Leaves nothing running, however the test went. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        process.onExit().join();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(ended -> ended.onExit().join());
    }

    /** A port that nobody listens on. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
