package io.countersign.domain.rules;

import io.countersign.contract.review.Review;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.ReopenInvoice;

/** Reopening follows an approval, a rejection or a hold. */
public record OnlyAReviewThatIsNotOpenMayBeReopened() implements Rule {

    @Override
    public boolean allows(Decision decision, Review review, String actor) {
        return !(decision instanceof ReopenInvoice) || !review.status().isOpen();
    }

    @Override
    public String demand() {
        return "The invoice is under review already.";
    }
}
