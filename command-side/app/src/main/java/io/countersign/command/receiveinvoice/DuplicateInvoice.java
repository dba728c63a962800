package io.countersign.command.receiveinvoice;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** The same bytes were received before: 409 {@code DUPLICATE_INVOICE} with the invoice that they became. */
public final class DuplicateInvoice extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient InvoiceId invoiceId;

    DuplicateInvoice(InvoiceId invoiceId) {
        super(
                HttpStatus.CONFLICT,
                "DUPLICATE_INVOICE",
                "This document was received before",
                "The same document, byte for byte, is invoice " + invoiceId + ".");
        this.invoiceId = invoiceId;
    }

    @Override
    public Map<String, Object> members() {
        return Map.of("invoice_id", invoiceId);
    }
}
