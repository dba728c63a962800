package io.countersign.query.presence;

import io.countersign.contract.review.InvoiceId;

/** Hears of invoices that other people have open, or that the same people do something else with. */
@FunctionalInterface
public interface PresenceListener {

    /** {@link Presence#people} of an invoice has changed. Must return soon. */
    void onPeople(InvoiceId invoiceId);
}
