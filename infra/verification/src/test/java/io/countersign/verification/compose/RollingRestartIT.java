package io.countersign.verification.compose;

import static io.countersign.verification.compose.Person.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.verification.soak.LiveSession;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** Nodes are replaced one after the other, as in an upgrade, and the edge is killed, while people go on saving and reading. */
@EnabledIfSystemProperty(named = Stack.URL, matches = ".+", disabledReason = "infra/verification/compose/run starts it")
class RollingRestartIT {

    private static final int PEOPLE = 4;
    private static final Duration BETWEEN_SAVES = Duration.ofMillis(50);
    private static final Duration INFORMED_WITHIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A save that was answered with 200. */
    private record Answered(String invoice, int version, String dueDate) {}

    private final Person anna = new Person("anna");
    private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final Queue<String> toBeRetried = new ConcurrentLinkedQueue<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /** While it is not, requests get no answer, and are sent again. */
    private volatile boolean edgeIsUp = true;

    @FunctionalInterface
    private interface Fault {
        void happenTo(List<String> invoices) throws Exception;
    }

    @Test
    void losesNothingThatWasAnsweredAndAnswersEverybody() throws Exception {
        whilePeopleWork(invoices -> {
            int before = 0;
            for (String service : List.of("command-side-1", "command-side-2", "query-side-1", "query-side-2")) {
                Stack.replace(service);
                assertThat(answered.size())
                        .as("saves while %s was replaced", service)
                        .isGreaterThan(before);
                before = answered.size();
            }
        });
    }

    @Test
    void losesNothingWhenTheEdgeIsKilledAndEverySessionIsBackWithTheNewestVersion() throws Exception {
        whilePeopleWork(invoices -> {
            String invoice = invoices.getFirst();
            AtomicInteger known = new AtomicInteger(-1);
            try (LiveSession session = watch(invoice, known)) {
                await("saves and pushes").atMost(PATIENCE).until(() -> known.get() > 0);
                edgeIsUp = false;
                Stack.kill("web");
                session.ended().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                Stack.start("web");
                edgeIsUp = true;
            }
            int newest = newest(invoice);
            known.set(-1);
            try (LiveSession _ = watch(invoice, known)) {
                await("the newest version").atMost(INFORMED_WITHIN).until(() -> known.get() >= newest);
                await("saves and pushes").atMost(PATIENCE).until(() -> known.get() > newest + 1);
            }
        });
    }

    private LiveSession watch(String invoice, AtomicInteger known) {
        LiveSession session = LiveSession.connectWith(
                Stack.url(),
                anna.authorization(),
                (_, message) ->
                        known.accumulateAndGet(message.path("review_version").asInt(-1), Math::max));
        session.subscribe("/topic/invoices." + invoice);
        session.subscribe("/app/invoices." + invoice);
        return session;
    }

    private int newest(String invoice) {
        return answered.stream()
                .filter(save -> save.invoice().equals(invoice))
                .mapToInt(Answered::version)
                .max()
                .orElseThrow();
    }

    private void whilePeopleWork(Fault fault) throws Exception {
        List<String> invoices = new ArrayList<>();
        List<Thread> people = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            String invoice = anna.receive("ROLLING-" + UUID.randomUUID());
            invoices.add(invoice);
            people.add(Thread.ofPlatform().name("saves " + invoice).start(() -> keepSaving(invoice)));
        }
        try {
            fault.happenTo(invoices);
        } finally {
            over.set(true);
            for (Thread person : people) {
                person.join();
            }
        }
        System.out.printf("%d saves answered, %d requests sent again%n", answered.size(), toBeRetried.size());
        assertThat(surprises).isEmpty();

        Map<String, String> stored = new HashMap<>();
        for (String invoice : invoices) {
            history(invoice)
                    .forEach(event -> stored.put(
                            invoice + "@" + event.get("review_version").asInt(),
                            event.at("/changes/0/after").asString()));
        }
        assertThat(answered)
                .allSatisfy(save -> assertThat(stored.get(save.invoice() + "@" + save.version()))
                        .as("%s", save)
                        .isEqualTo(save.dueDate()));
        assertThat(stored).as("nothing was applied twice").hasSize(answered.size() + invoices.size());
    }

    private List<JsonNode> history(String invoice) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(anna.get("/api/invoices/%s/history?limit=200%s"
                    .formatted(invoice, cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            page.get("items").forEach(events::add);
            cursor = page.path("next_cursor").asString("");
        } while (!cursor.isEmpty());
        return events;
    }

    private void keepSaving(String invoice) {
        LocalDate dueDate = LocalDate.of(2026, 3, 1);
        int version = 0;
        while (!over.get()) {
            dueDate = dueDate.plusDays(1);
            version = save(invoice, version, dueDate.toString());
            read(invoice, version);
            LockSupport.parkNanos(BETWEEN_SAVES.toNanos());
        }
    }

    /** Until it is answered: what the edge could not hand on is sent again under the same name. */
    private int save(String invoice, int version, String dueDate) {
        UUID decision = UUID.randomUUID();
        while (true) {
            try {
                HttpResponse<String> answer = anna.correct(invoice, version, Map.of("due_date", dueDate), decision);
                if (answer.statusCode() == 200) {
                    int saved = json(answer).get("review_version").asInt();
                    answered.add(new Answered(invoice, saved, dueDate));
                    return saved;
                }
                if (!waitsAsTold(answer)) {
                    surprises.add("Saving on " + version + ": " + answer + " " + answer.body());
                    return version;
                }
            } catch (IOException | AssertionError noAnswer) {
                if (!waitsForTheEdge()) {
                    surprises.add("Saving on " + version + ": " + noAnswer);
                    return version;
                }
            }
        }
    }

    private void read(String invoice, int version) {
        try {
            HttpResponse<String> answer = anna.get("/api/invoices/" + invoice + "?min_version=" + version);
            if (answer.statusCode() != 200 && !waitsAsTold(answer)) {
                surprises.add("Reading " + version + ": " + answer + " " + answer.body());
            } else if (answer.statusCode() == 200
                    && json(answer).get("review_version").asInt() < version) {
                surprises.add("Read an older version than " + version);
            }
        } catch (IOException | AssertionError noAnswer) {
            if (!waitsForTheEdge()) {
                surprises.add("Reading " + version + ": " + noAnswer);
            }
        }
    }

    private boolean waitsForTheEdge() {
        boolean down = !edgeIsUp;
        LockSupport.parkNanos(BETWEEN_SAVES.toNanos());
        return down;
    }

    private boolean waitsAsTold(HttpResponse<String> answer) {
        if (answer.statusCode() != 503) {
            return false;
        }
        return answer.headers()
                .firstValue("Retry-After")
                .map(seconds -> {
                    toBeRetried.add(answer.toString());
                    LockSupport.parkNanos(
                            Duration.ofSeconds(Long.parseLong(seconds)).toNanos());
                    return true;
                })
                .orElse(false);
    }
}
