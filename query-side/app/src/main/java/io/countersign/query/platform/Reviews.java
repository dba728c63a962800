package io.countersign.query.platform;

import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Folding reviews from their events, and keeping them as JSON in views. */
public final class Reviews {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Reviews() {}

    /**
     * The review after one more event.
     *
     * @param before the review so far, {@code null} before its first event
     * @throws IllegalStateException where the event is not the next one
     */
    public static Review after(@Nullable Review before, RecordedEvent event) {
        long expected = before == null ? 0 : before.version() + 1;
        if (event.reviewVersion() != expected) {
            throw new IllegalStateException("Version %d of invoice %s cannot follow, version %d must"
                    .formatted(event.reviewVersion(), event.event().invoiceId(), expected));
        }
        if (before != null) {
            return before.evolve(event.event(), event.actor());
        }
        if (event.event() instanceof InvoiceReceived received) {
            return Review.begin(received);
        }
        throw new IllegalStateException(
                "A history begins with the received invoice: " + event.event().invoiceId());
    }

    /** The review as JSON for {@link #read}. */
    public static String write(Review review) {
        return JSON.writeValueAsString(review);
    }

    /** The review that {@link #write} wrote; empty where another release wrote it in another shape. */
    public static Optional<Review> read(String json) {
        try {
            return Optional.of(JSON.readValue(json, Review.class));
        } catch (JacksonException anotherShape) {
            return Optional.empty();
        }
    }
}
