package io.countersign.query.claims;

import io.countersign.contract.review.InvoiceId;

/** Hears of claims that were made, renewed, taken over or released, or that ended by themselves. */
@FunctionalInterface
public interface ClaimListener {

    /** The claim of an invoice has changed. Must return soon. */
    void onClaim(InvoiceId invoiceId);
}
