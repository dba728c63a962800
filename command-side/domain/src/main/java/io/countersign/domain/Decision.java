package io.countersign.domain;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReasonCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person asks for, made on a version of the review that they saw. */
public sealed interface Decision {

    InvoiceId invoiceId();

    /** The review version that it was made on. */
    long expectedReviewVersion();

    /** Its name in the API: {@code correction}, {@code approval}, {@code rejection}, {@code hold}, {@code reopening}. */
    String kind();

    /** Change terms, add or remove rows. */
    record CorrectInvoice(
            InvoiceId invoiceId,
            long expectedReviewVersion,
            List<RequestedChange> changes,
            @Nullable String note) implements Decision {

        public CorrectInvoice {
            changes = List.copyOf(changes);
        }

        @Override
        public String kind() {
            return "correction";
        }
    }

    /**
     * Let it be paid.
     *
     * @param reason needed while error findings are open
     */
    record ApproveInvoice(
            InvoiceId invoiceId,
            long expectedReviewVersion,
            @Nullable String note,
            @Nullable String reason) implements Decision {
        @Override
        public String kind() {
            return "approval";
        }
    }

    /** Do not pay it as it is. */
    record RejectInvoice(
            InvoiceId invoiceId,
            long expectedReviewVersion,
            ReasonCode reasonCode,
            @Nullable String reason) implements Decision {
        @Override
        public String kind() {
            return "rejection";
        }
    }

    /** Wait for something. */
    record PutInvoiceOnHold(
            InvoiceId invoiceId,
            long expectedReviewVersion,
            ReasonCode reasonCode,
            @Nullable String reason) implements Decision {
        @Override
        public String kind() {
            return "hold";
        }
    }

    /** Review it again after an approval, a rejection or a hold. */
    record ReopenInvoice(
            InvoiceId invoiceId,
            long expectedReviewVersion,
            ReasonCode reasonCode,
            @Nullable String reason) implements Decision {
        @Override
        public String kind() {
            return "reopening";
        }
    }
}
