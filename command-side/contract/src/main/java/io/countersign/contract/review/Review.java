package io.countersign.contract.review;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The review of an invoice as its events up to {@code version} make it. Both sides and the history fold with
 * {@link #evolve}.
 *
 * @param version number of the newest event
 * @param received the invoice as received
 * @param invoice the invoice as reviewed
 * @param confidence how sure the extraction was, for terms that still have the value received
 * @param corrected whether it was corrected at least once
 * @param correctedBy who corrected it since it was received or last approved
 */
public record Review(
        InvoiceId invoiceId,
        long version,
        ReviewStatus status,
        SourceDocument source,
        Invoice received,
        Invoice invoice,
        Map<String, BigDecimal> confidence,
        boolean corrected,
        Set<String> correctedBy) {

    public Review {
        // In their order, so that the same review is always the same JSON.
        confidence = Collections.unmodifiableMap(new LinkedHashMap<>(confidence));
        // In the same order however it was made, so that it is stored as the same text.
        correctedBy = Collections.unmodifiableSet(new TreeSet<>(correctedBy));
    }

    /** The review that a received invoice begins. */
    public static Review begin(InvoiceReceived event) {
        return new Review(
                event.invoiceId(),
                0,
                ReviewStatus.RECEIVED,
                event.source(),
                event.terms(),
                event.terms(),
                event.confidence(),
                false,
                Set.of());
    }

    /** The review after one more event. Events come in order; {@code actor} is who decided it. */
    public Review evolve(ReviewEvent event, String actor) {
        Folding folding = new Folding(this);
        folding.take(event, actor);
        return folding.review();
    }

    /** The review that an ordered, gapless history folds into. */
    public static Review of(List<RecordedEvent> history) {
        if (!(history.getFirst().event() instanceof InvoiceReceived received)) {
            throw new IllegalArgumentException("A history begins with the received invoice");
        }
        return begin(received).evolve(history.subList(1, history.size()));
    }

    /** The review after these events, which follow it in order and without a gap. */
    public Review evolve(List<RecordedEvent> following) {
        Folding folding = new Folding(this);
        following.forEach(recorded -> folding.take(recorded.event(), recorded.actor()));
        return folding.review();
    }

    /**
     * The invoice as it was at a version.
     *
     * @param events of its review, from the first on, at least up to that version
     */
    public static Invoice invoiceAt(long version, List<ReviewEvent> events) {
        return Invoice.EMPTY.with(events.stream()
                .limit(version + 1)
                .flatMap(event -> event.changes().stream())
                .toList());
    }

    /** Takes in events one after the other and makes the review of all of them at once: a history can be long. */
    private static final class Folding {

        private final Review before;
        private final List<TermChange> changes = new ArrayList<>();
        private final Set<String> correctors;
        private long version;
        private ReviewStatus status;
        private boolean corrected;

        private Folding(Review before) {
            this.before = before;
            this.correctors = new LinkedHashSet<>(before.correctedBy);
            this.version = before.version;
            this.status = before.status;
            this.corrected = before.corrected;
        }

        private void take(ReviewEvent event, String actor) {
            switch (event) {
                case InvoiceReceived again ->
                    throw new IllegalStateException("Invoice received twice: " + again.invoiceId());
                case InvoiceCorrected correction -> {
                    changes.addAll(correction.changes());
                    correctors.add(actor);
                    corrected = true;
                    status = ReviewStatus.IN_REVIEW;
                }
                case InvoiceApproved _ -> {
                    correctors.clear();
                    status = ReviewStatus.APPROVED;
                }
                case InvoiceRejected _ -> status = ReviewStatus.REJECTED;
                case InvoicePutOnHold _ -> status = ReviewStatus.ON_HOLD;
                case InvoiceReopened _ -> status = corrected ? ReviewStatus.IN_REVIEW : ReviewStatus.RECEIVED;
            }
            version++;
        }

        private Review review() {
            Map<String, BigDecimal> stillAsReceived = new LinkedHashMap<>(before.confidence);
            if (!stillAsReceived.isEmpty()) {
                changes.forEach(change -> stillAsReceived.remove(change.term()));
            }
            return new Review(
                    before.invoiceId,
                    version,
                    status,
                    before.source,
                    before.received,
                    before.invoice.with(changes),
                    stillAsReceived,
                    corrected,
                    correctors);
        }
    }
}
