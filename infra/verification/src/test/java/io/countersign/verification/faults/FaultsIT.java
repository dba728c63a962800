package io.countersign.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.verification.Client;
import io.countersign.verification.Documents;
import io.countersign.verification.faults.Cluster.Node;
import io.countersign.verification.soak.LiveSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two nodes of each side on one PostgreSQL, people at work on all of them, and one thing after the other breaks. After each:
 * nothing that was acknowledged is lost, nothing is applied twice, every open session knows the newest version within 5 s
 * of recovery, processors go on by themselves; meanwhile 503 with Retry-After and nothing else.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT {

    private static final Duration AWAY = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DISK_MEGABYTES = 300;
    private static final int SLOW_CONSUMERS = 6;
    /** More than a node's pool has connections. */
    private static final int CROWD = 15;

    private static final int AFTER_ALL_FAULTS = Integer.MAX_VALUE - 1;

    private Optional<SmallDisk> disk = Optional.empty();
    private Optional<JumpingClock> clock = Optional.empty();
    private Database database;
    private Cluster cluster;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        disk = SmallDisk.mount(folder.resolve("postgres"), DISK_MEGABYTES);
        clock = JumpingClock.in(folder);
        // Few connections, and what is written goes to the disk soon.
        database = Database.create(
                folder.resolve("postgres"), "max_connections=80", "max_wal_size=64MB", "min_wal_size=32MB");
        cluster = Cluster.start(database, folder, clock);
    }

    @AfterAll
    void stop() throws Exception {
        try (AutoCloseable _ = () -> disk.ifPresent(SmallDisk::close);
                AutoCloseable _ = database;
                AutoCloseable _ = cluster) {
            // All of them, whatever becomes of one.
        }
    }

    @Test
    void aCommandNodeIsKilled() throws Exception {
        try (Load load = Load.on(cluster)) {
            Node killed = cluster.commandSide().getFirst();
            killed.kill();
            load.everybodySaves();
            load.everybodyKnows();
            killed.start();
            load.recovers();
            load.holds();
        }
    }

    @Test
    void aQueryNodeIsKilled() throws Exception {
        try (Load load = Load.on(cluster)) {
            Node killed = readingNode();
            killed.kill();
            load.everybodyKnows();
            load.everyProcessorGoesOn();
            killed.start();
            load.recovers();
            load.holds();
        }
    }

    @Test
    void postgresIsKilledAndStartedAgain() throws Exception {
        try (Load load = Load.on(cluster)) {
            database.kill();
            database.start();
            load.recovers();
            load.holds();
        }
    }

    @Test
    void postgresIsAwayForHalfAMinute() throws Exception {
        try (Load load = Load.on(cluster)) {
            database.kill();
            LockSupport.parkNanos(AWAY.toNanos());
            assertThat(load.askedAgain()).isPositive();
            database.start();
            load.recovers();
            load.holds();
        }
    }

    @Test
    void everyConnectionOfThePoolsWaitsForALock() throws Exception {
        try (Load load = Load.on(cluster);
                Connection other = database.superuser();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE event_store.event IN ACCESS EXCLUSIVE MODE");
            load.crowdIn(CROWD);
            awaitRefusals(load, cluster.nodes().size() * CROWD);
            other.rollback();
            load.recovers();
            load.holds();
        }
    }

    @Test
    void othersTakeEveryConnection() throws Exception {
        List<Connection> taken = new ArrayList<>();
        try (Load load = Load.on(cluster)) {
            try {
                takeAll(taken);
                // The nodes lose theirs, and others are faster.
                try (Statement statement = taken.getFirst().createStatement()) {
                    while (statement
                            .executeQuery("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
                                    .formatted(Database.OWNER))
                            .next()) {
                        takeAll(taken);
                    }
                }
                awaitRefusals(load, 20);
            } finally {
                for (Connection connection : taken) {
                    connection.close();
                }
            }
            load.recovers();
            load.holds();
        }
    }

    @Test
    void theDiskOfPostgresIsFull() throws Exception {
        assumeTrue(disk.isPresent(), "A small file system can be mounted here");
        try (Load load = Load.on(cluster)) {
            Path ballast = disk.get().fill();
            awaitRefusals(load, 20);
            Files.delete(ballast);
            if (database.isAlive()) {
                database.awaitAnswer();
            } else {
                database.start();
            }
            load.recovers();
            load.holds();
        }
    }

    @Test
    void slowConsumersAreDroppedAndNobodyElseWaitsForThem() throws Exception {
        List<SlowConsumer> slow = new ArrayList<>();
        try (Load load = Load.on(cluster)) {
            try {
                for (int number = 0; number < SLOW_CONSUMERS; number++) {
                    slow.add(SlowConsumer.on(
                            cluster.querySide().getFirst().address(),
                            load.invoices().getFirst()));
                }
                await("slow consumers to be dropped").atMost(PATIENCE).until(() -> {
                    load.everybodyKnows();
                    return slow.stream().allMatch(SlowConsumer::wasDropped);
                });
            } finally {
                for (SlowConsumer consumer : slow) {
                    consumer.close();
                }
            }
            load.recovers();
            load.holds();
        }
    }

    @Test
    void theClockOfANodeJumps() throws Exception {
        assumeTrue(clock.isPresent(), "libfaketime is installed here");
        Node wrong = cluster.querySide().getFirst();
        Node right = cluster.querySide().getLast();
        try (Load load = Load.on(cluster)) {
            jump(load, wrong, Duration.ofHours(1));
            hearsOfWhatIsCommittedLate(load, wrong);

            jump(load, wrong, Duration.ofHours(-1));
            hearsOfWhatIsCommittedLate(load, wrong);
            // A node that is an hour behind takes over from one that died as soon as any other.
            right.kill();
            load.everyProcessorGoesOn();
            right.start();
            load.recovers();

            // And one that is an hour ahead leaves nothing behind that is claimed until then.
            jump(load, wrong, Duration.ofHours(1));
            load.everybodySaves();
            wrong.kill();
            load.everyProcessorGoesOn();
            clock.get().jump(Duration.ZERO);
            wrong.start();
            load.recovers();
            load.holds();
        }
        assertThat(database.value("""
                SELECT count(*) FROM event_store.event later JOIN event_store.event earlier
                ON later.stream_id = earlier.stream_id AND later.version = earlier.version + 1
                WHERE later.recorded_at < earlier.recorded_at OR later.recorded_at > now() + interval '1 minute'"""))
                .as("events that were recorded before the one before them, or in the future")
                .isEqualTo("0");
    }

    @Test
    void eventsAndSignalsAreDeliveredTwice() throws Exception {
        try (Load load = Load.on(cluster)) {
            Map<String, String> tokens = new HashMap<>();
            for (String processor : Load.PROCESSORS) {
                tokens.put(
                        processor,
                        database.value("SELECT token FROM read_model.token_entry WHERE processor_name = '%s'"
                                .formatted(processor)));
            }
            for (int round = 0; round < 5; round++) {
                load.everybodySaves();
            }
            for (String processor : Load.PROCESSORS) {
                database.execute("""
                        UPDATE read_model.token_entry
                        SET token = '%s', claimed_by = 'nobody', claimed_at = '2000-01-01T00:00:00Z'
                        WHERE processor_name = '%s'""".formatted(tokens.get(processor), processor));
            }
            database.execute("SELECT pg_notify('countersign_events', '') FROM generate_series(1, 1000)");
            await("a node to claim the processors")
                    .atMost(PATIENCE)
                    .until(() -> database.value(
                                    "SELECT count(*) FROM read_model.token_entry WHERE claimed_by = 'nobody'")
                            .equals("0"));
            load.recovers();
            load.holds();
        }
    }

    @Test
    @Order(AFTER_ALL_FAULTS)
    void whatIsStoredIsProvedAndTheViewsSayTheSame() throws Exception {
        Client audrey = cluster.querySide().getFirst().client("audrey");
        JsonNode verification = Runs.done(audrey, "/api/audit/verifications");
        assertThat(verification.get("broken")).isEmpty();
        assertThat(verification.get("found_breaks").asInt()).isZero();
        assertThat(verification.get("checked_events").asLong()).isPositive();
        JsonNode comparison = Runs.done(audrey, "/api/audit/comparisons");
        assertThat(comparison.get("differences")).isEmpty();
        assertThat(comparison.get("found_differences").asInt()).isZero();
    }

    @Test
    @Order(AFTER_ALL_FAULTS + 1)
    void aPoisonEventParksItsInvoiceOnly() throws Exception {
        try (Load load = Load.on(cluster)) {
            String poisoned = cluster.commandSide().getFirst().client("anna").receive(Documents.ubl("POISON"));
            database.execute("""
                    INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                    VALUES ('%s', 1, '%s', 'InvoiceCorrected', '1', '{"changes": "poison"}',
                        '{"actor": "ben", "command_id": "%s"}')""".formatted(poisoned, UUID.randomUUID(), UUID.randomUUID()));
            List<String> parking = List.of("review-queue", "invoice-detail");
            Client otto = cluster.querySide().getLast().client("otto");
            await("the invoice to be parked")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(parking)
                            .allSatisfy(processor ->
                                    assertThat(letters(otto, processor)).hasSize(1)));
            load.recovers();

            for (String processor : parking) {
                JsonNode letter = letters(otto, processor).get(0);
                assertThat(letter.get("invoice_id").asString()).isEqualTo(poisoned);
                String address = lettersOf(processor) + "/" + letter.get("id").asString();
                assertThat(otto.post(address + "/retry", Map.of())
                                .body()
                                .get("state")
                                .asString())
                        .isEqualTo("parked");
                assertThat(otto.delete(address).status()).isEqualTo(200);
                assertThat(letters(otto, processor)).isEmpty();
            }
            load.recovers();
            load.holds();
        }
    }

    /** Jumps the clock, and waits until the node goes by it. */
    private void jump(Load load, Node node, Duration off) throws IOException {
        // Who finds, by that clock, that a connection has rested for too long hangs up; people then ask again.
        List<Node> jumping =
                List.of(cluster.commandSide().getFirst(), cluster.querySide().getFirst());
        jumping.forEach(jumps -> jumps.expect(false));
        clock.orElseThrow().jump(off);
        Client anna = node.client("anna");
        await("the clock of " + node + " to jump")
                .atMost(PATIENCE)
                .ignoreException(IOException.class)
                .untilAsserted(() -> assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                                anna.get("/api/me").headers().firstValue("Date").orElseThrow())))
                        .isCloseTo(Instant.now().plus(off), within(1, ChronoUnit.MINUTES)));
        load.everybodySaves();
        jumping.forEach(jumps -> jumps.expect(true));
    }

    /** An event that took its place in the store before others and is committed after they were read. */
    private void hearsOfWhatIsCommittedLate(Load load, Node node) throws Exception {
        String invoice =
                cluster.commandSide().getLast().client("anna").receive(Documents.ubl("LATE-" + UUID.randomUUID()));
        CompletableFuture<JsonNode> told = new CompletableFuture<>();
        try (LiveSession session = LiveSession.connect(node.address(), "ben", (destination, message) -> {
                    if (message.path("review_version").asInt() == 1) {
                        told.complete(message);
                    }
                });
                Connection slow = database.superuser();
                Statement statement = slow.createStatement()) {
            session.subscribe("/topic/invoices." + invoice);
            slow.setAutoCommit(false);
            statement.execute("""
                    INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                    SELECT '%1$s', version, gen_random_uuid(), event_type, revision, replace(payload, stream_id, '%1$s'),
                        jsonb_set(metadata::jsonb, '{command_id}', to_jsonb(gen_random_uuid()))
                    FROM event_store.event WHERE stream_id = '%2$s' AND version = 1""".formatted(invoice, load.invoices().getFirst()));
            load.everybodySaves();
            load.everybodyKnows();
            slow.commit();
            assertThat(told).succeedsWithin(Load.INFORMED_WITHIN);
        }
    }

    /** The node that keeps the views just now. */
    private Node readingNode() throws SQLException {
        String owner =
                database.value("SELECT claimed_by FROM read_model.token_entry WHERE processor_name = 'review-queue'");
        return cluster.querySide().stream()
                .filter(node -> node.isCalled(owner))
                .findFirst()
                .orElseThrow(() -> new AssertionError(owner));
    }

    private void takeAll(List<Connection> taken) {
        try {
            while (true) {
                taken.add(database.superuser());
            }
        } catch (SQLException none) {
            assertThat(none.getSQLState()).isEqualTo("53300");
        }
    }

    private static void awaitRefusals(Load load, int count) {
        int before = load.askedAgain();
        await(count + " answers 503 with Retry-After")
                .atMost(PATIENCE)
                .until(() -> load.askedAgain() >= before + count);
    }

    private static String lettersOf(String processor) {
        return "/actuator/processors/" + processor + "/dead-letters";
    }

    private static JsonNode letters(Client otto, String processor) throws IOException {
        return otto.get(lettersOf(processor)).body().get("items");
    }
}
