package io.countersign.query.checkpoints;

import io.countersign.query.auditlog.Hash;
import io.countersign.query.auditlog.TreeHead;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A signed tree head.
 *
 * @param treeSize how many events it covers
 * @param rootHash of the tree over them, in hex
 * @param signedAt when, by the database's clock; no part of what is signed
 * @param keyId of the key that signed it, in hex
 * @param text in the format of C2SP tlog-checkpoint; what counts
 */
public record Checkpoint(long treeSize, String rootHash, Instant signedAt, String keyId, String text) {

    /** What it says of the log. */
    public TreeHead head() {
        return new TreeHead(treeSize, Hash.of(HexFormat.of().parseHex(rootHash)));
    }
}
