package io.countersign.command.commentinvoice;

import io.countersign.command.platform.DecisionResult;
import io.countersign.contract.discussion.CommentAdded;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.springframework.stereotype.Component;

/**
 * Appends to an invoice's discussion. No rule asks what was said before, so nothing is loaded: a comment comes after
 * the newest one, and where two come at once the store's unique key lets one of them in.
 */
@Component
class Discussion {

    private final EventStore eventStore;

    Discussion(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    @CommandHandler
    DecisionResult handle(AddComment command, MetaData signature) {
        CommentAdded event = command.event();
        String stream = CommentAdded.streamOf(event.invoiceId());
        long number = eventStore.lastSequenceNumberFor(stream).orElse(-1L) + 1;
        eventStore.publish(new GenericDomainEventMessage<>("Discussion", stream, number, event, signature));
        return new DecisionResult(event.invoiceId(), number);
    }
}
