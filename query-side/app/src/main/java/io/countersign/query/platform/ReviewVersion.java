package io.countersign.query.platform;

import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import java.util.List;

/**
 * A review at one of its versions, with the event that led there.
 *
 * @param review the review
 * @param newest its newest event
 */
public record ReviewVersion(Review review, RecordedEvent newest) {

    /** What a history without gaps folds into; {@code history} has at least one event. */
    public static ReviewVersion of(List<RecordedEvent> history) {
        return new ReviewVersion(Review.of(history), history.getLast());
    }
}
