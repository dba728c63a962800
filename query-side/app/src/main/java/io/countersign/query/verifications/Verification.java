package io.countersign.query.verifications;

import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.query.auditlog.ChainedEvent;
import io.countersign.query.auditlog.EventLog;
import io.countersign.query.auditlog.Frontier;
import io.countersign.query.auditlog.Hash;
import io.countersign.query.auditlog.Leaf;
import io.countersign.query.auditlog.MerkleTree.Node;
import io.countersign.query.auditlog.Sequencer;
import io.countersign.query.checkpoints.Checkpoint;
import io.countersign.query.checkpoints.CheckpointText;
import io.countersign.query.checkpoints.Checkpoints;
import io.countersign.query.checkpoints.KnownKeys;
import io.countersign.query.platform.RunSteps;
import io.countersign.query.verifications.Run.HeldAgainst;
import io.countersign.query.verifications.Run.Last;
import io.countersign.query.verifications.Runs.Broken;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/** Goes through the store step by step: first all events, stream after stream, then all leaves of the log. */
@Component
class Verification {

    /** How many events one step checks at most. */
    private static final int EVENTS = 200;

    /** A step ends with the event that reaches so many bytes, its document included: single ones can be large. */
    private static final int BYTES = 8 << 20;

    /** How many leaves one step checks. */
    private static final int LEAVES = 2000;

    private static final String RECEIVED = InvoiceReceived.class.getSimpleName();

    private final JdbcClient jdbc;
    private final RunSteps<Run> steps;
    private final Runs runs;
    private final Sequencer sequencer;
    private final EventLog eventLog;
    private final Checkpoints checkpoints;
    private final KnownKeys keys;

    Verification(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            Runs runs,
            Sequencer sequencer,
            EventLog eventLog,
            Checkpoints checkpoints,
            KnownKeys keys) {
        this.jdbc = jdbc;
        this.steps = new RunSteps<>(jdbc, transactionManager, "audit.verification", runs::next, Run::id, this::step);
        this.runs = runs;
        this.sequencer = sequencer;
        this.eventLog = eventLog;
        this.checkpoints = checkpoints;
        this.keys = keys;
    }

    /** Begins a run over all that is committed now. Where others are under way, its turn comes after theirs. */
    UUID begin(String requestedBy) {
        sequencer.catchUp();
        return runs.begin(requestedBy, eventLog.size());
    }

    /** Takes the next step of a run that waits for one; whether there was any. */
    boolean step() {
        return steps.take();
    }

    private void step(Run run) {
        Run after = run.eventsDone() ? leaves(run) : events(run);
        runs.save(after, run.eventsDone() && after.checkedLeaves() == after.treeSize());
    }

    private Run events(Run run) {
        Last last = run.last();
        List<EventAndLeaf> page = eventsAfter(last);
        boolean caughtUp = false;
        long streams = 0;
        for (EventAndLeaf found : page) {
            ChainedEvent event = found.event();
            boolean newStream = last == null || !last.streamId().equals(event.streamId());
            if (newStream) {
                streams++;
            }
            flaw(event, newStream ? null : last)
                    .ifPresent(flaw -> runs.add(run.id(), new Broken(event.streamId(), flaw.version(), flaw.reason())));
            String leafHash = found.leafHash();
            if (leafHash == null && !caughtUp) {
                // It may be newer than the newest leaf; now nothing that can be seen is.
                sequencer.catchUp();
                caughtUp = true;
            }
            if (leafHash == null) {
                leafHash = eventLog.leafOf(event.streamId(), event.version())
                        .map(leaf -> HexFormat.of().formatHex(leaf.eventHash()))
                        .orElse(null);
            }
            if (leafHash == null) {
                broken(run, event, "The log does not have it, although it has later ones: it was put in.");
            } else if (!leafHash.equals(event.hash())) {
                broken(run, event, "The log has another hash for it: it was written anew.");
            }
            if (event.eventType().equals(RECEIVED)) {
                documentFlaw(event, found.documentHash()).ifPresent(reason -> broken(run, event, reason));
            }
            last = new Last(event.streamId(), event.version(), HexFormat.of().parseHex(event.hash()));
        }
        return run.afterEvents(page.size(), streams, last, page.isEmpty());
    }

    private void broken(Run run, ChainedEvent event, String reason) {
        runs.add(run.id(), new Broken(event.streamId(), event.version(), reason));
    }

