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

    /** Whether it was made on a version that {@code currentReviewVersion} does not let it be made on. */
    default boolean isStale(long currentReviewVersion) {
        return expectedReviewVersion() != currentReviewVersion;
    }

    /** Change terms, add or remove rows. */
    sealed interface Correction extends Decision {

        List<RequestedChange> changes();

        @Nullable
        String note();

        @Override
        default String kind() {
            return "correction";
        }
    }

    /** A correction of the version that the person saw. */
    record CorrectInvoice(
            InvoiceId invoiceId,
            long expectedReviewVersion,
            List<RequestedChange> changes,
            @Nullable String note) implements Correction {

        public CorrectInvoice {
            changes = List.copyOf(changes);
        }
    }

    /**
     * A correction of whatever the invoice is by now, over what others changed since the person saw it.
     *
     * @param reason why
     */
    record ForceCorrection(
            InvoiceId invoiceId,
            long expectedReviewVersion,
            List<RequestedChange> changes,
            @Nullable String note,
            String reason)
            implements Correction {

        public ForceCorrection {
            changes = List.copyOf(changes);
        }

        /** Only a version that nobody can have seen is refused. */
        @Override
        public boolean isStale(long currentReviewVersion) {
            return expectedReviewVersion > currentReviewVersion;
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
