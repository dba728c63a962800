package io.countersign.verification.compose;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** The running stack, as its script left it. */
final class Stack {

    /** Names the stack's address; where it is not set there is no stack to test. */
    static final String URL = "compose.url";

    /** Whatever runs as long as the stack does. */
    static final List<String> SERVICES =
            List.of("postgres", "identity", "command-side-1", "command-side-2", "query-side-1", "query-side-2", "web");

    /** Only against hanging; on an idle machine a start takes seconds. */
    private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(7);

    private static final List<String> COMPOSE =
            List.of(System.getProperty("compose.command", "docker-compose").split(" ", -1));
    private static final Path FOLDER = Path.of("../compose").toAbsolutePath().normalize();

    private Stack() {}

    /** Where browsers reach it. */
    static URI url() {
        return URI.create(System.getProperty(URL, "http://localhost:8080"));
    }

    /** Replaces the container of a service by a new one, as an upgrade does, and waits until it can take work. */
    static void replace(String service) {
        run(Stream.concat(
                        COMPOSE.stream(),
                        Stream.of("up", "--detach", "--no-build", "--no-deps", "--force-recreate", service))
                .toList());
        awaitHealthy(service);
    }

    /** {@code kill -9} of a service's container. */
    static void kill(String service) {
        run(List.of("docker", "kill", "--signal", "KILL", container(service)));
    }

    /** Starts a container again that has ended, and waits until it can take work. */
    static void start(String service) {
        run(List.of("docker", "start", container(service)));
        awaitHealthy(service);
    }

    /** What Docker knows about a service's container. */
    static JsonNode inspect(String service) {
        return Person.JSON
                .readTree(run(List.of("docker", "inspect", container(service))))
                .get(0);
    }

    private static void awaitHealthy(String service) {
        String container = container(service);
        Awaitility.await(service + " to be healthy")
                .atMost(HEALTHY_WITHIN)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> run(List.of("docker", "inspect", "--format", "{{.State.Health.Status}}", container))
                        .equals("healthy"));
    }

    private static String container(String service) {
        return run(Stream.concat(COMPOSE.stream(), Stream.of("ps", "-q", "-a", service))
                .toList());
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