    private record Flaw(long version, String reason) {}

    private static Optional<Flaw> flaw(ChainedEvent event, @Nullable Last before) {
        long expected = before == null ? 0 : before.version() + 1;
        if (event.version() != expected) {
            return Optional.of(new Flaw(
                    Math.min(expected, event.version()),
                    "It was removed: the stream goes on with version " + event.version() + "."));
        }
        Optional<String> own = EventHashes.flaw(event);
        if (own.isPresent()) {
            return Optional.of(new Flaw(event.version(), own.get()));
        }
        byte[] previous = before == null ? new byte[32] : before.hash();
        return HexFormat.of().formatHex(previous).equals(event.previousHash())
                ? Optional.empty()
                : Optional.of(new Flaw(
                        event.version(), "It does not follow the event before it: that one has another hash."));
    }

    /**
     * Says what is wrong with the document that an invoice came as. Its event says which one it was, and is proved.
     *
     * @param documentHash of what is kept, {@code null} where nothing is
     */
    private static Optional<String> documentFlaw(ChainedEvent received, @Nullable String documentHash) {
        if (documentHash == null) {
            return Optional.of("Its document is missing.");
        }
        return documentHash.equals(ReceivedDocument.sha256(received.payload()))
                ? Optional.empty()
                : Optional.of("Its document was altered: it does not have the SHA-256 that the event says.");
    }

    private Run leaves(Run run) {
        long from = run.checkedLeaves();
        long to = Math.min(run.treeSize(), from + LEAVES);
        Frontier frontier = run.frontier();
        Map<Node, Hash> nodes = nodes(from, to);
        List<Checkpoint> ofLeaves = checkpoints.ofSize(from == 0 ? -1 : from, to);
        Map<Long, List<Checkpoint>> signed = ofLeaves.stream().collect(Collectors.groupingBy(Checkpoint::treeSize));
        if (frontier != null && from == 0) {
            compare(run, frontier, signed);
        }
        long expected = from;
        for (LeafAndEvent found : leavesBetween(from, to)) {
            Leaf leaf = found.leaf();
            if (found.eventHash() == null) {
                runs.add(
                        run.id(),
                        new Broken(
                                leaf.streamId(),
                                leaf.version(),
                                "It was removed: the log has it as leaf " + leaf.index() + "."));
            }
            if (found.firstIndex() != leaf.index()) {
                runs.add(
                        run.id(),
                        new Broken(
                                leaf.streamId(),
                                leaf.version(),
                                "It was stored twice: the log has it as leaf %d and as leaf %d."
                                        .formatted(found.firstIndex(), leaf.index())));
            }
            if (leaf.index() != expected) {
                frontier = null;
                logBroken(run, "Leaf " + expected + " of the log is missing.");
                expected = leaf.index();
            }
            expected++;
            if (frontier != null) {
                frontier.append(leaf.hash(), (node, hash) -> {
                    if (!Objects.equals(hash, nodes.get(node))) {
                        logBroken(
                                run,
                                "The leaves %d to %d of the log do not have the hash that is kept of them."
                                        .formatted(
                                                node.index() << node.level(),
                                                ((node.index() + 1) << node.level()) - 1));
                    }
                });
                compare(run, frontier, signed);
            }
        }
        if (expected != to) {
            frontier = null;
            logBroken(run, "Leaf " + expected + " of the log is missing.");
        }
        if (to == run.treeSize()) {
            checkpoints.inconsistency().ifPresent(reason -> logBroken(run, reason));
        }
        boolean held = frontier != null && !ofLeaves.isEmpty();
        return run.afterLeaves(to, frontier, held ? HeldAgainst.of(ofLeaves.getLast()) : run.heldAgainst());
    }

    /** The first thing that is wrong with the log itself is kept. */
    private void logBroken(Run run, String reason) {
        runs.add(run.id(), new Broken(null, null, reason));
    }

