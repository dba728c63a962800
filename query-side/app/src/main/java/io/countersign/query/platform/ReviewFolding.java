package io.countersign.query.platform;

import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of a review one after the other, up to the first that cannot be. One that cannot and that operators
 * dropped is passed over, and all of an invoice whose first one they dropped.
 */
final class ReviewFolding {

    private final LongPredicate dropped;
    private @Nullable Review review;
    private @Nullable ReviewVersion reached;
    private @Nullable Failure failure;

    /**
     * Begins.
     *
     * @param known the review so far, {@code null} before its first event
     * @param dropped whether operators dropped the event of a version
     */
    ReviewFolding(@Nullable Review known, LongPredicate dropped) {
        this.review = known;
        this.dropped = dropped;
    }

    /** The version that must come next. */
    long next() {
        return review == null ? 0 : review.version() + 1;
    }

    /** Takes in the next event; whether it is worth going on. */
    boolean take(long version, String eventType, Supplier<RecordedEvent> event) {
        try {
            RecordedEvent read = event.get();
            Review after = Reviews.after(review, read);
            review = after;
            reached = new ReviewVersion(after, read);
        } catch (RuntimeException e) {
            if (review != null && dropped.test(version)) {
                review = Reviews.passedOver(review);
            } else if (review != null || !dropped.test(0)) {
                failure = new Failure(version, eventType, e);
            }
        }
        return failure == null;
    }

    /** What came of it, with the newest event that it was made of; empty where none was folded. */
    Optional<ReviewVersion> reached() {
        return Optional.ofNullable(reached);
    }

    /** What stands in the way. */
    Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }
}
