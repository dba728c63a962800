package io.countersign.domain.rules;

import io.countersign.contract.findings.Findings;
import io.countersign.contract.review.Review;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.ApproveInvoice;

/** An invoice that does not add up may be approved, but not without a word why. */
public record ApprovalDespiteErrorFindingsMustGiveAReason() implements Rule {

    @Override
    public boolean allows(Decision decision, Review review, String actor) {
        return !(decision instanceof ApproveInvoice approval)
                || approval.reason() != null
                || Findings.errors(review.invoice()).isEmpty();
    }

    @Override
    public String demand() {
        return "Error findings are open: give a reason to approve the invoice nevertheless.";
    }
}
