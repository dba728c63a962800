package io.countersign.query.verifications;

import io.countersign.query.auditlog.Frontier;
import io.countersign.query.auditlog.Hash;
import io.countersign.query.auditlog.MerkleTree.Range;
import io.countersign.query.checkpoints.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is.
 *
 * @param treeSize how many leaves it checks
 * @param last the event that was checked last, {@code null} at the beginning
 * @param eventsDone whether all events were checked
 * @param frontier the right edge of the tree over the checked leaves, {@code null} where the tree is broken
 * @param heldAgainst the newest checkpoint that they were held against, {@code null} where none was
 */
record Run(
        UUID id,
        long treeSize,
        long checkedEvents,
        long checkedStreams,
        long checkedLeaves,
        @Nullable Last last,
        boolean eventsDone,
        @Nullable Frontier frontier,
        @Nullable HeldAgainst heldAgainst) {

    private static final int HASH_LENGTH = 32;

    /** An event that was checked. */
    record Last(String streamId, long version, byte[] hash) {}

    /** Says which checkpoint it was. */
    record HeldAgainst(Instant signedAt, String keyId, long treeSize) {

        static HeldAgainst of(Checkpoint checkpoint) {
            return new HeldAgainst(checkpoint.signedAt(), checkpoint.keyId(), checkpoint.treeSize());
        }
    }

    Run afterEvents(long events, long streams, @Nullable Last last, boolean done) {
        return new Run(
                id,
                treeSize,
                checkedEvents + events,
                checkedStreams + streams,
                checkedLeaves,
                last,
                done,
                frontier,
                heldAgainst);
    }

    Run afterLeaves(long checked, @Nullable Frontier frontier, @Nullable HeldAgainst heldAgainst) {
        return new Run(id, treeSize, checkedEvents, checkedStreams, checked, last, eventsDone, frontier, heldAgainst);
    }

    static byte @Nullable [] bytes(@Nullable Frontier frontier) {
        if (frontier == null) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frontier.nodes().forEach(node -> bytes.writeBytes(node.bytes()));
        return bytes.toByteArray();
    }

    static @Nullable Frontier frontier(long size, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        List<Hash> nodes = new ArrayList<>();
        for (int i = 0; i < new Range(0, size).nodes().size(); i++) {
            nodes.add(Hash.of(Arrays.copyOfRange(bytes, i * HASH_LENGTH, (i + 1) * HASH_LENGTH)));
        }
        return new Frontier(size, nodes);
    }
}
