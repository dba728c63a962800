package io.countersign.platform.eventstore;

import io.countersign.contract.review.InvoiceId;

/** Tells all processes on the database that an invoice was claimed or released. */
public final class ClaimSignal extends DatabaseSignal {

    /** The channel; its payload is the invoice's id. */
    public static final String CHANNEL = "countersign_claims";

    ClaimSignal(DedicatedConnections connections) {
        super(connections, CHANNEL);
    }

    /** Says that the claim on an invoice changed. Returns at once. */
    public void raise(InvoiceId invoiceId) {
        raise(invoiceId.toString());
    }
}
