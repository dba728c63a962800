package io.countersign.command.correctinvoice;

import io.countersign.command.platform.DecisionDesk;
import io.countersign.command.platform.DecisionResult;
import io.countersign.command.platform.ExpectedVersionRequired;
import io.countersign.command.platform.RequestText;
import io.countersign.command.platform.Signature;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.RequestedChange;
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
class CorrectInvoiceController {

    /**
     * What to correct.
     *
     * @param expectedReviewVersion the version that the person saw
     * @param changes new values by path of their term; {@code null} clears
     * @param note why, for the history
     */
    record Correction(
            @Nullable Long expectedReviewVersion,
            @Nullable Map<String, JsonNode> changes,
            @Nullable String note) {}

    /** A correction as older clients send it, with the invoice's id in the body. */
    record Validation(
            @Nullable String invoiceId,
            @Nullable Long expectedReviewVersion,
            @Nullable Map<String, JsonNode> changes) {}

    private final DecisionDesk desk;

    CorrectInvoiceController(DecisionDesk desk) {
        this.desk = desk;
    }

    @PostMapping("/api/invoices/{id}/corrections")
    DecisionResult correct(@PathVariable String id, @RequestBody Correction correction, Signature signature) {
        List<RequestedChange> changes = ChangesReader.read(correction.changes());
        String note = RequestText.read("note", correction.note());
        long expected = ExpectedVersionRequired.in(correction.expectedReviewVersion());
        return desk.decide(new CorrectInvoice(InvoiceNotFound.orId(id), expected, changes, note), signature);
    }

    @PostMapping("/api/hitl/invoice/validate")
    DecisionResult validate(@RequestBody Validation validation, Signature signature) {
        String invoiceId = validation.invoiceId();
        if (invoiceId == null) {
            throw new MalformedRequest("invoice_id is missing.");
        }
        return correct(
                invoiceId, new Correction(validation.expectedReviewVersion(), validation.changes(), null), signature);
    }
}
