package io.countersign.query.audithistory;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.platform.eventstore.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in the history of a review.
 *
 * @param event its type, e.g. {@code InvoiceCorrected}
 * @param actor who decided
 * @param at when it was recorded
 * @param commandId names the decision
 * @param changes the terms that it changed
 * @param note what the person wrote beside it
 * @param reasonCode why, for a rejection, a hold or a reopening
 * @param reason why, in the person's words
 * @param forced whether it was put through whatever others had changed meanwhile
 * @param force why, on which version, and over what; {@code null} where it was not forced
 * @param hash its place in the chain: SHA-256 in lower-case hex
 * @param previousHash the hash of the event before it
 */
record HistoryEntry(
        long reviewVersion,
        String event,
        String actor,
        Instant at,
        UUID commandId,
        List<TermChange> changes,
        @Nullable String note,
        @Nullable String reasonCode,
        @Nullable String reason,
        boolean forced,
        @Nullable Forced force,
        String hash,
        String previousHash) {

    static HistoryEntry of(StoredEvent stored) {
        RecordedEvent recorded = stored.recorded();
        ReviewEvent event = recorded.event();
        Forced force = event instanceof InvoiceCorrected corrected ? corrected.forced() : null;
        return new HistoryEntry(
                recorded.reviewVersion(),
                event.getClass().getSimpleName(),
                recorded.actor(),
                recorded.at(),
                recorded.commandId(),
                event.changes(),
                event.note(),
                reasonCode(event),
                reason(event),
                force != null,
                force,
                stored.hash(),
                stored.previousHash());
    }

    private static @Nullable String reasonCode(ReviewEvent event) {
        return switch (event) {
            case InvoiceRejected rejected -> rejected.reasonCode();
            case InvoicePutOnHold hold -> hold.reasonCode();
            case InvoiceReopened reopened -> reopened.reasonCode();
            case InvoiceReceived _, InvoiceCorrected _, InvoiceApproved _ -> null;
        };
    }

    private static @Nullable String reason(ReviewEvent event) {
        return switch (event) {
            case InvoiceApproved approved -> approved.reason();
            case InvoiceRejected rejected -> rejected.reason();
            case InvoicePutOnHold hold -> hold.reason();
            case InvoiceReopened reopened -> reopened.reason();
            case InvoiceReceived _, InvoiceCorrected _ -> null;
        };
    }
}
