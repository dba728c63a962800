package io.countersign.query.exports;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The leaves of the log that an export holds. A bit for each leaf of the log, so that even that of millions of events
 * stays small.
 */
final class Selection {

    private final BitSet leaves = new BitSet();
    private long streams;

    void add(long leafIndex) {
        leaves.set(Math.toIntExact(leafIndex));
    }

    /** Counts a stream of which there are leaves. */
    void addStream() {
        streams++;
    }

    /** Of how many streams there are leaves. */
    long streams() {
        return streams;
    }

    /** How many leaves there are. */
    long size() {
        return leaves.cardinality();
    }

    /** The next leaves from an index on, in the order of the log; none at the end. */
    List<Long> next(long from, int limit) {
        List<Long> next = new ArrayList<>();
        for (int leaf = leaves.nextSetBit(Math.toIntExact(from));
                leaf >= 0 && next.size() < limit;
                leaf = leaves.nextSetBit(leaf + 1)) {
            next.add((long) leaf);
        }
        return next;
    }
}
