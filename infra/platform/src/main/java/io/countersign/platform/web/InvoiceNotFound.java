package io.countersign.platform.web;

import io.countersign.contract.review.InvoiceId;
import org.springframework.http.HttpStatus;

/** There is no such invoice: 404 {@code INVOICE_NOT_FOUND}. */
public final class InvoiceNotFound extends ProblemException {

    private static final long serialVersionUID = 1L;

    /**
     * The refusal.
     *
     * @param invoiceId as the client wrote it
     */
    public InvoiceNotFound(String invoiceId) {
        super(
                HttpStatus.NOT_FOUND,
                "INVOICE_NOT_FOUND",
                "There is no such invoice",
                "No invoice has the id " + invoiceId + ".");
    }

    /** The id that the client wrote; what is no id names no invoice. */
    public static InvoiceId orId(String invoiceId) {
        return InvoiceId.parse(invoiceId).orElseThrow(() -> new InvoiceNotFound(invoiceId));
    }
}
