package io.countersign.domain.rules;

import io.countersign.contract.review.Review;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.ReopenInvoice;

/** What is approved, rejected or on hold stays as it is until it is reopened. */
public record ReviewMustBeOpen() implements Rule {

    @Override
    public boolean allows(Decision decision, Review review, String actor) {
        return decision instanceof ReopenInvoice || review.status().isOpen();
    }

    @Override
    public String demand() {
        return "The invoice is approved, rejected or on hold: reopen it first.";
    }
}
