package io.countersign.verification.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.verification.Client;
import io.countersign.verification.Documents;
import io.countersign.verification.LauncherProcess;
import io.countersign.verification.soak.Histories.Decided;
import io.countersign.verification.soak.Ledger.Commented;
import io.countersign.verification.soak.Ledger.Pushed;
import io.countersign.verification.soak.Ledger.ToldStale;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Twenty people on ten invoices, all at once and without a pause, over a network that loses answers, repeats requests
 * and breaks connections. 15 seconds in every build; before a release a minute, {@code -Dsoak.seconds=60}. The same
 * choices again: {@code -Dsoak.seed=<number>}.
 */
class SoakIT {

    private static final Logger log = LoggerFactory.getLogger(SoakIT.class);

    private static final int PEOPLE = 20;
    private static final int INVOICES = 10;
    private static final List<String> USERS = List.of("anna", "ben", "carol");
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("soak.seconds", 15));
    private static final List<String> SOAKED = List.of(
            "answers 200",
            "answers 409",
            "forced",
            "batches",
            "twins",
            "comments",
            "claims",
            "lost answers",
            "late repetitions");
    /** One a second of each, by twenty people on a machine that has other things to do. */
    private static final long LEAST = LENGTH.toSeconds();

    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();

    @Test
    void countsEveryDecisionOnceAndAlarmsNobodyForNothing() throws Exception {
        log.info("Soak of {} s with -Dsoak.seed={}", LENGTH.toSeconds(), SEED);
        try (LauncherProcess launcher = LauncherProcess.start(folder.resolve("data"))) {
            launcher.awaitReady(LauncherProcess.READY_WITHIN);
            Client anna = Client.of(launcher.address("/"), "anna");
            List<String> invoices = IntStream.range(0, INVOICES)
                    .mapToObj(invoice -> anna.receive(Documents.ubl("SOAK-" + invoice)))
                    .toList();

            List<Person> people = work(launcher, invoices);

            log.info("Soaked: {}", ledger.counts);
            Histories histories = Histories.read(anna, invoices);
            assertThat(ledger.surprises).as("answers that nobody should get").isEmpty();
            everythingWasDoneOftenEnoughToProveSomething();
            everyAcknowledgedDecisionIsInTheHistoryOnceAndNothingElseIs(histories);
            nobodyWasToldStaleByTheirOwnSave(histories);
            everyPushTellsWhatIsStoredOnceAndInOrder(histories);
            everybodyKnowsTheNewestVersion(people, histories);
            theQueueShowsTheNewestVersions(anna, histories);
            everyCommentIsThereOnce(anna, invoices);
            try (Connection database = launcher.database()) {
                assertThat(StoredStreams.broken(database)).as("broken chains").isEmpty();
            }
            people.forEach(Person::close);
        }
    }

    private List<Person> work(LauncherProcess launcher, List<String> invoices) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Person> people = IntStream.range(0, PEOPLE)
                .mapToObj(number -> new Person(
                        number,
                        USERS.get(number % USERS.size()),
                        launcher.address("/"),
                        invoices,
                        random.split(),
                        ledger))
                .toList();
        Instant end = Instant.now().plus(LENGTH);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> shifts = new ArrayList<>();
            for (Person person : people) {
                shifts.add(threads.submit(() -> {
                    person.connect();
                    while (Instant.now().isBefore(end)) {
                        person.act();
                    }
                }));
            }
            for (Future<?> shift : shifts) {
                // Whoever dropped out early proved nothing, and would leave the rest with an easy time.
                shift.get();
            }
        }
        return people;
    }

    private void everythingWasDoneOftenEnoughToProveSomething() {
        assertThat(SOAKED)
                .as("each done at least %d times: %s", LEAST, ledger.counts)
                .allSatisfy(action -> assertThat(ledger.counted(action)).isGreaterThanOrEqualTo(LEAST));
    }

    private void everyAcknowledgedDecisionIsInTheHistoryOnceAndNothingElseIs(Histories histories) {
        Map<UUID, String> places = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        histories.forEach((invoice, history) -> {
            for (Decided decided : history.subList(1, history.size())) {
                String place = invoice + "@" + decided.reviewVersion();
                String other = places.put(decided.commandId(), place);
                if (other != null) {
                    wrong.add(decided.commandId() + " counts twice: " + other + " and " + place);
                }
                if (!ledger.asked.containsKey(decided.commandId())) {
                    wrong.add(place + " was asked for by nobody");
                }
            }
        });
        ledger.acknowledged.forEach((key, version) -> {
            String told = ledger.asked(key).invoiceId() + "@" + version;
            if (!told.equals(places.get(key))) {
                wrong.add("%s was acknowledged as %s and is at %s".formatted(key, told, places.get(key)));
            }
        });
        ledger.refused.keySet().stream()
                .filter(places::containsKey)
                .forEach(key -> wrong.add("%s was refused and is at %s".formatted(key, places.get(key))));
        assertThat(wrong).isEmpty();
    }

    private void nobodyWasToldStaleByTheirOwnSave(Histories histories) {
        List<ToldStale> falseAlarms = ledger.toldStale.stream()
                .filter(told -> histories.of(told.asked().invoiceId()).stream()
                        .filter(decided ->
                                decided.reviewVersion() > told.asked().expectedReviewVersion()
                                        && decided.reviewVersion() <= told.currentReviewVersion())
                        .allMatch(decided -> isBy(told.asked().client(), decided)))
                .toList();
        assertThat(falseAlarms).as("stale by nobody’s decision but their own").isEmpty();
    }

    private boolean isBy(int client, Decided decided) {
        return ledger.asked(decided.commandId()).client() == client;
    }

    private void everyPushTellsWhatIsStoredOnceAndInOrder(Histories histories) {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> last = new HashMap<>();
        for (Pushed push : ledger.pushed) {
            Decided stored = histories.of(push.invoiceId()).get(push.reviewVersion());
            if (!stored.commandId().toString().equals(push.commandId())) {
                wrong.add(push + " is " + stored);
            }
            Integer before =
                    last.put(push.client() + " " + push.connection() + " " + push.invoiceId(), push.reviewVersion());
            if (before != null && push.reviewVersion() != before + 1) {
                wrong.add(push + " after version " + before);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void everybodyKnowsTheNewestVersion(List<Person> people, Histories histories) {
        Set<String> behind = new HashSet<>();
        await("everybody to know the newest versions").atMost(PATIENCE).untilAsserted(() -> {
            behind.clear();
            for (Person person : people) {
                histories.forEach((invoice, history) -> {
                    if (person.known(invoice) != history.size() - 1) {
                        behind.add("%s of %s@%d".formatted(person.known(invoice), invoice, history.size() - 1));
                    }
                });
            }
            assertThat(behind).isEmpty();
        });
    }

    private void everyCommentIsThereOnce(Client client, List<String> invoices) throws IOException {
        Set<Commented> stored = new HashSet<>();
        for (String invoice : invoices) {
            int number = 0;
            for (JsonNode comment :
                    client.get("/api/invoices/" + invoice + "/comments").body().get("items")) {
                assertThat(comment.get("number").asInt()).isEqualTo(number++);
                stored.add(new Commented(
                        invoice,
                        comment.get("number").asInt(),
                        comment.get("text").asString()));
            }
        }
        assertThat(stored).isEqualTo(Set.copyOf(ledger.commented));
    }

    private static void theQueueShowsTheNewestVersions(Client client, Histories histories) {
        await("the queue to be up to date").atMost(PATIENCE).untilAsserted(() -> {
            Map<String, Integer> shown = new HashMap<>();
            for (JsonNode row : client.get("/api/invoices?limit=100").body().get("items")) {
                shown.put(
                        row.get("invoice_id").asString(),
                        row.get("review_version").asInt());
            }
            Map<String, Integer> stored = new HashMap<>();
            histories.forEach((invoice, history) -> stored.put(invoice, history.size() - 1));
            assertThat(shown).isEqualTo(stored);
        });
    }
}
