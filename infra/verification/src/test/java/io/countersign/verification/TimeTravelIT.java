package io.countersign.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.verification.Client.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What was shown of an invoice while it was reviewed is what is shown of that version and that instant later. Decisions
 * at random; the same choices again: {@code -Dtimetravel.seed=<number>}.
 */
class TimeTravelIT {

    private static final Logger log = LoggerFactory.getLogger(TimeTravelIT.class);

    private static final int REVIEWS = 200;
    private static final int MOST_DECISIONS = 7;
    /** Some at a time, as people work. */
    private static final int AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final long SEED = Long.getLong("timetravel.seed", System.nanoTime());

    @TempDir
    Path folder;

    @Test
    void everyVersionIsShownAsItWasShownThenAndTheViewsAgreeWithTheEventsAllTheTime() throws Exception {
        log.info("Decisions with -Dtimetravel.seed={}", SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        try (LauncherProcess launcher = LauncherProcess.start(folder.resolve("data"));
                ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE + 1)) {
            launcher.awaitReady(LauncherProcess.READY_WITHIN);
            Client audrey = Client.of(launcher.address("/"), "audrey");
            AtomicBoolean over = new AtomicBoolean();
            Future<Integer> comparisons = threads.submit(() -> compareUntil(over, audrey));
            List<Future<Reviewed>> reviews = IntStream.range(0, REVIEWS)
                    .mapToObj(number -> {
                        RandomGenerator choices = random.split();
                        return threads.submit(() -> review(launcher, number, choices));
                    })
                    .toList();

            int versions = 0;
            int changed = 0;
            List<Future<?>> looks = new ArrayList<>();
            for (Future<Reviewed> review : reviews) {
                Reviewed reviewed = review.get();
                versions += reviewed.shown().size();
                changed += reviewed.shown().size() > 1 ? 1 : 0;
                looks.add(threads.submit(() -> {
                    isShownAsItWas(audrey, reviewed);
                    return null;
                }));
            }
            for (Future<?> look : looks) {
                look.get();
            }
            over.set(true);

            log.info("{} versions of {} reviews, {} comparisons meanwhile", versions, REVIEWS, comparisons.get());
            assertThat(versions).as("versions compared").isGreaterThan(2 * REVIEWS);
            assertThat(changed).as("reviews in which something happened").isGreaterThan(REVIEWS / 2);
            assertThat(comparisons.get()).as("comparisons meanwhile").isPositive();
            compare(audrey);
        }
    }

    /** What was shown of an invoice, version by version. */
    private record Reviewed(String invoiceId, List<JsonNode> shown) {}

    private static Reviewed review(LauncherProcess launcher, int number, RandomGenerator random) throws IOException {
        List<Client> people = Stream.of("anna", "ben", "carol")
                .map(user -> Client.of(launcher.address("/"), user))
                .toList();
        String invoiceId = people.getFirst().receive(Documents.ubl("TRAVEL-" + number));
        List<JsonNode> shown = new ArrayList<>(List.of(shown(people.getFirst(), invoiceId)));
        int decisions = random.nextInt(1, MOST_DECISIONS + 1);
        for (int i = 0; i < decisions; i++) {
            JsonNode now = shown.getLast();
            Client person = people.get(random.nextInt(people.size()));
            Decision decision = Decision.atRandom(now, random);
            Answer answer = person.post("/api/invoices/" + invoiceId + "/" + decision.path(), decision.body());
            // Some may not be taken: by whom, or as it stands. Those leave no version.
            assertThat(answer.status()).as("%s: %s", decision, answer).isIn(200, 403, 409);
            JsonNode after = shown(person, invoiceId);
            if (answer.status() == 200
                    && answer.reviewVersion() > now.get("review_version").asInt()) {
                assertThat(after.get("review_version").asInt()).isEqualTo(answer.reviewVersion());
                shown.add(after);
            } else {
                assertThat(after).isEqualTo(now);
            }
        }
        return new Reviewed(invoiceId, shown);
    }

    /** Something that somebody may want to do with an invoice as it stands. */
    private record Decision(String path, Map<String, ?> body) {