    private void compare(Run run, Frontier frontier, Map<Long, List<Checkpoint>> signed) {
        List<Checkpoint> here = signed.get(frontier.size());
        if (here == null) {
            return;
        }
        Hash root = frontier.root();
        for (Checkpoint checkpoint : here) {
            Optional<CheckpointText> text = CheckpointText.parse(checkpoint.text());
            if (text.isEmpty()
                    || !text.get().head().equals(checkpoint.head())
                    || keys.all().stream().noneMatch(known -> text.get().isSignedBy(known.key()))) {
                logBroken(
                        run,
                        "The checkpoint of %s over %d events does not bear the signature of a known key."
                                .formatted(checkpoint.signedAt(), checkpoint.treeSize()));
            } else if (!root.equals(checkpoint.head().root())) {
                logBroken(
                        run,
                        "The first %d leaves of the log have another root than the checkpoint of %s says."
                                .formatted(checkpoint.treeSize(), checkpoint.signedAt()));
            }
        }
    }

    private record EventAndLeaf(
            ChainedEvent event,
            @Nullable String leafHash,
            @Nullable String documentHash) {}

    private List<EventAndLeaf> eventsAfter(@Nullable Last last) {
        return jdbc.sql("""
                        WITH page AS MATERIALIZED (
                            SELECT %s,
                                   (SELECT encode(l.event_hash, 'hex') FROM audit.leaf l
                                    WHERE l.stream_id = e.stream_id AND l.version = e.version
                                    ORDER BY l.leaf_index LIMIT 1) AS leaf_hash,
                                   CASE WHEN e.event_type = :received AND e.stream_id ~ :uuid
                                        THEN e.stream_id::uuid END AS received
                            FROM event_store.event e
                            WHERE (e.stream_id, e.version) > (:stream, :version)
                            ORDER BY e.stream_id, e.version
                            LIMIT :limit),
                        sized AS (
                            SELECT page.*,
                                   sum(octet_length(page.payload) + coalesce(octet_length(d.content), 0)) OVER (
                                       ORDER BY page.stream_id, page.version
                                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                            FROM page
                            LEFT JOIN event_store.source_document d ON d.invoice_id = page.received)
                        SELECT sized.*, encode(sha256(d.content), 'hex') AS document_hash
                        FROM sized
                        LEFT JOIN event_store.source_document d ON d.invoice_id = sized.received
                        WHERE coalesce(before, 0) < :bytes
                        ORDER BY stream_id, version""".formatted(ChainedEvent.COLUMNS))
                .param("received", RECEIVED)
                .param("uuid", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
                .param("stream", last == null ? "" : last.streamId())
                .param("version", last == null ? -1 : last.version())
                .param("limit", EVENTS)
                .param("bytes", BYTES)
                .query((row, _) -> new EventAndLeaf(
                        ChainedEvent.of(row), row.getString("leaf_hash"), row.getString("document_hash")))
                .list();
    }

    private record LeafAndEvent(Leaf leaf, long firstIndex, byte @Nullable [] eventHash) {}

    private List<LeafAndEvent> leavesBetween(long from, long to) {
        return jdbc.sql("""
                        SELECT l.leaf_index, l.stream_id, l.version, l.event_hash, e.hash,
                               (SELECT min(f.leaf_index) FROM audit.leaf f
                                WHERE f.stream_id = l.stream_id AND f.version = l.version) AS first_index
                        FROM audit.leaf l
                        LEFT JOIN event_store.event e ON e.stream_id = l.stream_id AND e.version = l.version
                        WHERE l.leaf_index >= ? AND l.leaf_index < ?
                        ORDER BY l.leaf_index""")
                .param(from)
                .param(to)
                .query((row, _) -> new LeafAndEvent(
                        new Leaf(
                                row.getLong("leaf_index"),
                                row.getString("stream_id"),
                                row.getLong("version"),
                                row.getBytes("event_hash")),
                        row.getLong("first_index"),
                        row.getBytes("hash")))
                .list();
    }

    /** The stored hashes of the subtrees that are complete with one of these leaves. */
    private Map<Node, Hash> nodes(long from, long to) {
        Map<Node, Hash> nodes = new HashMap<>();
        jdbc.sql("""
                        SELECT n.level, n.node_index, n.hash
                        FROM generate_series(1, 62) AS height (level)
                        JOIN audit.node n ON n.level = height.level
                            AND n.node_index >= ? >> height.level AND n.node_index < ? >> height.level""").param(from).param(to).query(row -> {
            byte[] hash = row.getBytes("hash");
            if (hash.length == 32) {
                nodes.put(new Node(row.getInt("level"), row.getLong("node_index")), Hash.of(hash));
            }
        });
        return nodes;
    }
}
