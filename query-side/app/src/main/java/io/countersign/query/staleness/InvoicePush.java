package io.countersign.query.staleness;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.contract.review.ReviewStatus;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.query.platform.EventFeed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.stereotype.Component;

/** Tells everybody who has an invoice open that it has a new version, once for each event. */
@Component
final class InvoicePush implements EventFeed.Listener {

    private final SimpMessageSendingOperations messages;
    private final ReviewHistory history;

    InvoicePush(SimpMessageSendingOperations messages, ReviewHistory history) {
        this.messages = messages;
        this.history = history;
    }

    /**
     * The message.
     *
     * @param type always {@code invoice_changed}
     * @param event its type, e.g. {@code InvoiceCorrected}
     * @param status where the review stands after it, absent where this release does not know the event
     * @param changedTerms paths of the terms that it changed, absent where this release does not know the event
     * @param commandId names the decision, so that who made it knows it again
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record InvoiceChanged(
            String type,
            InvoiceId invoiceId,
            long reviewVersion,
            String event,
            @Nullable ReviewStatus status,
            String actor,
            Instant at,
            @Nullable List<String> changedTerms,
            UUID commandId) {}

    @Override
    public void onEvent(RecordedEvent event) {
        tell(new InvoiceChanged(
                "invoice_changed",
                event.event().invoiceId(),
                event.reviewVersion(),
                event.event().getClass().getSimpleName(),
                statusAfter(event),
                event.actor(),
                event.at(),
                event.event().changes().stream().map(TermChange::term).toList(),
                event.commandId()));
    }

    @Override
    public void onUnknown(EventFeed.UnknownEvent event) {
        tell(new InvoiceChanged(
                "invoice_changed",
                event.invoiceId(),
                event.reviewVersion(),
                event.eventType(),
                null,
                event.actor(),
                event.at(),
                null,
                event.commandId()));
    }

    private void tell(InvoiceChanged change) {
        messages.convertAndSend("/topic/invoices." + change.invoiceId(), change, PushMeters.committedAt(change.at()));
    }

    private ReviewStatus statusAfter(RecordedEvent event) {
        return switch (event.event()) {
            case InvoiceReceived _ -> ReviewStatus.RECEIVED;
            case InvoiceCorrected _ -> ReviewStatus.IN_REVIEW;
            case InvoiceApproved _ -> ReviewStatus.APPROVED;
            case InvoiceRejected _ -> ReviewStatus.REJECTED;
            case InvoicePutOnHold _ -> ReviewStatus.ON_HOLD;
            // Where it goes back to is in what came before.
            case InvoiceReopened reopened ->
                Review.of(history.between(reopened.invoiceId(), 0, event.reviewVersion()))
                        .status();
        };
    }
}
