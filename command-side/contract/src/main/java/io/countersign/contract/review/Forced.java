package io.countersign.contract.review;

import java.util.List;

/**
 * That a correction was put through over what others changed meanwhile.
 *
 * @param reason why, in the person's words
 * @param madeOn the review version that the person saw
 * @param overrode paths that others changed since then and that clash with what the correction sets; in the order of
 *     their changes
 */
public record Forced(String reason, long madeOn, List<String> overrode) {

    public Forced {
        overrode = List.copyOf(overrode);
    }
}
