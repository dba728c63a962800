package io.countersign.query.operations;

import java.util.Map;
import java.util.NavigableMap;

/**
 * How late the frames of a minute were.
 *
 * @param buckets how many took up to so many milliseconds, and more than in the bucket before; the last may have no end
 */
record PushLag(NavigableMap<Double, Long> buckets) {

    /** What stands for whatever is beyond the last bucket that has an end. */
    static final long LONGEST_MS = 30_000;

    /** How many frames there were. */
    long frames() {
        return buckets.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Within how many milliseconds that share of the frames went out: the end of the bucket that the last of them is in, since
     * nothing is known of where in it that was.
     */
    long within(double share) {
        long wanted = (long) Math.ceil(share * frames());
        long seen = 0;
        for (Map.Entry<Double, Long> bucket : buckets.entrySet()) {
            seen += bucket.getValue();
            if (seen >= wanted) {
                return (long) Math.min(LONGEST_MS, bucket.getKey());
            }
        }
        return LONGEST_MS;
    }
}
