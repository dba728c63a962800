package io.countersign.load.peer.axon;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.axonframework.modelling.command.TargetAggregateVersion;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

@Aggregate
class InvoiceReview {

    record Receive(@TargetAggregateIdentifier String invoiceId, Map<String, String> terms) {}

    record Correct(
            @TargetAggregateIdentifier String invoiceId,
            @TargetAggregateVersion Long expectedVersion,
            Map<String, String> changes,
            @Nullable String note) {}

    record Received(String invoiceId, Map<String, String> terms) {}

    record Change(String term, @Nullable String before, String after) {}

    record Corrected(
            String invoiceId,
            List<Change> changes,
            @Nullable String note) {}

    @AggregateIdentifier
    private String invoiceId;

    private final Map<String, String> terms = new LinkedHashMap<>();

    @SuppressWarnings("NullAway") // for the framework
    protected InvoiceReview() {}

    @SuppressWarnings("NullAway") // its event sets it
    @CommandHandler
    InvoiceReview(Receive command) {
        apply(new Received(command.invoiceId(), command.terms()));
    }

    @CommandHandler
    void handle(Correct command) {
        apply(new Corrected(
                invoiceId,
                command.changes().entrySet().stream()
                        .map(change -> new Change(change.getKey(), terms.get(change.getKey()), change.getValue()))
                        .toList(),
                command.note()));
    }

    @EventSourcingHandler
    void on(Received event) {
        invoiceId = event.invoiceId();
        terms.putAll(event.terms());
    }

    @EventSourcingHandler
    void on(Corrected event) {
        event.changes().forEach(change -> terms.put(change.term(), change.after()));
    }
}
