package io.countersign.load.peer.axon;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.security.Principal;
import java.util.Map;
import java.util.UUID;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.ConflictingAggregateVersionException;
import org.jspecify.annotations.Nullable;
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

    private final CommandGateway commands;

    CorrectionsController(CommandGateway commands) {
        this.commands = commands;
    }

    @PostMapping("/api/invoices")
    @ResponseStatus(HttpStatus.CREATED)
    Map<String, Object> receive(@RequestBody NewInvoice invoice, Principal user) {
        String id = UUID.randomUUID().toString();
        commands.sendAndWait(new InvoiceReview.Receive(id, invoice.terms()), MetaData.with("actor", user.getName()));
        return Map.of("invoice_id", id);
    }

    @PostMapping("/api/invoices/{id}/corrections")
    Map<String, Object> correct(@PathVariable String id, @RequestBody Correction correction, Principal user) {
        commands.sendAndWait(
                new InvoiceReview.Correct(id, correction.expectedVersion(), correction.changes(), correction.note()),
                MetaData.with("actor", user.getName()));
        return Map.of("review_version", correction.expectedVersion() + 1);
    }

    /** The version is not the newest, or somebody else was faster between the look at it and the commit. */
    @ExceptionHandler({ConflictingAggregateVersionException.class, ConcurrencyException.class})
    @ResponseStatus(HttpStatus.CONFLICT)
    void stale() {}
}
