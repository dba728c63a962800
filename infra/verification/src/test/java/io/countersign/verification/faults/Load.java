package io.countersign.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.verification.Client;
import io.countersign.verification.Client.Answer;
import io.countersign.verification.Documents;
import io.countersign.verification.faults.Cluster.Node;
import io.countersign.verification.soak.LiveSession;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * People who save, read and keep invoices open, without a pause, on all nodes of a cluster. What gets no answer, or the
 * answer to ask again, they send again under the same name, to the other node, until it is answered. Whatever else comes
 * back than an answer or 503 with Retry-After is a surprise.
 */
final class Load implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Load.class);

    /** After recovery, until every open session knows the newest version. */
    static final Duration INFORMED_WITHIN = Duration.ofSeconds(5);

    /** A claim has to run out first, after three seconds. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(15);

    private static final int INVOICES = 4;
    private static final int SESSIONS_A_NODE = 3;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(20);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The service promises 5 s; the machine that tests run on has other things to do as well. */
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(8);

    static final List<String> PROCESSORS = List.of("review-queue", "invoice-detail", "mentions");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Cluster cluster;
    private final List<String> invoices;
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Map<String, Map<Integer, UUID>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger askedAgain = new AtomicInteger();
    private final AtomicLong slowestRefusal = new AtomicLong();
    private final List<Thread> people = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private volatile boolean over;

    private Load(Cluster cluster) {
        this.cluster = cluster;
        Client anna = cluster.commandSide().getFirst().client("anna");
        this.invoices = IntStream.range(0, INVOICES)
                .mapToObj(invoice -> anna.receive(Documents.ubl("FAULTS-" + NUMBER.incrementAndGet())))
                .toList();
        invoices.forEach(invoice -> acknowledged.put(invoice, new ConcurrentHashMap<>()));
    }

    /** Begins, and gives out once everybody is at work. */
    static Load on(Cluster cluster) {
        Load load = new Load(cluster);
        for (int number = 0; number < INVOICES; number++) {
            String invoice = load.invoices.get(number);
            int node = number;
            load.begin("saves " + invoice, () -> load.keepSaving(invoice, node));
        }
        for (Node node : cluster.querySide()) {
            load.begin("reads at " + node, () -> load.keepReading(node));
            for (int session = 0; session < SESSIONS_A_NODE; session++) {
                Watcher watcher = load.new Watcher(node);
                load.watchers.add(watcher);
                load.begin("watches at " + node, watcher::keepWatching);
            }
        }
        load.everybodySaves();
        load.everybodyKnows();
        return load;
    }

    List<String> invoices() {
        return invoices;
    }

    /** How many requests were told to ask again. */
    int askedAgain() {
        return askedAgain.get();
    }

    /** How many decisions were accepted. */
    int accepted() {
        return acknowledged.values().stream().mapToInt(Map::size).sum();
    }

    /** So many more people at each node, all at once, who want one thing each and do not give up. */
    void crowdIn(int people) {
        String invoice = invoices.getFirst();
        Map<String, Object> late =
                Map.of("expected_review_version", 0, "changes", Map.of("note", "Made on a version that is long gone"));
        for (int number = 0; number < people; number++) {
            for (Node node : cluster.querySide()) {
                begin(
                        "a crowd reads at " + node,
                        () -> insist(
                                node,
                                200,
                                () -> node.client("carol").get("/api/invoices/" + invoice + "/history?limit=1")));
            }
            for (Node node : cluster.commandSide()) {
                begin(
                        "a crowd saves at " + node,
                        () -> insist(
                                node,
                                409,
                                () -> node.client("carol").post("/api/invoices/" + invoice + "/corrections", late)));
            }
        }
    }

    private void insist(Node node, int status, Request request) {
        @Nullable Answer answer = null;
        while (answer == null && !over) {
            answer = ask(node, "insisting", request);
        }
        if (answer != null && answer.status() != status) {
            surprises.add("The crowd at %s was answered %s".formatted(node, answer));
        }
    }

    /** Waits until each person has saved again, twice: the first may have been under way. */
    void everybodySaves() {
        Map<String, Integer> before = newest();
        await("everybody to save")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(this::assertNoSurprises)
                .until(() ->
                        invoices.stream().allMatch(invoice -> newest(invoice) >= before.getOrDefault(invoice, 0) + 2));
    }

    /** Waits until every open session knows of what is acknowledged by now. */
    void everybodyKnows() {
        Map<String, Integer> newest = newest();
        Instant since = Instant.now();
        await("every open session to know the newest versions")
                .atMost(INFORMED_WITHIN)
                .pollInterval(Duration.ofMillis(10))
                .failFast(this::assertNoSurprises)
                .untilAsserted(() -> assertThat(watchers)
                        .allSatisfy(watcher -> assertThat(newest)
                                .allSatisfy((invoice, version) ->
                                        assertThat(watcher.known(invoice)).isGreaterThanOrEqualTo(version))));
        log.info(
                "Every open session knows the newest version after {} ms",
                Duration.between(since, Instant.now()).toMillis());
    }

    /**
     * The fault is over: from when all nodes can take work again, every open session knows the newest version within 5 s,
     * every processor goes on by itself, and people go on saving.
     */
    void recovers() throws SQLException, IOException {
        Instant since = Instant.now();
        cluster.awaitReady();
        await("all nodes to be ready")
                .atMost(PATIENCE)
                .until(() -> cluster.nodes().stream().allMatch(Node::isReady));
        log.info(
                "All nodes ready after {} ms",
                Duration.between(since, Instant.now()).toMillis());
        everybodyKnows();
        everyProcessorGoesOn();
        everybodySaves();
        everybodyKnows();
    }

    /** Every processor reads what is stored by now. */
    void everyProcessorGoesOn() throws SQLException {
        long head = Long.parseLong(
                cluster.database().value("SELECT coalesce(max(global_position), 0) FROM event_store.event"));
        Instant since = Instant.now();
        Client otto = cluster.querySide().getFirst().isExpected()
                ? cluster.querySide().getFirst().client("otto")
                : cluster.querySide().getLast().client("otto");
        await("every processor to go on")
                .atMost(TAKEN_OVER_WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(IOException.class)
                .untilAsserted(() -> {
                    Map<String, Long> positions = new HashMap<>();
                    for (JsonNode processor :
                            otto.get("/actuator/processors").body().get("processors")) {
                        positions.put(
                                processor.get("name").asString(),
                                processor.get("position").asLong());
                    }
                    assertThat(PROCESSORS)
                            .allSatisfy(processor -> assertThat(positions.get(processor))
                                    .as(processor)
                                    .isGreaterThanOrEqualTo(head));
                });
        log.info(
                "Every processor has read on after {} ms",
                Duration.between(since, Instant.now()).toMillis());
    }

    /** Everybody ends with the answer to what they asked last; then what is stored is held against what they were told. */
    @Override
    public void close() {
        over = true;
        watchers.forEach(Watcher::close);
        for (Thread person : people) {
            try {
                person.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Nothing that was acknowledged is lost, nothing was applied twice, nobody was told what they should not be. */
    void holds() throws SQLException {
        close();
        log.info(
                "{} decisions accepted, {} requests told to ask again, the slowest after {} ms",
                accepted(),
                askedAgain(),
                slowestRefusal.get());
        assertNoSurprises();
        assertThat(Duration.ofMillis(slowestRefusal.get()))
                .as("the slowest answer 503")
                .isLessThan(REFUSED_WITHIN);
        for (String invoice : invoices) {
            Map<Integer, UUID> stored = stored(invoice);
            assertThat(stored.keySet())
                    .as("versions of %s without holes", invoice)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, stored.size()).boxed().toList());
            assertThat(stored)
                    .as("decisions on %s: each acknowledged one at its version, and nothing else", invoice)
                    .containsExactlyInAnyOrderEntriesOf(Objects.requireNonNull(acknowledged.get(invoice)));
        }
    }

    private Map<Integer, UUID> stored(String invoice) throws SQLException {
        Map<Integer, UUID> stored = new LinkedHashMap<>();
        try (Connection connection = cluster.database().superuser();
                PreparedStatement query = connection.prepareStatement("SELECT version, metadata::jsonb ->> 'command_id'"
                        + " FROM event_store.event WHERE stream_id = ? AND version > 0 ORDER BY version")) {
            query.setString(1, invoice);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    stored.put(rows.getInt(1), UUID.fromString(rows.getString(2)));
                }
            }
        }
        return stored;
    }

    private void assertNoSurprises() {
        assertThat(surprises).as("what nobody should be told").isEmpty();
    }

    private Map<String, Integer> newest() {
        Map<String, Integer> newest = new HashMap<>();
        invoices.forEach(invoice -> newest.put(invoice, newest(invoice)));
        return newest;
    }

    private int newest(String invoice) {
        return Objects.requireNonNull(acknowledged.get(invoice)).size();
    }

    private void begin(String name, Runnable work) {
        people.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                surprises.add(name + " ended: " + e);
            }
        }));
    }

    private void keepSaving(String invoice, int number) {
        LocalDate dueDate = LocalDate.of(2026, 3, 1);
        int version = 0;
        int tries = 0;
        while (!over) {
            dueDate = dueDate.plusDays(1);
            UUID decision = UUID.randomUUID();
            Map<String, Object> correction =
                    Map.of("expected_review_version", version, "changes", Map.of("due_date", dueDate.toString()));
            @Nullable Answer answer = null;
            while (answer == null) {
                Node node = cluster.commandSide()
                        .get((number + tries) % cluster.commandSide().size());
                answer = ask(
                        node,
                        "saving on version " + version,
                        () -> node.client("anna")
                                .post("/api/invoices/" + invoice + "/corrections", correction, decision));
                if (answer == null) {
                    tries++;
                    LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
                }
            }
            if (answer.status() != 200) {
                surprises.add("%s was saved on version %d: %s".formatted(invoice, version, answer));
                return;
            }
            version = answer.reviewVersion();
            Objects.requireNonNull(acknowledged.get(invoice)).put(version, decision);
            LockSupport.parkNanos(BETWEEN_REQUESTS.toNanos());
        }
    }

    private void keepReading(Node node) {
        int turn = 0;
        while (!over) {
            String invoice = invoices.get(turn++ % invoices.size());
            int version = newest(invoice);
            for (String path : List.of(
                    "/api/invoices/%s?min_version=%d".formatted(invoice, version),
                    "/api/invoices?limit=5",
                    "/api/invoices/%s/history?limit=1".formatted(invoice))) {
                Answer answer = ask(node, path, () -> node.client("ben").get(path));
                if (answer == null) {
                    LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
                } else if (answer.status() != 200) {
                    surprises.add("%s of %s was answered %s".formatted(path, node, answer));
                } else if (path.contains("min_version") && answer.reviewVersion() < version) {
                    surprises.add(
                            "%s of %s was answered with version %d".formatted(path, node, answer.reviewVersion()));
                }
            }
            LockSupport.parkNanos(BETWEEN_REQUESTS.toNanos());
        }
    }

    @FunctionalInterface
    private interface Request {
        Answer send() throws IOException;
    }

    /** The answer; {@code null} for none from a node that is down, and for 503 with Retry-After. */
    private @Nullable Answer ask(Node node, String what, Request request) {
        boolean expected = node.isExpected();
        long since = System.nanoTime();
        try {
            Answer answer = request.send();
            if (!answer.saysAskAgain()) {
                return answer;
            }
            long took = Duration.ofNanos(System.nanoTime() - since).toMillis();
            slowestRefusal.accumulateAndGet(took, Math::max);
            askedAgain.incrementAndGet();
        } catch (IOException e) {
            if (expected && node.isExpected()) {
                surprises.add("%s at %s got no answer: %s".formatted(what, node, e));
            }
        }
        return null;
    }

    /** Somebody who has all invoices open, and connects anew, to another node, where the connection breaks. */
    private final class Watcher {

        private final Map<String, Integer> known = new ConcurrentHashMap<>();
        private int next;
        private volatile @Nullable LiveSession session;

        private Watcher(Node node) {
            this.next = cluster.querySide().indexOf(node);
        }

        private int known(String invoice) {
            return known.getOrDefault(invoice, -1);
        }

        private void keepWatching() {
            while (!over) {
                Node node = cluster.querySide().get(next++ % cluster.querySide().size());
                Map<String, Integer> pushed = new HashMap<>();
                try (LiveSession opened = LiveSession.connect(
                        node.address(), "ben", (destination, message) -> hear(pushed, destination, message))) {
                    session = opened;
                    if (over) {
                        return;
                    }
                    for (String invoice : invoices) {
                        opened.subscribe("/topic/invoices." + invoice);
                        opened.subscribe("/app/invoices." + invoice);
                    }
                    boolean expected = node.isExpected();
                    String how = opened.ended().join();
                    if (!over && expected && node.isExpected()) {
                        surprises.add("A session at %s broke off: %s".formatted(node, how));
                    }
                } catch (CompletionException notNow) {
                    LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
                }
            }
        }

        private void hear(Map<String, Integer> pushed, String destination, JsonNode message) {
            String invoice = message.path("invoice_id").asString("");
            int version = message.path("review_version").asInt(-1);
            if (invoice.isEmpty() || version < 0) {
                surprises.add("A session was told: " + message);
                return;
            }
            known.merge(invoice, version, Math::max);
            if (destination.startsWith("/topic/")) {
                Integer before = pushed.put(invoice, version);
                if (before != null && version != before + 1) {
                    surprises.add("Version %d of %s was pushed after version %d".formatted(version, invoice, before));
                }
            }
        }

        private void close() {
            LiveSession open = session;
            if (open != null) {
                open.close();
            }
        }
    }
}
