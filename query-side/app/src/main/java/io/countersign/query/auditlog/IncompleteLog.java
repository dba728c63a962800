package io.countersign.query.auditlog;

import io.countersign.query.auditlog.MerkleTree.Node;

/** A part of the log is gone, or was never there. */
public final class IncompleteLog extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IncompleteLog(Node missing) {
        super("The log lacks the hash at level %d, number %d".formatted(missing.level(), missing.index()));
    }
}
