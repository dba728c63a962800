package io.countersign.query.platform;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.platform.eventstore.EventMetadata;
import io.countersign.platform.eventstore.HistoryBroken;
import io.countersign.platform.observability.Traces;
import io.countersign.platform.observability.Traces.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.serialization.UnknownSerializedType;

/**
 * Collects the events of a batch that a projection reads and hands them to it just before the batch commits. An event
 * that cannot be read or taken in parks its invoice: what comes later of that one waits, and everything else goes on.
 */
final class BatchInvoker implements EventHandlerInvoker {

    private final Projection projection;
    private final DeadLetters deadLetters;
    private final Traces traces;
    private final String batchKey;

    BatchInvoker(Projection projection, DeadLetters deadLetters, Traces traces) {
        this.projection = projection;
        this.deadLetters = deadLetters;
        this.traces = traces;
        this.batchKey = projection.name() + "/batch";
    }

    @Override
    public boolean canHandle(EventMessage<?> message, Segment segment) {
        return message instanceof DomainEventMessage<?> event
                && invoiceOf(event).isPresent()
                && segment.matches(event.getAggregateIdentifier());
    }

    @Override
    public boolean canHandleType(Class<?> payloadType) {
        // A type that this release does not know may belong to any stream.
        return UnknownSerializedType.class.isAssignableFrom(payloadType)
                || switch (projection) {
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
        // Till the end of the batch, for only then can it be seen.
        Step step = traces.goOnBeside("projection " + projection.name(), EventMetadata.traceparent(message), Map.of());
        CurrentUnitOfWork.get().onCleanup(_ -> step.close());
    }

    private void handOver(List<DomainEventMessage<?>> batch) {
        Map<InvoiceId, List<DomainEventMessage<?>>> byInvoice = new LinkedHashMap<>();
        for (DomainEventMessage<?> message : batch) {
            invoiceOf(message)
                    .ifPresent(invoiceId -> byInvoice
                            .computeIfAbsent(invoiceId, _ -> new ArrayList<>())
                            .add(message));
        }
        deadLetters.lockView(projection);
        Set<InvoiceId> parked = deadLetters.parked(projection.name(), byInvoice.keySet());
        byInvoice.keySet().removeAll(parked);
        Map<InvoiceId, Failure> unreadable = new LinkedHashMap<>();
        Map<InvoiceId, Failure> failures = switch (projection) {
            case ReviewProjection reviews -> reviews.apply(readable(byInvoice, EventMetadata::recorded, unreadable));
            case DiscussionProjection discussions ->
                discussions.apply(readable(byInvoice, EventMetadata::comment, unreadable));
        };
        // What an invoice was parked at comes before what cannot be read.
        unreadable.putAll(failures);
        deadLetters.park(projection.name(), unreadable);
    }

    /** The events of each invoice but what was dropped, up to the first that cannot be read. */
    private <E> Map<InvoiceId, List<E>> readable(
            Map<InvoiceId, List<DomainEventMessage<?>>> messages,
            Function<DomainEventMessage<?>, E> reader,
            Map<InvoiceId, Failure> unreadable) {
        Map<InvoiceId, Set<Long>> dropped = deadLetters.dropped(projection.name(), messages.keySet());
        Map<InvoiceId, List<E>> events = new LinkedHashMap<>();
        messages.forEach((invoiceId, ofInvoice) -> {
            List<E> read = new ArrayList<>();
            for (DomainEventMessage<?> message : ofInvoice) {
                if (dropped.getOrDefault(invoiceId, Set.of()).contains(message.getSequenceNumber())) {
                    continue;
                }
                try {
                    if (message.getPayload() instanceof UnknownSerializedType unread) {
                        throw HistoryBroken.unread(
                                message.getAggregateIdentifier(),
                                message.getSequenceNumber(),
                                unread.serializedType().getName(),
                                unread.serializedType().getRevision());
                    }
                    read.add(reader.apply(message));
                } catch (RuntimeException e) {
                    unreadable.put(invoiceId, new Failure(message.getSequenceNumber(), type(message), e));
                    break;
                }
            }
            if (!read.isEmpty()) {
                events.put(invoiceId, read);
            }
        });
        return events;
    }

    private Optional<InvoiceId> invoiceOf(DomainEventMessage<?> message) {
        return projection.streams().invoiceOf(message.getAggregateIdentifier());
    }

    private static boolean isUnknown(DomainEventMessage<?> message) {
        return UnknownSerializedType.class.isAssignableFrom(message.getPayloadType());
    }

    private static String type(DomainEventMessage<?> message) {
        return isUnknown(message)
                ? ((UnknownSerializedType) message.getPayload())
                        .serializedType()
                        .getName()
                : message.getPayloadType().getSimpleName();
    }
}
