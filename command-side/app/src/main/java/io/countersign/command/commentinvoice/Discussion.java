package io.countersign.command.commentinvoice;

import io.countersign.command.platform.DecisionResult;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.platform.eventstore.EventMetadata;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.annotation.MetaDataValue;
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
    DecisionResult handle(
            AddComment command,
            @MetaDataValue(EventMetadata.ACTOR) String actor,
            @MetaDataValue(EventMetadata.COMMAND_ID) String commandId) {
        CommentAdded event = command.event();
        String stream = CommentAdded.streamOf(event.invoiceId());
        long number = eventStore.lastSequenceNumberFor(stream).orElse(-1L) + 1;
        eventStore.publish(new GenericDomainEventMessage<>(
                "Discussion",
                stream,
                number,
                event,
                MetaData.from(EventMetadata.of(actor, UUID.fromString(commandId)))));
        return new DecisionResult(event.invoiceId(), number);
    }
}
