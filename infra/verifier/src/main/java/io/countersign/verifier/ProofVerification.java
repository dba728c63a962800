package io.countersign.verifier;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Verifies proofs as the service hands them out, with nothing else but keys and checkpoints. */
final class ProofVerification {

    private final Report report;

    ProofVerification(Report report) {
        this.report = report;
    }

    /** That an invoice's events are what was signed: the answer of {@code GET /api/audit/proofs?invoice_id=}. */
    void inclusion(Json proof, Collection<Key> keys) {
        Checkpoint checkpoint = Checkpoint.parse(proof.object("checkpoint").text("text"));
        Optional<Key> signer = checkpoint.signedBy(keys);
        if (signer.isEmpty()) {
            report.broken(checkpoint + " is signed by none of the keys");
        }
        report.say("checkpoint   over %d events, signed by %s"
                .formatted(checkpoint.size(), signer.map(Key::toString).orElse("nobody known")));
        String invoice = proof.text("invoice_id");
        Set<String> streams = Event.streamsOf(invoice);
        Map<String, Chain> chains = new HashMap<>();
        List<Json> events = proof.list("events");
        if (events.isEmpty()) {
            throw new CannotVerify("The proof holds no events, so it proves nothing");
        }
        for (Json proven : events) {
            String stream = proven.text("stream_id");
            long version = proven.number("version");
            String hash = proven.hash("event_hash");
            if (!streams.contains(stream)) {
                report.broken(stream, version, Event.OF_ANOTHER_INVOICE);
            }
            String root = Tree.rootFrom(
                    Event.leaf(stream, version, hash),
                    proven.number("leaf_index"),
                    checkpoint.size(),
                    proven.hashes("inclusion"));
            if (!root.equals(checkpoint.root())) {
                report.broken(
                        stream, version, "the checkpoint does not cover it: its audit path leads to another root");
            }
            Optional<Json> stored = proven.optionalObject("event");
            if (stored.isEmpty()) {
                report.broken(stream, version, "it was removed; only its leaf is left");
                continue;
            }
            Chain chain = chains.computeIfAbsent(stream, ignored -> new Chain(report));
            try {
                Event event = ExportVerification.event(stored.get(), stream, version);
                if (!event.hash().equals(hash)) {
                    report.broken(stream, version, "the log has another hash for it");
                }
                chain.next(event);
            } catch (CannotVerify e) {
                chain.unreadable(stream, version, e.getMessage());
            }
        }
        if (!chains.containsKey(invoice)) {
            report.broken(invoice, 0, "it is not in the proof");
        }
        report.say("events       %d of invoice %s".formatted(events.size(), invoice));
        long notCovered = proof.optionalNumber("not_covered").orElse(0L);
        if (notCovered > 0) {
            report.say("             %d more are newer than the checkpoint".formatted(notCovered));
        }
        report.verdict("these events of the invoice are what was signed, and none is missing between them;"
                + " that none was left off at the end this does not show.");
    }

    /** That one signed log begins with another: the answer of {@code GET /api/audit/proofs?from_size=&to_size=}. */
    void consistency(Json proof, Collection<Key> keys, Collection<Checkpoint> checkpoints) {
        Checkpoint from = signed(proof.number("from_size"), keys, checkpoints);
        Checkpoint to = signed(proof.number("to_size"), keys, checkpoints);
        if (!Tree.isConsistent(from.size(), from.root(), to.size(), to.root(), proof.hashes("consistency"))) {
            report.broken("%s does not go on from %s: what it covered was altered or removed".formatted(to, from));
        }
        report.say("checkpoints  over %d and %d events".formatted(from.size(), to.size()));
        report.verdict("the log of the one checkpoint goes on from that of the other.");
    }

    private Checkpoint signed(long size, Collection<Key> keys, Collection<Checkpoint> checkpoints) {
        Checkpoint found = checkpoints.stream()
                .filter(checkpoint -> checkpoint.size() == size)
                .findFirst()
                .orElseThrow(() -> new CannotVerify(
                        "None of the checkpoints is over " + size + " events; give it with --checkpoints"));
        if (found.signedBy(keys).isEmpty()) {
            report.broken(found + " is signed by none of the keys");
        }
        return found;
    }
}
