package io.countersign.query.invoicedetail;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.claims.CurrentClaims;
import io.countersign.query.platform.CurrentReviews;
import io.countersign.query.platform.InvoiceDetail;
import io.countersign.query.platform.ReviewVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** One invoice as it stands. */
@RestController
class InvoiceDetailController {

    private final CurrentReviews reviews;
    private final AnnouncedVersions announced;
    private final CurrentClaims claims;

    InvoiceDetailController(CurrentReviews reviews, AnnouncedVersions announced, CurrentClaims claims) {
        this.reviews = reviews;
        this.announced = announced;
        this.claims = claims;
    }

    /** Never older than {@code min_version}; the second address is the one that the first clients were built for. */
    @GetMapping({"/api/invoices/{id}", "/api/hitl/invoice/{id}"})
    InvoiceDetail invoice(
            @PathVariable String id, @RequestParam(name = "min_version", required = false) @Nullable Long minVersion) {
        InvoiceId invoiceId = InvoiceNotFound.orId(id);
        return InvoiceDetail.of(review(invoiceId, minVersion))
                .claimed(claims.of(invoiceId).orElse(null));
    }

    private ReviewVersion review(InvoiceId invoiceId, @Nullable Long minVersion) {
        if (minVersion == null) {
            return reviews.of(invoiceId).orElseThrow(() -> new InvoiceNotFound(invoiceId.toString()));
        }
        if (minVersion < 0) {
            throw new MalformedRequest("The parameter min_version must not be negative.");
        }
        return announced.atLeast(invoiceId, minVersion);
    }
}
