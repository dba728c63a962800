package io.countersign.domain;

import io.countersign.contract.review.ReviewEvent;
import io.countersign.domain.rules.Rule;
import java.util.List;

/** What became of a decision. */
public sealed interface Verdict {

    /**
     * It is history now, as this event.
     *
     * @param reviewVersion the version that it made
     */
    record Accepted(ReviewEvent event, long reviewVersion) implements Verdict {}

    /**
     * It was accepted and changes nothing, so nothing is recorded.
     *
     * @param reviewVersion the version that stands
     */
    record Unchanged(long reviewVersion) implements Verdict {}

    /** It was made on a version that is no longer current (or not yet: {@code expected} may be ahead). */
    record Stale(long expected, long current) implements Verdict {}

    /** It asks for changes that this invoice cannot take. */
    record DoesNotFit(List<Misfit> misfits) implements Verdict {
        public DoesNotFit {
            misfits = List.copyOf(misfits);
        }
    }

    /** A rule forbids it. */
    record Forbidden(Rule rule) implements Verdict {}
}
