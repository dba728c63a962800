package io.countersign.verifier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checkpoints that a growing tree is held against, the smallest first. */
final class Checkpoints {

    private final List<Checkpoint> bySize;
    private final Report report;
    private int next;
    private long agreedUpTo;

    /** Signatures are checked at once. */
    Checkpoints(Collection<Checkpoint> checkpoints, Collection<Key> keys, Report report) {
        this.report = report;
        Set<Checkpoint> distinct = new LinkedHashSet<>(checkpoints);
        bySize = new ArrayList<>(distinct);
        bySize.sort(Comparator.comparingLong(Checkpoint::size));
        Set<String> signers = new LinkedHashSet<>();
        for (Checkpoint checkpoint : bySize) {
            checkpoint
                    .signedBy(keys)
                    .ifPresentOrElse(
                            key -> signers.add(key.toString()),
                            () -> report.broken(checkpoint + " is signed by none of the keys"));
        }
        report.say("checkpoints  %d, signed by %s"
                .formatted(bySize.size(), signers.isEmpty() ? "nobody known" : String.join(", ", signers)));
    }

    /** Holds the tree against those of its size. Call it for the empty tree and after each leaf. */
    void compare(Tree tree) {
        while (next < bySize.size() && bySize.get(next).size() == tree.size()) {
            Checkpoint checkpoint = bySize.get(next);
            if (!checkpoint.root().equals(tree.root())) {
                report.broken(
                        "%s has another root than the log: one of the leaves %d to %d was altered, put in or removed"
                                .formatted(checkpoint, agreedUpTo, checkpoint.size() - 1));
                // Those that follow cannot agree either.
                next = bySize.size();
                return;
            }
            agreedUpTo = checkpoint.size();
            next++;
        }
    }

    /** The tree has all of its leaves. */
    void end(Tree tree) {
        for (; next < bySize.size(); next++) {
            report.broken("%s covers more than the %d leaves that there are: the end was cut off"
                    .formatted(bySize.get(next), tree.size()));
        }
    }
}
