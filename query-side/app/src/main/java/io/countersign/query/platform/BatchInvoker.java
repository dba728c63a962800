package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.platform.eventstore.EventMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the review events of a batch and hands them to the projection just before the batch commits. */
final class BatchInvoker implements EventHandlerInvoker {

    private static final Logger log = LoggerFactory.getLogger(BatchInvoker.class);

    private final Projection projection;
    private final String batchKey;

    BatchInvoker(Projection projection) {
        this.projection = projection;
        this.batchKey = projection.name() + "/batch";
    }

    @Override
    public boolean canHandle(EventMessage<?> message, Segment segment) {
        return message instanceof DomainEventMessage<?> event
                && canHandleType(event.getPayloadType())
                && segment.matches(event.getAggregateIdentifier());
    }

    @Override
    public boolean canHandleType(Class<?> payloadType) {
        return ReviewEvent.class.isAssignableFrom(payloadType);
    }

    @Override
    public void handle(EventMessage<?> message, Segment segment) {
        List<DomainEventMessage<?>> batch = CurrentUnitOfWork.get().getOrComputeResource(batchKey, key -> {
            List<DomainEventMessage<?>> collected = new ArrayList<>();
            CurrentUnitOfWork.get().onPrepareCommit(_ -> projection.apply(byInvoice(collected)));
            return collected;
        });
        batch.add((DomainEventMessage<?>) message);
    }

    private Map<InvoiceId, List<RecordedEvent>> byInvoice(List<DomainEventMessage<?>> batch) {
        Map<InvoiceId, List<RecordedEvent>> events = new LinkedHashMap<>();
        for (DomainEventMessage<?> message : batch) {
            try {
                RecordedEvent event = EventMetadata.recorded(message);
                events.computeIfAbsent(event.event().invoiceId(), _ -> new ArrayList<>())
                        .add(event);
            } catch (RuntimeException e) {
                log.error(
                        "{}: version {} of {} cannot be read and is passed over",
                        projection.name(),
                        message.getSequenceNumber(),
                        message.getAggregateIdentifier(),
                        e);
            }
        }
        return events;
    }
}
