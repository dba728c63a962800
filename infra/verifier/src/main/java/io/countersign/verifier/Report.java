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

    boolean isClean() {
        return streams.isEmpty() && log.isEmpty();
    }

    void print(PrintStream out) {
        facts.forEach(out::println);
        streams.forEach((stream, found) ->
                out.println("BROKEN  " + stream + " version " + found.version() + ": " + found.reason()));
        log.forEach(reason -> out.println("BROKEN  " + reason));
        out.println(
                isClean()
                        ? "VERIFIED: nothing was altered or removed."
                        : "NOT VERIFIED: %d broken streams, %d faults of the log."
                                .formatted(streams.size(), log.size()));
    }
}
