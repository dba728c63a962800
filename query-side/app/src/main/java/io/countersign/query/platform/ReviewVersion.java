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

    /**
     * What a history folds into; {@code history} has at least one event.
     *
     * @throws IllegalStateException where one of its events is missing
     */
    public static ReviewVersion of(List<RecordedEvent> history) {
        RecordedEvent newest = history.getLast();
        Review review = Review.of(history);
        if (review.version() != newest.reviewVersion()) {
            throw new IllegalStateException("There are %d events up to version %d of invoice %s"
                    .formatted(history.size(), newest.reviewVersion(), review.invoiceId()));
        }
        return new ReviewVersion(review, newest);
    }
}
