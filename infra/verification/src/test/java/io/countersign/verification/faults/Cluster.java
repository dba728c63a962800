package io.countersign.verification.faults;

import io.countersign.verification.Client;
import io.countersign.verification.ServerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two nodes of each side on one PostgreSQL, as processes, with nothing between them and their clients. */
final class Cluster implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    /** They start faster, and four of them fit on a small machine. */
    private static final List<String> SMALL =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Xshare:auto");

    private static final Path THIS_CHECKOUT = Path.of("../..");

    private final Database database;
    private final List<Node> commandSide;
    private final List<Node> querySide;

    private Cluster(Database database, Path folder, Optional<JumpingClock> clock) {
        this.database = database;
        Map<String, String> settings = Map.of(
                "SPRING_DATASOURCE_URL",
                database.url(),
                "SPRING_DATASOURCE_USERNAME",
                Database.OWNER,
                "COUNTERSIGN_DEMO_USERS",
                "true",
                // The load is a few people for many.
                "COUNTERSIGN_RATE_LIMIT",
                "0",
                "COUNTERSIGN_AUDIT_SIGNING_KEY",
                signingKey(folder).toString(),
                "COUNTERSIGN_CHECKPOINT_FOLDER",
                folder.resolve("audit").toString(),
                "COUNTERSIGN_CHECKPOINT_INTERVAL",
                "2s");
        this.commandSide = List.of(
                new Node("command-side-1", "command-side", with(settings, clock), folder),
                new Node("command-side-2", "command-side", settings, folder));
        this.querySide = List.of(
                new Node("query-side-1", "query-side", with(settings, clock), folder),
                new Node("query-side-2", "query-side", settings, folder));
    }

    /** Four nodes that are yet to be started. */
    static Cluster of(Database database, Path folder) {
        return new Cluster(database, folder, Optional.empty());
    }

    /**
     * Starts all four and waits until they can take work.
     *
     * @param clock that the first node of each side goes by, where there is one
     */
    static Cluster start(Database database, Path folder, Optional<JumpingClock> clock) {
        Cluster cluster = new Cluster(database, folder, clock);
        try {
            // At once: nobody says that nodes come one after the other.
            cluster.commandSide.forEach(Node::start);
            cluster.querySide.forEach(Node::start);
            cluster.awaitReady();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static Map<String, String> with(Map<String, String> settings, Optional<JumpingClock> clock) {
        Map<String, String> all = new HashMap<>(settings);
        clock.ifPresent(jumping -> all.putAll(jumping.environment()));
        return all;
    }

    private static Path signingKey(Path folder) {
        return folder.resolve("audit/signing-key.pem");
    }

    Database database() {
        return database;
    }

    List<Node> commandSide() {
        return commandSide;
    }

    List<Node> querySide() {
        return querySide;
    }

    List<Node> nodes() {
        return Stream.concat(commandSide.stream(), querySide.stream()).toList();
    }

    /** Waits until every node can take work. */
    void awaitReady() {
        nodes().forEach(Node::awaitReady);
    }

    @Override
    public void close() {
        nodes().forEach(Node::close);
    }

    /** One node. What was started again after a kill is the same node at the same place. */
    static final class Node implements AutoCloseable {

        private final String name;
        private final String jar;
        private final Map<String, String> settings;
        private final Path output;
        private final int port = ServerProcess.freePort();
        private volatile boolean expected;
        private @Nullable ServerProcess process;

        private Node(String name, String side, Map<String, String> settings, Path folder) {
            this.name = name;
            this.jar = "%s/app/target/%s-exec.jar".formatted(side, side);
            this.settings = settings;
            this.output = folder.resolve(name + ".txt");
        }

        /** Starts it; does not wait. */
        void start() {
            startFrom(THIS_CHECKOUT);
        }

        /** Starts the one that was built in another checkout. */
        void startFrom(Path checkout) {
            process = ServerProcess.start(checkout.resolve(jar), SMALL, port, settings, output);
        }

        void awaitReady() {
            ServerProcess started = Objects.requireNonNull(process);
            Duration took = started.awaitReady(ServerProcess.READY_WITHIN);
            if (!expected) {
                log.info(
                        "{} is ready after {} ms, {} ms of them on a processor",
                        name,
                        took.toMillis(),
                        started.processorTime().toMillis());
            }
            expected = true;
        }

        /** Asks it to stop and waits until it has. */
        void stop() {
            expected = false;
            Objects.requireNonNull(process).terminate();
        }

        /** {@code kill -9}. */
        void kill() {
            expected = false;
            Objects.requireNonNull(process).kill();
        }

        /** Says whether it should answer from now on. */
        void expect(boolean answers) {
            expected = answers;
        }

        /** Whether it should answer. */
        boolean isExpected() {
            return expected;
        }

        boolean isReady() {
            return Objects.requireNonNull(process).isReady();
        }

        URI address() {
            return URI.create("http://localhost:" + port + "/");
        }

        Client client(String user) {
            return Client.of(address(), user);
        }

        /** Whether it goes by that name among nodes. */
        boolean isCalled(String nodeId) {
            return nodeId.endsWith("-" + port);
        }

        @Override
        public void close() {
            expected = false;
            if (process != null) {
                process.close();
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
