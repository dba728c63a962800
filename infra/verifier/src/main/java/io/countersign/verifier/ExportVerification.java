package io.countersign.verifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Verifies an export, an event a line, with its manifest ({@code docs/audit.md} describes both): every event by itself
 * and in its chain, that all events are there that the manifest lists and no others, and that the log of the manifest's
 * checkpoint has them.
 */
final class ExportVerification {

    /** What the chain needs of an event. */
    private record Link(String previousHash, String hash) {}

    private final Report report;
    private final Map<String, SortedMap<Long, Link>> streams = new HashMap<>();
    private final SortedMap<Long, String> leaves = new TreeMap<>();
    private long lines;
    private long proven;

    ExportVerification(Report report) {
        this.report = report;
    }

    /**
     * Verifies.
     *
     * @param checkpoints known from elsewhere, beside the manifest's
     */
    void verify(Path export, Json manifest, Collection<Key> keys, Collection<Checkpoint> checkpoints) {
        if (!manifest.text("format").equals("countersign-export-1")) {
            throw new CannotVerify(
                    "The manifest has the format " + manifest.text("format") + ", not countersign-export-1");
        }
        Checkpoint checkpoint = Checkpoint.parse(manifest.text("checkpoint"));
        boolean complete = manifest.isTrue("complete");
        read(export, complete ? Optional.empty() : Optional.of(checkpoint));
        chains();
        compare(manifest);
        List<Checkpoint> all = new ArrayList<>(checkpoints);
        all.add(checkpoint);
        if (complete) {
            log(new Checkpoints(all, keys, report));
        } else {
            new Checkpoints(List.of(checkpoint), keys, report);
            report.say("log          %d of %d events proved to be in it".formatted(proven, lines));
        }
    }

    /**
     * An event in JSON, with the names of {@code event_store.event}'s columns; payload and metadata as the texts that
     * were hashed.
     */
    static Event event(Json line, String streamId, long version) {
        try {
            return new Event(
                    streamId,
                    version,
                    line.text("event_id"),
                    line.text("event_type"),
                    line.text("revision"),
                    OffsetDateTime.parse(line.text("recorded_at")).toInstant(),
                    line.text("payload"),
                    line.text("metadata"),
                    line.text("previous_hash"),
                    line.text("content_hash"),
                    line.text("hash"));
        } catch (DateTimeException e) {
            throw new CannotVerify("The instant of %s version %d cannot be read".formatted(streamId, version));
        }
    }

    /**
     * Reads the lines.
     *
     * @param proof the checkpoint that each line's audit path must lead to; empty where the lines are the whole tree
     */
    private void read(Path export, Optional<Checkpoint> proof) {
        try (BufferedReader reader = Files.newBufferedReader(export)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    lines++;
                    add(Json.parse(line), proof);
                }
            }
        } catch (IOException e) {
            throw new CannotVerify("The export cannot be read", e);
        } catch (CannotVerify e) {
            throw new CannotVerify("Line " + lines + " of the export", e);
        }
    }

    private void add(Json line, Optional<Checkpoint> proof) {
        Event event = event(line, line.text("stream_id"), line.number("version"));
        String flaw = event.flaw();
        if (flaw != null) {
            report.broken(event.streamId(), event.version(), flaw);
        }
        Link link = new Link(event.previousHash(), event.hash());
        if (streams.computeIfAbsent(event.streamId(), ignored -> new TreeMap<>())
                        .put(event.version(), link)
                != null) {
            report.broken(event.streamId(), event.version(), "it is there twice");
        }
        long index = line.number("leaf_index");
        if (leaves.put(index, event.leaf()) != null) {
            report.broken(event.streamId(), event.version(), "another event is leaf " + index + " too");
        }
        proof.ifPresent(checkpoint -> prove(event, index, line, checkpoint));
    }

    private void prove(Event event, long index, Json line, Checkpoint checkpoint) {
        if (line.optionalList("inclusion").isEmpty()) {
            report.broken(event.streamId(), event.version(), "nothing proves it: it has no audit path");
        } else if (Tree.rootFrom(event.leaf(), index, checkpoint.size(), line.texts("inclusion"))
                .equals(checkpoint.root())) {
            proven++;
        } else {
            report.broken(
                    event.streamId(),
                    event.version(),
                    "the checkpoint does not cover it: its audit path leads to another root");
        }
    }

    private void chains() {
        streams.forEach((stream, events) -> {
            String expected = Digest.ZERO;
            long next = 0;
            for (Map.Entry<Long, Link> event : events.entrySet()) {
                if (event.getKey() == next && !event.getValue().previousHash().equals(expected)) {
                    report.broken(stream, next, "it does not follow the event before it: that one has another hash");
                }
                expected = event.getValue().hash();
                next = event.getKey() + 1;
            }
        });
        report.say("events       %d in %d streams".formatted(lines, streams.size()));
    }

    private void compare(Json manifest) {
        if (manifest.number("events") != lines) {
            report.broken(
                    "the manifest counts %d events, the export has %d".formatted(manifest.number("events"), lines));
        }
        Map<String, SortedMap<Long, Link>> unlisted = new HashMap<>(streams);
        for (Json listed : manifest.list("streams")) {
            String stream = listed.text("stream_id");
            SortedMap<Long, Link> found =
                    new TreeMap<>(Optional.ofNullable(unlisted.remove(stream)).orElseGet(TreeMap::new));
            long newest = listed.number("newest_version");
            Link last = found.get(newest);
            if (last != null && !last.hash().equals(listed.text("newest_hash"))) {
                report.broken(stream, newest, "the manifest has another hash for it");
            }
            for (String range : listed.text("versions").split(",")) {
                remove(stream, range, found);
            }
            found.keySet().stream()
                    .findFirst()
                    .ifPresent(
                            version -> report.broken(stream, version, "it was put in: the manifest does not list it"));
        }
        unlisted.forEach((stream, events) ->
                report.broken(stream, events.firstKey(), "it was put in: the manifest does not list its stream"));
    }

    private void remove(String stream, String range, SortedMap<Long, Link> found) {
        String[] ends = range.split("-", 2);
        try {
            for (long version = Long.parseLong(ends[0]); version <= Long.parseLong(ends[ends.length - 1]); version++) {
                if (found.remove(version) == null) {
                    report.broken(stream, version, "it is missing: the manifest lists it");
                }
            }
        } catch (NumberFormatException e) {
            throw new CannotVerify("The manifest's versions of " + stream + " cannot be read: " + range);
        }
    }

    private void log(Checkpoints checkpoints) {
        Tree tree = new Tree();
        checkpoints.compare(tree);
        for (Map.Entry<Long, String> leaf : leaves.entrySet()) {
            if (leaf.getKey() != tree.size()) {
                report.broken("leaf " + tree.size() + " of the log is in no line of the export");
                return;
            }
            tree.add(leaf.getValue());
            checkpoints.compare(tree);
        }
        checkpoints.end(tree);
        report.say("log          %d leaves, root %s".formatted(tree.size(), tree.root()));
    }
}
