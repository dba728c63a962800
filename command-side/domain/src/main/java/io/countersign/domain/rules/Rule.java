package io.countersign.domain.rules;

import io.countersign.contract.review.Review;
import io.countersign.domain.Decision;

/** A rule of a review. Its type's simple name says what it demands. */
public sealed interface Rule
        permits ApprovalDespiteErrorFindingsMustGiveAReason,
                ApproverMustNotHaveCorrected,
                OnlyAReviewThatIsNotOpenMayBeReopened,
                ReviewMustBeOpen {

    /** Whether the rule lets {@code actor} take this decision. */
    boolean allows(Decision decision, Review review, String actor);

    /** What it demands, as a sentence for the person who was refused. */
    String demand();

    /** Its name in the API, e.g. {@code ApproverMustNotHaveCorrected}. */
    default String name() {
        return getClass().getSimpleName();
    }
}
