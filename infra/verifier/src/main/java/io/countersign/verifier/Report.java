package io.countersign.verifier;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What was found: the first broken event of each stream, and what is wrong with the log as a whole. */
final class Report {

    private record Break(long version, String reason) {}

    private final TreeMap<String, Break> streams = new TreeMap<>(Comparator.naturalOrder());
    private final List<String> log = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private final List<String> undecided = new ArrayList<>();
    private String verdict = "nothing was altered or removed.";

    /** An event is broken; only the first of its stream is kept. */
    void broken(String streamId, long version, String reason) {
        streams.merge(
                streamId,
                new Break(version, reason),
                (known, found) -> found.version() < known.version() ? found : known);
    }

    /** The log or a checkpoint is broken. */
    void broken(String reason) {
        log.add(reason);
    }

    /** What was checked, or what could not be. */
    void say(String fact) {
        facts.add(fact);
    }

    /** Something that was to be checked could not be, for this reason: nothing is verified. */
    void undecided(String reason) {
        undecided.add(reason);
    }

    /** What is shown where nothing is broken. */
    void verdict(String shown) {
        verdict = shown;
    }

    boolean isClean() {
        return streams.isEmpty() && log.isEmpty();
    }

    boolean isDecided() {
        return undecided.isEmpty();
    }

    void print(PrintStream out) {
        facts.forEach(out::println);
        streams.forEach((stream, found) ->
                out.println("BROKEN  " + stream + " version " + found.version() + ": " + found.reason()));
        log.forEach(reason -> out.println("BROKEN  " + reason));
        undecided.forEach(reason -> out.println("COULD NOT BE VERIFIED: " + reason));
        if (isClean() && !isDecided()) {
            return;
        }
        out.println(
                isClean()
                        ? "VERIFIED: " + verdict
                        : "NOT VERIFIED: %d broken streams, %d faults of the log."
                                .formatted(streams.size(), log.size()));
    }
}
