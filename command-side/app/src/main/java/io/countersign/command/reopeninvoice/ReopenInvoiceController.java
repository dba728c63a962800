package io.countersign.command.reopeninvoice;

import io.countersign.command.platform.DecisionDesk;
import io.countersign.command.platform.DecisionKind;
import io.countersign.command.platform.DecisionResult;
import io.countersign.command.platform.ExpectedVersionRequired;
import io.countersign.command.platform.RequestText;
import io.countersign.command.platform.Signature;
import io.countersign.contract.review.ReasonCode;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.ReopenInvoice;
import io.countersign.platform.security.Role;
import io.countersign.platform.web.InvoiceNotFound;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/invoices/{id}/reopening}. */
@RestController
class ReopenInvoiceController extends DecisionKind<ReopenInvoiceController.Reopening> {

    /**
     * Takes the review up again.
     *
     * @param expectedReviewVersion the version that the person saw
     * @param reasonCode one of {@code GET /api/reason-codes}
     * @param reason more about it
     */
    record Reopening(
            @Nullable Long expectedReviewVersion,
            @Nullable String reasonCode,
            @Nullable String reason) {}

    private final DecisionDesk desk;

    ReopenInvoiceController(DecisionDesk desk) {
        super("reopening", "reopening", Role.REVIEWER, Reopening.class);
        this.desk = desk;
    }

    @PostMapping("/api/invoices/{id}/reopening")
    DecisionResult decide(@PathVariable String id, @RequestBody Reopening request, Signature signature) {
        return desk.decide(read(id, request, signature), signature);
    }

    @Override
    protected Decision read(String invoiceId, Reopening request, Signature signature) {
        ReasonCode reasonCode = RequestText.readReasonCode(request.reasonCode(), ReasonCode.Kind.REOPENING);
        String reason = RequestText.read("reason", request.reason());
        long expected = ExpectedVersionRequired.in(request.expectedReviewVersion());
        return new ReopenInvoice(InvoiceNotFound.orId(invoiceId), expected, reasonCode, reason);
    }
}
