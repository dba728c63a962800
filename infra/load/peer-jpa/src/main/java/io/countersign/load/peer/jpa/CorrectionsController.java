package io.countersign.load.peer.jpa;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.security.Principal;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CorrectionsController {

    record NewInvoice(Map<String, String> terms) {}

    record Correction(
            @JsonProperty("expected_review_version") long expectedVersion,
            Map<String, String> changes,
            @Nullable String note) {}

    private final Corrections corrections;

    CorrectionsController(Corrections corrections) {
        this.corrections = corrections;
    }

    @PostMapping("/api/invoices")
    @ResponseStatus(HttpStatus.CREATED)
    Map<String, Object> receive(@RequestBody NewInvoice invoice, Principal user) {
        return Map.of("invoice_id", corrections.receive(invoice.terms(), user.getName()));
    }

    @PostMapping("/api/invoices/{id}/corrections")
    Map<String, Object> correct(@PathVariable UUID id, @RequestBody Correction correction, Principal user) {
        long version = corrections.correct(
                id, correction.expectedVersion(), correction.changes(), correction.note(), user.getName());
        return Map.of("review_version", version);
    }

    /** Somebody else was faster between the look at the version and the commit. */
    @ExceptionHandler
    @ResponseStatus(HttpStatus.CONFLICT)
    void stale(OptimisticLockingFailureException e) {}
}
