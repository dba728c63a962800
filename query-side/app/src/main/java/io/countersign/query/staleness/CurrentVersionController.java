package io.countersign.query.staleness;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewStatus;
import io.countersign.query.platform.CurrentReviews;
import io.countersign.query.platform.ReviewVersion;
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

    CurrentVersionController(CurrentReviews reviews) {
        this.reviews = reviews;
    }

    /**
     * The answer.
     *
     * @param reviewVersion the version now, {@code null} where there is no such invoice
     * @param status where the review stands, {@code null} where there is no such invoice
     * @param presence who else has it open
     */
    record CurrentVersion(
            String invoiceId,
            @Nullable Long reviewVersion,
            @Nullable ReviewStatus status,
            List<Object> presence) {}

    @SubscribeMapping("invoices.{id}")
    CurrentVersion currentVersion(@DestinationVariable String id) {
        Optional<Review> review = InvoiceId.parse(id).flatMap(reviews::of).map(ReviewVersion::review);
        return new CurrentVersion(
                id,
                review.map(Review::version).orElse(null),
                review.map(Review::status).orElse(null),
                List.of());
    }
}
