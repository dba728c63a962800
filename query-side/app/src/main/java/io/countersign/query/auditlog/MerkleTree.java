package io.countersign.query.auditlog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The Merkle tree of RFC 6962, section 2.1: how hashes are made, and which subtrees a root or a proof is made of. Pure;
 * it knows neither leaves nor where hashes are kept.
 */
public final class MerkleTree {

    /** The root of the tree without leaves. */
    public static final Hash EMPTY = Hash.sha256();

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleTree() {}

    /** {@code SHA-256(0x00 || data)}. */
    public static Hash leaf(byte[] data) {
        return Hash.sha256(LEAF, data);
    }

    /** {@code SHA-256(0x01 || left || right)}. */
    public static Hash node(Hash left, Hash right) {
        return Hash.sha256(NODE, left.bytes(), right.bytes());
    }

    /**
     * A complete subtree, which never changes once all of its leaves are there.
     *
     * @param level its height, 0 for a leaf
     * @param index its place among those of its level; it covers the leaves from {@code index << level} on
     */
    public record Node(int level, long index) {}

    /** The leaves {@code from} (inclusive) to {@code to} (exclusive), as RFC 6962 writes {@code D[from:to]}. */
    public record Range(long from, long to) {

        /** The complete subtrees that its hash is made of, left to right. */
        public List<Node> nodes() {
            List<Node> nodes = new ArrayList<>();
            for (long start = from; start < to; ) {
                long leaves = Long.highestOneBit(to - start);
                int level = Long.numberOfTrailingZeros(leaves);
                nodes.add(new Node(level, start >> level));
                start += leaves;
            }
            return nodes;
        }
    }

    /** The hash of a range from the hashes of {@link Range#nodes()}; {@link #EMPTY} of none. */
    public static Hash join(List<Hash> nodes) {
        if (nodes.isEmpty()) {
            return EMPTY;
        }
        Hash joined = nodes.getLast();
        for (Hash left : nodes.reversed().subList(1, nodes.size())) {
            joined = node(left, joined);
        }
        return joined;
    }

    /**
     * The ranges whose hashes prove that the leaf is in the tree: {@code PATH(index, D[size])} of RFC 6962, 2.1.1.
     *
     * @throws IllegalArgumentException unless {@code 0 <= index < size}
     */
    public static List<Range> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("A tree of " + size + " leaves has no leaf " + index);
        }
        List<Range> path = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long split = from + split(to - from);
            if (index < split) {
                path.add(new Range(split, to));
                to = split;
            } else {
                path.add(new Range(from, split));
                from = split;
            }
        }
        Collections.reverse(path);
        return path;
    }

    /**
     * The ranges whose hashes prove that one tree goes on where another ended: {@code PROOF(from, D[to])} of RFC 6962,
     * 2.1.2. Nothing is to be proved from the empty tree, nor from a tree to itself.
     *
     * @throws IllegalArgumentException unless {@code 0 <= from <= to}
     */
    public static List<Range> consistency(long from, long to) {
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("A tree of " + to + " leaves does not go on from one of " + from);
        }
        List<Range> proof = new ArrayList<>();
        if (from == 0 || from == to) {
            return proof;
        }
        long start = 0;
        long end = to;
        while (from < end) {
            long split = start + split(end - start);
            if (from <= split) {
                proof.add(new Range(split, end));
                end = split;
            } else {
                proof.add(new Range(start, split));
                start = split;
            }
        }
        if (start > 0) {
            proof.add(new Range(start, end));
        }
        Collections.reverse(proof);
        return proof;
    }

    /** The largest power of two below a number of leaves. */
    private static long split(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }

    /**
     * Whether a tree proves to go on where another ended, as RFC 9162, 2.1.4.2 checks it.
     *
     * @param proof what {@link #consistency} names
     */
    public static boolean isConsistent(long from, Hash fromRoot, long to, Hash toRoot, List<Hash> proof) {
        if (from < 0 || from > to) {
            return false;
        }
        if (from == to) {
            return proof.isEmpty() && fromRoot.equals(toRoot);
        }
        if (from == 0) {
            return proof.isEmpty() && fromRoot.equals(EMPTY);
        }
        List<Hash> path = new ArrayList<>(proof);
        if (Long.bitCount(from) == 1) {
            path.addFirst(fromRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        int shared = Long.numberOfTrailingZeros(from);
        long first = (from - 1) >> shared;
        long second = (to - 1) >> shared;
        Hash firstRoot = path.getFirst();
        Hash secondRoot = path.getFirst();
        for (Hash hash : path.subList(1, path.size())) {
            if (second == 0) {
                return false;
            }
            if ((first & 1) == 1 || first == second) {
                firstRoot = node(hash, firstRoot);
                secondRoot = node(hash, secondRoot);
                while (first != 0 && (first & 1) == 0) {
                    first >>= 1;
                    second >>= 1;
                }
            } else {
                secondRoot = node(secondRoot, hash);
            }
            first >>= 1;
            second >>= 1;
        }
        return second == 0 && firstRoot.equals(fromRoot) && secondRoot.equals(toRoot);
    }
}
