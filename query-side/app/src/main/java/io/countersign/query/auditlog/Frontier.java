package io.countersign.query.auditlog;

import io.countersign.query.auditlog.MerkleTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The right edge of a growing tree: the complete subtrees that its root is made of. O(log n) hashes. */
public final class Frontier {

    private final List<Hash> nodes;
    private long size;

    /**
     * The edge of a tree of that size.
     *
     * @param nodes the hashes of the subtrees that {@code new Range(0, size).nodes()} names
     */
    public Frontier(long size, List<Hash> nodes) {
        if (nodes.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "The edge of a tree of %d leaves is not made of %d nodes".formatted(size, nodes.size()));
        }
        this.size = size;
        this.nodes = new ArrayList<>(nodes);
    }

    /**
     * Adds a leaf.
     *
     * @param completed told of each subtree above the leaf that is complete with it, the lowest first
     */
    public void append(Hash leaf, BiConsumer<Node, Hash> completed) {
        nodes.add(leaf);
        long index = size;
        size++;
        for (int level = 1; (index & 1) == 1; level++) {
            index >>= 1;
            Hash right = nodes.removeLast();
            Hash left = nodes.removeLast();
            Hash node = MerkleTree.node(left, right);
            nodes.add(node);
            completed.accept(new Node(level, index), node);
        }
    }

    /** How many leaves there are. */
    public long size() {
        return size;
    }

    /** The hashes of the subtrees, left to right. */
    public List<Hash> nodes() {
        return List.copyOf(nodes);
    }

    /** The root of the tree. */
    public Hash root() {
        return MerkleTree.join(nodes);
    }
}