        private static final List<String> TEXTS =
                List.of("seller.name", "buyer.name", "note", "payment_terms", "buyer_reference");
        private static final List<String> AMOUNTS =
                List.of("totals.amount_due", "totals.amount_with_vat", "totals.vat_amount", "totals.line_net_amount");

        static Decision atRandom(JsonNode now, RandomGenerator random) {
            String status = now.get("status").asString();
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("expected_review_version", now.get("review_version").asInt());
            boolean open = status.equals("received") || status.equals("in_review");
            int dice = random.nextInt(100);
            if (!open && dice < 80) {
                body.put("reason_code", "other");
                body.put("reason", "again");
                return new Decision("reopening", body);
            }
            if (dice < 70) {
                body.put("changes", changes(now, random));
                return new Decision("corrections", body);
            }
            if (dice < 80) {
                body.put("reason", "checked by hand");
                return new Decision("approval", body);
            }
            body.put("reason_code", "other");
            body.put("reason", "for some reason");
            return new Decision(dice < 90 ? "hold" : "rejection", body);
        }

        private static Map<String, @Nullable Object> changes(JsonNode now, RandomGenerator random) {
            Map<String, @Nullable Object> changes = new LinkedHashMap<>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                switch (random.nextInt(6)) {
                    case 0 -> changes.put(TEXTS.get(random.nextInt(TEXTS.size())), null);
                    case 1 -> changes.put(AMOUNTS.get(random.nextInt(AMOUNTS.size())), amount(random));
                    case 2 ->
                        changes.put("due_date", "2026-0%d-1%d".formatted(random.nextInt(1, 10), random.nextInt(10)));
                    case 3 ->
                        changes.put(
                                "lines.n" + Integer.toString(random.nextInt(Integer.MAX_VALUE), Character.MAX_RADIX),
                                Map.of("item_name", "Added", "net_amount", amount(random)));
                    case 4 -> line(now, random, changes);
                    default ->
                        changes.put(TEXTS.get(random.nextInt(TEXTS.size())), "Ä 🍫 \"" + random.nextInt() + "\"");
                }
            }
            return changes;
        }

        /** Removes a line, unless another change of this decision is about it. */
        private static void line(JsonNode now, RandomGenerator random, Map<String, @Nullable Object> changes) {
            List<JsonNode> lines = List.copyOf(now.get("lines").values());
            if (!lines.isEmpty()) {
                String path = "lines."
                        + lines.get(random.nextInt(lines.size())).get("key").asString();
                if (changes.keySet().stream().noneMatch(changed -> changed.startsWith(path))) {
                    changes.put(path, null);
                }
            }
        }

        private static String amount(RandomGenerator random) {
            return random.nextInt(1000) + "." + random.nextInt(10, 100);
        }
    }

    private static JsonNode shown(Client person, String invoiceId) throws IOException {
        Answer answer = person.get("/api/invoices/" + invoiceId);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private static void isShownAsItWas(Client audrey, Reviewed reviewed) throws IOException {
        List<JsonNode> shown = reviewed.shown();
        for (int version = 0; version < shown.size(); version++) {
            String versions = "/api/invoices/" + reviewed.invoiceId() + "/versions";
            JsonNode then = shown.get(version);
            assertThat(audrey.get(versions + "/" + version).body()).isEqualTo(then);
            JsonNode at = audrey.get(versions + "?at=" + then.get("changed_at").asString())
                    .body();
            assertThat(at).isEqualTo(then);
        }
    }

    private static int compareUntil(AtomicBoolean over, Client audrey) throws IOException {
        int comparisons = 0;
        while (!over.get()) {
            compare(audrey);
            comparisons++;
        }
        return comparisons;
    }

    private static void compare(Client audrey) throws IOException {
        String run = "/api/audit/comparisons/"
                + audrey.post("/api/audit/comparisons", Map.of())
                        .body()
                        .get("run_id")
                        .asString();
        Awaitility.await("a comparison to end")
                .atMost(PATIENCE)
                .until(
                        () -> audrey.get(run).body(),
                        found -> found.get("state").asString().equals("done"));
        JsonNode found = audrey.get(run).body();
        assertThat(found.get("differences")).as(found.toString()).isEmpty();
    }
}
