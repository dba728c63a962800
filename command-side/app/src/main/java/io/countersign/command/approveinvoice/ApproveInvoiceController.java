package io.countersign.command.approveinvoice;

import io.countersign.command.platform.DecisionDesk;
import io.countersign.command.platform.DecisionKind;
import io.countersign.command.platform.DecisionResult;
import io.countersign.command.platform.ExpectedVersionRequired;
import io.countersign.command.platform.RequestText;
import io.countersign.command.platform.Signature;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.ApproveInvoice;
import io.countersign.platform.security.Role;
import io.countersign.platform.web.InvoiceNotFound;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/invoices/{id}/approval}. */
@RestController
class ApproveInvoiceController extends DecisionKind<ApproveInvoiceController.Approval> {

    /**
     * Lets the invoice be paid.
     *
     * @param expectedReviewVersion the version that the person saw
     * @param note for the history
     * @param reason needed while error findings are open
     */
    record Approval(
            @Nullable Long expectedReviewVersion,
            @Nullable String note,
            @Nullable String reason) {}

    private final DecisionDesk desk;

    ApproveInvoiceController(DecisionDesk desk) {
        super("approval", "approval", Role.APPROVER, Approval.class);
        this.desk = desk;
    }

    @PostMapping("/api/invoices/{id}/approval")
    DecisionResult decide(@PathVariable String id, @RequestBody Approval request, Signature signature) {
        return desk.decide(read(id, request, signature), signature);
    }

    @Override
    protected Decision read(String invoiceId, Approval request, Signature signature) {
        String note = RequestText.read("note", request.note());
        String reason = RequestText.read("reason", request.reason());
        long expected = ExpectedVersionRequired.in(request.expectedReviewVersion());
        return new ApproveInvoice(InvoiceNotFound.orId(invoiceId), expected, note, reason);
    }
}
