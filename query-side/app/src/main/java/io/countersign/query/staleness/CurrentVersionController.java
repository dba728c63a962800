package io.countersign.query.staleness;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewStatus;
import io.countersign.query.platform.CurrentReviews;
import io.countersign.query.platform.ReviewVersion;
import io.countersign.query.presence.Presence;
import io.countersign.query.presence.PresentTab;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/** Closes the gap between the load of an invoice and its subscription: answers with what holds now. */
@Controller
class CurrentVersionController {

    private final CurrentReviews reviews;
    private final Presence presence;

    CurrentVersionController(CurrentReviews reviews, Presence presence) {
        this.reviews = reviews;
        this.presence = presence;
    }

    /**
     * The answer.
     *
     * @param reviewVersion the version now, {@code null} where there is no such invoice
     * @param status where the review stands, {@code null} where there is no such invoice
     * @param presence the tabs that have it open
     */
    record CurrentVersion(
            String invoiceId,
            @Nullable Long reviewVersion,
            @Nullable ReviewStatus status,
            List<PresentTab> presence) {}

    @SubscribeMapping("invoices.{id}")
    CurrentVersion currentVersion(@DestinationVariable String id) {
        Optional<InvoiceId> invoiceId = InvoiceId.parse(id);
        Optional<Review> review = invoiceId.flatMap(reviews::of).map(ReviewVersion::review);
        return new CurrentVersion(
                id,
                review.map(Review::version).orElse(null),
                review.map(Review::status).orElse(null),
                invoiceId.map(presence::tabs).orElse(List.of()));
    }
}
