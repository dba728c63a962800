package io.countersign.verifier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** A Merkle tree (RFC 6962, 2.1; RFC 9162, 2.1) that leaves are added to, left to right. Hashes in hex. */
final class Tree {

    private final Deque<Subtree> edge = new ArrayDeque<>();
    private long size;

    private record Subtree(int height, String hash) {}

    static String node(String left, String right) {
        return new Digest().octet(1).hex(left).hex(right).sha256();
    }

    void add(String leaf) {
        Subtree added = new Subtree(0, leaf);
        while (!edge.isEmpty() && edge.peek().height() == added.height()) {
            added = new Subtree(added.height() + 1, node(edge.pop().hash(), added.hash()));
        }
        edge.push(added);
        size++;
    }

    long size() {
        return size;
    }

    String root() {
        if (edge.isEmpty()) {
            return new Digest().sha256();
        }
        // The smallest subtree is on top.
        Iterator<Subtree> rightToLeft = edge.iterator();
        String root = rightToLeft.next().hash();
        while (rightToLeft.hasNext()) {
            root = node(rightToLeft.next().hash(), root);
        }
        return root;
    }

    /** The root that a leaf and its audit path lead to (RFC 9162, 2.1.3.2); empty where the path has another length. */
    static String rootFrom(String leaf, long index, long size, List<String> path) {
        if (index < 0 || index >= size) {
            return "";
        }
        long node = index;
        long last = size - 1;
        String root = leaf;
        for (String sibling : path) {
            if (last == 0) {
                return "";
            }
            if (node % 2 == 1 || node == last) {
                root = node(sibling, root);
                while (node % 2 == 0 && node != 0) {
                    node /= 2;
                    last /= 2;
                }
            } else {
                root = node(root, sibling);
            }
            node /= 2;
            last /= 2;
        }
        return last == 0 ? root : "";
    }

    /** Whether the tree of one root begins with that of the other (RFC 9162, 2.1.4.2). */
    static boolean isConsistent(long from, String fromRoot, long to, String toRoot, List<String> proof) {
        if (from < 0 || from > to) {
            return false;
        }
        if (from == to) {
            return proof.isEmpty() && fromRoot.equals(toRoot);
        }
        if (from == 0) {
            return proof.isEmpty() && fromRoot.equals(new Tree().root());
        }
        List<String> path = new ArrayList<>(proof);
        if (Long.bitCount(from) == 1) {
            path.add(0, fromRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        long first = from - 1;
        long second = to - 1;
        while (first % 2 == 1) {
            first /= 2;
            second /= 2;
        }
        String firstRoot = path.get(0);
        String secondRoot = path.get(0);
        for (String hash : path.subList(1, path.size())) {
            if (second == 0) {
                return false;
            }
            if (first % 2 == 1 || first == second) {
                firstRoot = node(hash, firstRoot);
                secondRoot = node(hash, secondRoot);
                while (first % 2 == 0 && first != 0) {
                    first /= 2;
                    second /= 2;
                }
            } else {
                secondRoot = node(secondRoot, hash);
            }
            first /= 2;
            second /= 2;
        }
        return second == 0 && firstRoot.equals(fromRoot) && secondRoot.equals(toRoot);
    }
}
