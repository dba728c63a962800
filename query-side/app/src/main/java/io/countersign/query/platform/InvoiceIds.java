package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.InvoiceNotFound;

/** Invoice ids in addresses. */
public final class InvoiceIds {

    private InvoiceIds() {}

    /**
     * The id that stands in an address.
     *
     * @throws InvoiceNotFound where it is none, so that no invoice can have it
     */
    public static InvoiceId of(String text) {
        return InvoiceId.parse(text).orElseThrow(() -> new InvoiceNotFound(text));
    }
}
