package io.countersign.contract.review;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.terms.TermPath;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was accepted in the review of an invoice; one event for each accepted decision. Who decided, when, and under
 * which command id stands beside the event, see {@link RecordedEvent}. Stored as JSON under the simple name of its type;
 * the shapes are frozen by tests, so only additions that old events may lack are possible without a new revision.
 */
public sealed interface ReviewEvent {

    InvoiceId invoiceId();

    /** The terms that the event changed; for the first event, all that were received. */
    default List<TermChange> changes() {
        return List.of();
    }

    /** What the person wrote beside the decision, {@code null} where nothing. */
    @Nullable
    String note();

    /**
     * A document arrived and was read. Version 0 of a review.
     *
     * @param source the document
     * @param terms what was read from it
     * @param confidence how sure the extraction was of a term, 0 to 1, by path; empty for structured documents
     */
    record InvoiceReceived(
            InvoiceId invoiceId, SourceDocument source, Invoice terms, Map<String, BigDecimal> confidence)
            implements ReviewEvent {

        public InvoiceReceived {
            // No document leads to any other; what was altered in the store must not be taken for an event.
            terms.values().keySet().forEach(TermPath::of);
            // In its order, so that the same event is always the same JSON.
            confidence = Collections.unmodifiableMap(new LinkedHashMap<>(confidence));
        }

        @Override
        public List<TermChange> changes() {
            return Invoice.EMPTY.changesTo(terms);
        }

        @Override
        public @Nullable String note() {
            return null;
        }
    }

    /**
     * Terms were changed, cleared, or rows added or removed.
     *
     * @param changes at least one, each with the value that it replaced
     * @param forced where it was put through over a newer version, {@code null} where it was made on the current one
     */
    record InvoiceCorrected(
            InvoiceId invoiceId,
            List<TermChange> changes,
            @Nullable String note,
            @Nullable Forced forced) implements ReviewEvent {

        public InvoiceCorrected {
            changes.forEach(change -> TermPath.of(change.term()));
            changes = List.copyOf(changes);
        }

        /** A correction made on the current version. */
        public InvoiceCorrected(InvoiceId invoiceId, List<TermChange> changes, @Nullable String note) {
            this(invoiceId, changes, note, null);
        }
    }

    /**
     * The invoice may be paid.
     *
     * @param reason why it was approved although error findings were open, {@code null} where none were
     */
    record InvoiceApproved(
            InvoiceId invoiceId,
            @Nullable String note,
            @Nullable String reason) implements ReviewEvent {}

    /** The invoice will not be paid as it is. */
    record InvoiceRejected(
            InvoiceId invoiceId,
            String reasonCode,
            @Nullable String reason) implements ReviewEvent {
        @Override
        public @Nullable String note() {
            return reason;
        }
    }

    /** The review waits for something. */
    record InvoicePutOnHold(
            InvoiceId invoiceId,
            String reasonCode,
            @Nullable String reason) implements ReviewEvent {
        @Override
        public @Nullable String note() {
            return reason;
        }
    }

    /** An approved or rejected invoice, or one on hold, is under review again. */
    record InvoiceReopened(
            InvoiceId invoiceId,
            String reasonCode,
            @Nullable String reason) implements ReviewEvent {
        @Override
        public @Nullable String note() {
            return reason;
        }
    }
}
