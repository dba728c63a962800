package io.countersign.query.platform;

import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of a review one after the other, up to the first that cannot be. What operators dropped is passed over,
 * and all of an invoice whose first event they dropped.
 */
final class ReviewFolding {

    private final Set<Long> dropped;
    private final Function<ReviewVersion, @Nullable RuntimeException> store;
    private @Nullable Review review;
    private @Nullable ReviewVersion reached;
    private @Nullable Failure failure;

    /**
     * Begins.
     *
     * @param known the review so far, {@code null} before its first event
     * @param dropped the versions whose events operators dropped
     */
    ReviewFolding(@Nullable Review known, Set<Long> dropped) {
        this(known, dropped, _ -> null);
    }

    /**
     * Begins.
     *
     * @param store what to do with the review after each event; why that cannot be, {@code null} where it can
     */
    ReviewFolding(
            @Nullable Review known, Set<Long> dropped, Function<ReviewVersion, @Nullable RuntimeException> store) {
        this.review = known;
        this.dropped = dropped;
        this.store = store;
    }

    /** The version that must come next. */
    long next() {
        return review == null ? 0 : review.version() + 1;
    }

    /** Takes in the next event; whether it is worth going on. */
    boolean take(long version, String eventType, Supplier<RecordedEvent> event) {
        if (review == null && dropped.contains(0L)) {
            return true;
        }
        if (review != null && dropped.contains(version)) {
            review = Reviews.passedOver(review);
            return true;
        }
        ReviewVersion next;
        try {
            RecordedEvent read = event.get();
            next = new ReviewVersion(Reviews.after(review, read), read);
        } catch (RuntimeException e) {
            failure = new Failure(version, eventType, e);
            return false;
        }
        RuntimeException refused = store.apply(next);
        if (refused != null) {
            failure = new Failure(version, eventType, refused);
            return false;
        }
        review = next.review();
        reached = next;
        return true;
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
