package io.countersign.verifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Verifies an export, an event a line, with its manifest ({@code docs/audit.md} describes both): every event by itself
 * and in its chain, that all events are there that the manifest lists and no others, that the log of the manifest's
 * checkpoint has them, and of an archive the documents against the events that they came with.
 */
final class ExportVerification {

    /** What the chain needs of an event. */
    private record Link(byte[] previousHash, byte[] hash) {}

    /**
     * What an export of some events was asked for.
     *
     * @param invoice empty where it was not asked for those of one
     * @param all whether all events of that invoice were asked for
     */
    private record Asked(Optional<String> invoice, boolean all) {

        static final Asked EVERYTHING = new Asked(Optional.empty(), false);

        static Asked of(Json filter) {
            return new Asked(
                    filter.optionalText("invoice_id"),
                    Stream.of("from", "to", "actor")
                            .allMatch(name -> filter.optionalText(name).isEmpty()));
        }

        boolean covers(Event event) {
            return invoice.isEmpty()
                    || Event.streamsOf(invoice.get()).contains(event.streamId())
                    || event.streamId().startsWith("attempts/")
                            && Event.invoiceId(event.payload()).equals(invoice);
        }

        /** Whether all events of a stream were asked for. */
        boolean isWhole(String stream) {
            return all && invoice.isPresent() && Event.streamsOf(invoice.get()).contains(stream);
        }
    }

    private static final Pattern SIGNATURE = Pattern.compile(",\"signature\":\"[^\"]*\"}\\s*\\z");

    private final Report report;
    private final Collection<Key> keys;
    private final Collection<Checkpoint> kept;
    private final Collection<Json> consistency;
    private final Map<String, NavigableMap<Long, Link>> streams = new HashMap<>();
    private final SortedMap<Long, byte[]> leaves = new TreeMap<>();
    /** By invoice, what its first event says of its document: a hash in hex. */
    private final Map<String, Optional<String>> received = new HashMap<>();

    private Asked asked = Asked.EVERYTHING;
    private long lines;
    private long proven;

    /**
     * A verification.
     *
     * @param kept checkpoints known from elsewhere, beside the manifest's
     * @param consistency proofs that the log of one checkpoint begins with that of another
     */
    ExportVerification(Report report, Collection<Key> keys, Collection<Checkpoint> kept, Collection<Json> consistency) {
        this.report = report;
        this.keys = keys;
        this.kept = kept;
        this.consistency = consistency;
    }

