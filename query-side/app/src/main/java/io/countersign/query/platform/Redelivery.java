package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.UnreadEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives a projection events of one invoice once more, from the store. */
@Component
public final class Redelivery {

    private static final int PAGE = 500;

    private final EventStreams streams;
    private final DeadLetters deadLetters;

    Redelivery(EventStreams streams, DeadLetters deadLetters) {
        this.streams = streams;
        this.deadLetters = deadLetters;
    }

    /**
     * Lets it take in all that is stored of an invoice from a version on, but what was dropped. Part of a transaction that
     * holds the invoice's dead letter.
     *
     * @return what stands in the way, empty where nothing does
     */
    public Optional<Failure> redeliver(Projection projection, InvoiceId invoiceId, long from) {
        Set<Long> dropped =
                deadLetters.dropped(projection.name(), List.of(invoiceId)).getOrDefault(invoiceId, Set.of());
        long next = from;
        while (true) {
            List<UnreadEvent> page = streams.between(projection.streams(), invoiceId, next, Long.MAX_VALUE, PAGE);
            if (page.isEmpty()) {
                return Optional.empty();
            }
            List<UnreadEvent> wanted = page.stream()
                    .filter(event -> !dropped.contains(event.version()))
                    .toList();
            Optional<Failure> failure = switch (projection) {
                case ReviewProjection reviews ->
                    takeIn(
                            wanted,
                            event -> streams.reader().recorded(invoiceId, event),
                            read -> reviews.apply(Map.of(invoiceId, read)).get(invoiceId));
                case DiscussionProjection discussions ->
                    takeIn(
                            wanted,
                            event -> streams.reader().comment(invoiceId, event),
                            read -> discussions.apply(Map.of(invoiceId, read)).get(invoiceId));
            };
            if (failure.isPresent()) {
                return failure;
            }
            next = page.getLast().version() + 1;
        }
    }

    private static <E> Optional<Failure> takeIn(
            List<UnreadEvent> events, Function<UnreadEvent, E> reader, Function<List<E>, @Nullable Failure> apply) {
        List<E> read = new ArrayList<>();
        @Nullable Failure unreadable = null;
        for (UnreadEvent event : events) {
            try {
                read.add(reader.apply(event));
            } catch (RuntimeException e) {
                unreadable = new Failure(event.version(), event.eventType(), e);
                break;
            }
        }
        @Nullable Failure refused = read.isEmpty() ? null : apply.apply(read);
        return Optional.ofNullable(refused == null ? unreadable : refused);
    }
}
