package io.countersign.command.correctinvoice;

import io.countersign.command.platform.CorrectionPreview;
import io.countersign.command.platform.DecisionDesk;
import io.countersign.command.platform.DecisionKind;
import io.countersign.command.platform.DecisionResult;
import io.countersign.command.platform.ExpectedVersionRequired;
import io.countersign.command.platform.RequestText;
import io.countersign.command.platform.Signature;
import io.countersign.contract.review.InvoiceId;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.Decision.ForceCorrection;
import io.countersign.domain.RequestedChange;
import io.countersign.platform.security.Role;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.platform.web.MalformedRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code POST /api/invoices/{id}/corrections}, and the same under the name that older clients know. */
@RestController
class CorrectInvoiceController extends DecisionKind<CorrectInvoiceController.Correction> {

    /**
     * What to correct.
     *
     * @param expectedReviewVersion the version that the person saw
     * @param changes new values by path of their term; {@code null} clears
     * @param note why, for the history
     * @param force where it goes over what others changed meanwhile
     */
    record Correction(
            @Nullable Long expectedReviewVersion,
            @Nullable Map<String, JsonNode> changes,
            @Nullable String note,
            @Nullable Force force) {}

    /**
     * Puts a correction through over a newer version; for approvers.
     *
     * @param reason why, for the history; needed
     */
    record Force(@Nullable String reason) {}

    /** A correction as older clients send it, with the invoice's id in the body. */
    record Validation(
            @Nullable String invoiceId,
            @Nullable Long expectedReviewVersion,
            @Nullable Map<String, JsonNode> changes,
            @Nullable Force force) {}

    /** A correction to look at before it is made. */
    record ProposedCorrection(
            @Nullable Long expectedReviewVersion, @Nullable Map<String, JsonNode> changes) {}

    private final DecisionDesk desk;

    CorrectInvoiceController(DecisionDesk desk) {
        super("correction", "corrections", Role.REVIEWER, Correction.class);
        this.desk = desk;
    }

    @PostMapping("/api/invoices/{id}/corrections")
    DecisionResult correct(@PathVariable String id, @RequestBody Correction correction, Signature signature) {
        return desk.decide(read(id, correction, signature), signature);
    }

    @PostMapping("/api/hitl/invoice/validate")
    DecisionResult validate(@RequestBody Validation validation, Signature signature) {
        String invoiceId = validation.invoiceId();
        if (invoiceId == null) {
            throw new MalformedRequest("invoice_id is missing.");
        }
        return correct(
                invoiceId,
                new Correction(validation.expectedReviewVersion(), validation.changes(), null, validation.force()),
                signature);
    }

    /** What the very same correction would do. Stores nothing. */
    @PostMapping("/api/invoices/{id}/corrections/preview")
    CorrectionPreview preview(@PathVariable String id, @RequestBody ProposedCorrection proposed, Signature signature) {
        List<RequestedChange> changes = ChangesReader.read(proposed.changes());
        long expected = ExpectedVersionRequired.in(proposed.expectedReviewVersion());
        return desk.preview(new CorrectInvoice(InvoiceNotFound.orId(id), expected, changes, null), signature);
    }

    @Override
    protected Decision read(String id, Correction correction, Signature signature) {
        Force force = correction.force();
        if (force != null) {
            signature.demand(Role.APPROVER);
        }
        List<RequestedChange> changes = ChangesReader.read(correction.changes());
        String note = RequestText.read("note", correction.note());
        String reason = force == null ? null : RequestText.demand("/force/reason", force.reason());
        long expected = ExpectedVersionRequired.in(correction.expectedReviewVersion());
        InvoiceId invoiceId = InvoiceNotFound.orId(id);
        return reason == null
                ? new CorrectInvoice(invoiceId, expected, changes, note)
                : new ForceCorrection(invoiceId, expected, changes, note, reason);
    }
}
