package io.countersign.query.platform;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.platform.eventstore.EventMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the events of a batch that a projection reads and hands them to it just before the batch commits. */
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
        return switch (projection) {
            case ReviewProjection _ -> ReviewEvent.class.isAssignableFrom(payloadType);
            case DiscussionProjection _ -> CommentAdded.class.isAssignableFrom(payloadType);
        };
    }

    @Override
    public void handle(EventMessage<?> message, Segment segment) {
        List<DomainEventMessage<?>> batch = CurrentUnitOfWork.get().getOrComputeResource(batchKey, key -> {
            List<DomainEventMessage<?>> collected = new ArrayList<>();
            CurrentUnitOfWork.get().onPrepareCommit(_ -> handOver(collected));
            return collected;
        });
        batch.add((DomainEventMessage<?>) message);
    }

    private void handOver(List<DomainEventMessage<?>> batch) {
        switch (projection) {
            case ReviewProjection reviews ->
                reviews.apply(byInvoice(
                        batch, message -> ((ReviewEvent) message.getPayload()).invoiceId(), EventMetadata::recorded));
            case DiscussionProjection discussions ->
                discussions.apply(byInvoice(
                        batch, message -> ((CommentAdded) message.getPayload()).invoiceId(), EventMetadata::comment));
        }
    }

    private <E> Map<InvoiceId, List<E>> byInvoice(
            List<DomainEventMessage<?>> batch,
            Function<DomainEventMessage<?>, InvoiceId> invoice,
            Function<DomainEventMessage<?>, E> reader) {
        Map<InvoiceId, List<E>> events = new LinkedHashMap<>();
        for (DomainEventMessage<?> message : batch) {
            try {
                E event = reader.apply(message);
                events.computeIfAbsent(invoice.apply(message), _ -> new ArrayList<>())
                        .add(event);
            } catch (RuntimeException e) {
                log.error(
                        "{}: number {} of {} cannot be read and is passed over",
                        projection.name(),
                        message.getSequenceNumber(),
                        message.getAggregateIdentifier(),
                        e);
            }
        }
        return events;
    }
}