    /** Verifies. */
    void verify(BufferedReader events, String manifestText, Optional<Archive> archive) throws IOException {
        Json manifest = Json.parse(manifestText);
        if (!manifest.text("format").equals("countersign-export-1")) {
            throw new CannotVerify(
                    "The manifest has the format " + manifest.text("format") + ", not countersign-export-1");
        }
        Checkpoint checkpoint = Checkpoint.parse(manifest.text("checkpoint"));
        boolean complete = manifest.isTrue("complete");
        if (!complete) {
            asked = manifest.optionalObject("filter").map(Asked::of).orElse(Asked.EVERYTHING);
        }
        read(events, complete ? Optional.empty() : Optional.of(checkpoint));
        chains();
        compare(manifest);
        new DocumentVerification(report, received).verify(manifest, archive);
        signature(manifestText, complete);
        List<Checkpoint> all = new ArrayList<>(kept);
        all.add(checkpoint);
        Checkpoints checkpoints = new Checkpoints(all, keys, report);
        if (complete) {
            log(checkpoints);
        } else {
            report.say("log          %d of %d events proved to be in it".formatted(proven, lines));
            holdAgainstKept(checkpoint, all);
            report.verdict(
                    "these events are what was signed, and all %d that the manifest lists are there;".formatted(lines)
                            + " that it lists all that was asked for only an export of everything shows.");
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
                    line.hash("previous_hash"),
                    line.hash("content_hash"),
                    line.hash("hash"));
        } catch (DateTimeException e) {
            throw new CannotVerify("The instant of %s version %d cannot be read".formatted(streamId, version));
        }
    }

    /**
     * Reads the lines. One that cannot be read is broken, and the others are looked at nevertheless.
     *
     * @param proof the checkpoint that each line's audit path must lead to; empty where the lines are the whole tree
     */
    private void read(BufferedReader events, Optional<Checkpoint> proof) throws IOException {
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (!line.isBlank()) {
                lines++;
                try {
                    add(Json.parse(line), proof);
                } catch (CannotVerify e) {
                    report.broken("line %d of the export cannot be read: %s".formatted(lines, e.getMessage()));
                }
            }
        }
    }

    private void add(Json line, Optional<Checkpoint> proof) {
        String stream = line.text("stream_id");
        long version = line.number("version");
        try {
            add(event(line, stream, version), line, proof);
        } catch (CannotVerify e) {
            report.broken(stream, version, Event.UNREADABLE + e.getMessage());
        }
    }

    private void add(Event event, Json line, Optional<Checkpoint> proof) {
        long index = line.number("leaf_index");
        String hash = line.optionalText("log_hash").isPresent() ? line.hash("log_hash") : event.hash();
        String leaf = Event.leaf(event.streamId(), event.version(), hash);
        String flaw = event.flaw();
        if (flaw != null) {
            report.broken(event.streamId(), event.version(), flaw);
        } else if (!asked.covers(event)) {
            report.broken(event.streamId(), event.version(), Event.OF_ANOTHER_INVOICE);
        } else if (event.eventType().equals(Event.RECEIVED)) {
            received.put(event.streamId(), Event.documentHash(event.payload()));
        }
        Link link = new Link(bytes(event.previousHash()), bytes(event.hash()));
        if (streams.computeIfAbsent(event.streamId(), ignored -> new TreeMap<>())
                        .put(event.version(), link)
                != null) {
            report.broken(event.streamId(), event.version(), "it is there twice");
        }
        if (!hash.equals(event.hash())) {
            report.broken(event.streamId(), event.version(), "the log has another hash for it");
        }
        if (leaves.put(index, bytes(leaf)) != null) {
            report.broken(event.streamId(), event.version(), "another event is leaf " + index + " too");
        }
        proof.ifPresent(checkpoint -> prove(event, leaf, index, line, checkpoint));
    }

    private void prove(Event event, String leaf, long index, Json line, Checkpoint checkpoint) {
        if (line.optionalList("inclusion").isEmpty()) {
            report.broken(event.streamId(), event.version(), "nothing proves it: it has no audit path");
        } else if (Tree.rootFrom(leaf, index, checkpoint.size(), line.hashes("inclusion"))
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
            byte[] expected = bytes(Digest.ZERO);
            long next = 0;
            for (Map.Entry<Long, Link> event : events.entrySet()) {
                if (event.getKey() == next && !Arrays.equals(event.getValue().previousHash(), expected)) {
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
        Map<String, NavigableMap<Long, Link>> unlisted = new HashMap<>(streams);
        Set<String> listedStreams = new HashSet<>();
        for (Json listed : manifest.list("streams")) {
            String stream = listed.text("stream_id");
            listedStreams.add(stream);
            NavigableMap<Long, Link> found =
                    new TreeMap<>(Optional.ofNullable(unlisted.remove(stream)).orElseGet(TreeMap::new));
            long newest = listed.number("newest_version");
            Link last = found.get(newest);
            if (last != null && !Arrays.equals(last.hash(), bytes(listed.hash("newest_hash")))) {
                report.broken(stream, newest, "the manifest has another hash for it");
            }
            long next = 0;
            for (String range : listed.text("versions").split(",")) {
                next = remove(stream, next, range, found);
            }
            if (asked.isWhole(stream)) {
                NavigableMap<Long, Link> whole = streams.getOrDefault(stream, new TreeMap<>());
                findGap(stream, 0, newest, whole, "it is missing, although all of the invoice was asked for");
            }
            found.keySet().stream()
                    .findFirst()
                    .ifPresent(
                            version -> report.broken(stream, version, "it was put in: the manifest does not list it"));
        }
        if (asked.all()
                && asked.invoice().isPresent()
                && !listedStreams.contains(asked.invoice().get())) {
            report.broken(asked.invoice().get(), 0, "it is missing: the manifest does not list its stream");
        }
        unlisted.forEach((stream, events) ->
                report.broken(stream, events.firstKey(), "it was put in: the manifest does not list its stream"));
    }

    /**
     * Takes a range that the manifest lists out of what was found.
     *
     * @param earliest where it may begin: behind the one before it
     * @return where the next one may begin
     */
    private long remove(String stream, long earliest, String range, NavigableMap<Long, Link> found) {
        String[] ends = range.split("-", 2);
        try {
            long first = Long.parseLong(ends[0]);
            long last = Long.parseLong(ends[ends.length - 1]);
            if (first < earliest || last < first || last == Long.MAX_VALUE) {
                throw new NumberFormatException();
            }
            findGap(stream, first, last, found, "it is missing: the manifest lists it");
            found.subMap(first, true, last, true).clear();
            return last + 1;
        } catch (NumberFormatException e) {
            throw new CannotVerify("The manifest's versions of " + stream + " cannot be read: " + range);
        }
    }

    /** Walks over what is there, not over what a range claims: that may be more than anybody can count to. */
    private void findGap(String stream, long first, long last, NavigableMap<Long, Link> found, String reason) {
        long next = first;
        for (long version : found.tailMap(first, true).keySet()) {
            if (version != next || next > last) {
                break;
            }
            next++;
        }
        if (next <= last) {
            report.broken(stream, next, reason);
        }
    }

    private void log(Checkpoints checkpoints) {
        Tree tree = new Tree();
        checkpoints.compare(tree);
        for (Map.Entry<Long, byte[]> leaf : leaves.entrySet()) {
            if (leaf.getKey() != tree.size()) {
                report.broken("leaf " + tree.size() + " of the log is in no line of the export");
                return;
            }
            tree.add(HexFormat.of().formatHex(leaf.getValue()));
            checkpoints.compare(tree);
        }
        checkpoints.end(tree);
        report.say("log          %d leaves, root %s".formatted(tree.size(), tree.root()));
    }

    /** Who signed the manifest: it was signed up to the signature, which is its last member. */
    private void signature(String manifestText, boolean complete) {
        Matcher signed = SIGNATURE.matcher(manifestText);
        if (!signed.find()) {
            if (complete) {
                report.say("manifest     not signed; whether anything is missing is up to the checkpoint");
            } else {
                report.broken("the manifest is not signed: nobody stands for it that it lists all that was exported");
            }
            return;
        }
        String expected =
                new Digest().text(manifestText.substring(0, signed.start())).sha256();
        Optional<Note> note = Note.parseAll(
                        Json.parse("{" + signed.group().substring(1)).text("signature"))
                .stream()
                .filter(signature -> signature.lines().equals(List.of("countersign-manifest-1", expected)))
                .findFirst();
        Optional<Key> signer = note.flatMap(signature -> signature.signedBy(keys));
        if (note.isEmpty()) {
            report.broken("the manifest was altered: it is not what was signed");
        } else if (signer.isEmpty()) {
            report.broken("the manifest is signed by none of the keys");
        } else {
            report.say("manifest     signed by " + signer.get());
        }
    }

    /** Some events do not make a tree, so what somebody kept must have the same size, or a proof of its own. */
    private void holdAgainstKept(Checkpoint checkpoint, Collection<Checkpoint> all) {
        Set<Long> proved = new HashSet<>();
        for (Json proof : consistency) {
            new ProofVerification(report).consistency(proof, keys, all);
            if (proof.number("to_size") == checkpoint.size()) {
                proved.add(proof.number("from_size"));
            } else if (proof.number("from_size") == checkpoint.size()) {
                proved.add(proof.number("to_size"));
            }
        }
        long compared = 0;
        for (Checkpoint one : kept) {
            if (one.size() == checkpoint.size() && !one.root().equals(checkpoint.root())) {
                report.broken("%s that you kept has another root than that of the manifest".formatted(one));
            }
            if (one.size() == checkpoint.size() || proved.contains(one.size())) {
                compared++;
            }
        }
        if (kept.isEmpty()) {
            return;
        }
        report.say("             %d of the %d checkpoints that you gave held against the manifest's"
                .formatted(compared, kept.size()));
        if (compared == 0) {
            long newest = kept.stream().mapToLong(Checkpoint::size).max().orElseThrow();
            report.undecided(
                    ("an export of some events does not show whether its log goes on from a checkpoint that you"
                                    + " gave. Give the answer of /api/audit/proofs?from_size=%d&to_size=%d with --consistency too,"
                                    + " or leave off --checkpoints")
                            .formatted(Math.min(newest, checkpoint.size()), Math.max(newest, checkpoint.size())));
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
