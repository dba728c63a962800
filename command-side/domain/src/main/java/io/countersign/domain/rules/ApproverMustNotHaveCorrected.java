package io.countersign.domain.rules;

import io.countersign.contract.review.Review;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.ApproveInvoice;

/** Separation of duties: nobody approves what they corrected themselves since receipt or the last approval. */
public record ApproverMustNotHaveCorrected() implements Rule {

    @Override
    public boolean allows(Decision decision, Review review, String actor) {
        return !(decision instanceof ApproveInvoice) || !review.correctedBy().contains(actor);
    }

    @Override
    public String demand() {
        return "You corrected this invoice, so somebody else has to approve it.";
    }
}
