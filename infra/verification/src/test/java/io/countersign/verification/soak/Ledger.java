package io.countersign.verification.soak;

import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;

/** What everybody was told, to be held against what is stored in the end. */
final class Ledger {

    /** A decision that somebody asked for, perhaps several times. */
    record Asked(int client, String invoiceId, UUID key, int expectedReviewVersion, boolean forced) {}

    /** Somebody was told that their decision was made on a version that is no longer current. */
    record ToldStale(Asked asked, int currentReviewVersion) {}

    /** A push that reached somebody over their connection of that number. */
    record Pushed(int client, int connection, String invoiceId, int reviewVersion, String commandId) {}

    /** A comment that the service said it kept. */
    record Commented(String invoiceId, int number, String text) {}

    final Map<UUID, Asked> asked = new ConcurrentHashMap<>();
    final Map<UUID, Integer> acknowledged = new ConcurrentHashMap<>();
    final Map<UUID, Asked> refused = new ConcurrentHashMap<>();
    final Queue<ToldStale> toldStale = new ConcurrentLinkedQueue<>();
    final Queue<Pushed> pushed = new ConcurrentLinkedQueue<>();
    final Queue<Commented> commented = new ConcurrentLinkedQueue<>();
    /** What nobody should ever be told. */
    final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    Asked asked(UUID key) {
        return Objects.requireNonNull(asked.get(key));
    }

    void count(String what) {
        counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    long counted(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** Takes down the answer to a decision; gives whether it was accepted. */
    boolean answered(Asked decision, int status, JsonNode body) {
        count("answers " + status);
        String error = body.path("error_code").asString("");
        if (status == 200) {
            int version = body.get("review_version").asInt();
            Integer before = acknowledged.putIfAbsent(decision.key(), version);
            if (before != null && before != version) {
                surprises.add("%s was told version %d, then %d".formatted(decision, before, version));
            }
            return true;
        }
        if (status == 409 && error.equals("STALE_WRITE")) {
            toldStale.add(
                    new ToldStale(decision, body.get("current_review_version").asInt()));
        } else if (!(status == 409 && error.equals("DECISION_NOT_ALLOWED"))) {
            surprises.add("%s was answered %d %s".formatted(decision, status, body));
        }
        refused.put(decision.key(), decision);
        return false;
    }
}
