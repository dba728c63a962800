package io.countersign.query.checkpoints;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.auditlog.ChainedEvent;
import io.countersign.query.auditlog.EventLog;
import io.countersign.query.auditlog.Hash;
import io.countersign.query.auditlog.Leaf;
import io.countersign.query.platform.Parameters;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Proofs to take away: they are checked without the service and without its database. */
@RestController
@RequestMapping("/api/audit/proofs")
class ProofsController {

    private final EventLog log;
    private final Checkpoints checkpoints;
    private final JdbcClient jdbc;

    ProofsController(EventLog log, Checkpoints checkpoints, JdbcClient jdbc) {
        this.log = log;
        this.checkpoints = checkpoints;
        this.jdbc = jdbc;
    }

    /** That all events of an invoice are in the log as the newest checkpoint signs it. */
    @GetMapping(params = "invoice_id")
    InclusionProof inclusion(@RequestParam("invoice_id") String id) {
        InvoiceId invoiceId = Parameters.invoiceId(id).orElseThrow(() -> new InvoiceNotFound(id));
        List<Leaf> leaves = new ArrayList<>(log.leavesOf(invoiceId.toString()));
        leaves.addAll(log.leavesOf(CommentAdded.streamOf(invoiceId)));
        Map<String, ChainedEvent> stored = events(invoiceId);
        if (leaves.isEmpty() && stored.isEmpty()) {
            throw new InvoiceNotFound(id);
        }
        Checkpoint checkpoint = checkpoints.newest().orElseThrow(NoCheckpoint::new);
        List<Leaf> covered = leaves.stream()
                .filter(leaf -> leaf.index() < checkpoint.treeSize())
                .toList();
        List<List<Hash>> paths = log.inclusion(covered, checkpoint.treeSize());
        List<ProvenEvent> events = new ArrayList<>();
        for (int i = 0; i < covered.size(); i++) {
            Leaf leaf = covered.get(i);
            events.add(new ProvenEvent(
                    leaf.streamId(),
                    leaf.version(),
                    HexFormat.of().formatHex(leaf.eventHash()),
                    leaf.index(),
                    paths.get(i).stream().map(Hash::hex).toList(),
                    stored.get(key(leaf.streamId(), leaf.version()))));
        }
        Set<String> keys = covered.stream()
                .map(leaf -> key(leaf.streamId(), leaf.version()))
                .collect(Collectors.toSet());
        long notCovered =
                stored.keySet().stream().filter(event -> !keys.contains(event)).count();
        return new InclusionProof(invoiceId.toString(), checkpoint, events, notCovered);
    }

    /** That the log of one size begins with the log of a smaller one. */
    @GetMapping(params = {"from_size", "to_size"})
    ConsistencyProof consistency(@RequestParam("from_size") long from, @RequestParam("to_size") long to) {
        if (from < 0 || from > to || to > log.size()) {
            throw new MalformedRequest(
                    "The sizes must be numbers of leaves that the log had, the smaller one as from_size.");
        }
        return new ConsistencyProof(
                from,
                log.root(from).hex(),
                to,
                log.root(to).hex(),
                log.consistency(from, to).stream().map(Hash::hex).toList());
    }

    /**
     * A proof of inclusion.
     *
     * @param events of the review and of its discussion, each in the order of the log
     * @param notCovered how many events are newer than the checkpoint
     */
    record InclusionProof(String invoiceId, Checkpoint checkpoint, List<ProvenEvent> events, long notCovered) {}

    /**
     * An event in the log.
     *
     * @param eventHash what the log says of it, in hex
     * @param leafIndex its place in the log
     * @param inclusion the audit path of RFC 6962, 2.1.1, in hex, from the leaf up
     * @param event what is stored, {@code null} where that is gone
     */
    record ProvenEvent(
            String streamId,
            long version,
            String eventHash,
            long leafIndex,
            List<String> inclusion,
            @Nullable ChainedEvent event) {}

    /**
     * A proof of consistency.
     *
     * @param consistency the proof of RFC 6962, 2.1.2, in hex
     */
    record ConsistencyProof(long fromSize, String fromRoot, long toSize, String toRoot, List<String> consistency) {}

    private Map<String, ChainedEvent> events(InvoiceId invoiceId) {
        return jdbc
                .sql("SELECT " + ChainedEvent.COLUMNS + " FROM event_store.event e WHERE stream_id IN (?, ?)")
                .param(invoiceId.toString())
                .param(CommentAdded.streamOf(invoiceId))
                .query((row, _) -> ChainedEvent.of(row))
                .list()
                .stream()
                .collect(Collectors.toMap(event -> key(event.streamId(), event.version()), Function.identity()));
    }

    private static String key(String streamId, long version) {
        return streamId + " " + version;
    }
}
