package io.countersign.query.platform;

import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Folding reviews from their events, and keeping them as JSON in views. */
public final class Reviews {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Reviews() {}

    /**
     * The review after one more event.
     *
     * @param before the review so far, {@code null} before its first event
     * @throws OutOfOrder where the event is not the next one
     */
    public static Review after(@Nullable Review before, RecordedEvent event) {
        long expected = before == null ? 0 : before.version() + 1;
        if (event.reviewVersion() != expected) {
            throw new OutOfOrder("Version %d of invoice %s cannot follow, version %d must"
                    .formatted(event.reviewVersion(), event.event().invoiceId(), expected));
        }
        return before == null ? Review.of(List.of(event)) : before.evolve(event.event(), event.actor());
    }

    /** The review at the next version, without what the event that led there says: it was dropped. */
    static Review passedOver(Review before) {
        return new Review(
                before.invoiceId(),
                before.version() + 1,
                before.status(),
                before.source(),
                before.received(),
                before.invoice(),
                before.confidence(),
                before.corrected(),
                before.correctedBy());
    }

    /**
     * All that is known of a review, by path: values that are compared, not shown. The order of terms, in which rows
     * stand, is a member too.
     *
     * @param path of the review itself
     */
    static SequencedMap<String, String> members(String path, Review review) {
        Map<String, String> values = new TreeMap<>();
        collect(path, JSON.valueToTree(review), values);
        SequencedMap<String, String> members = new LinkedHashMap<>(values);
        members.put(
                path + " (order of terms)",
                String.join(" ", review.invoice().values().keySet()));
        members.put(
                path + " (order of terms as received)",
                String.join(" ", review.received().values().keySet()));
        return members;
    }

    private static void collect(String path, JsonNode node, Map<String, String> members) {
        if (node.isObject()) {
            node.properties().forEach(member -> collect(path + "." + member.getKey(), member.getValue(), members));
        } else if (node.isArray()) {
            // The only lists are sets.
            members.put(
                    path,
                    node.values().stream().map(JsonNode::asString).sorted().collect(Collectors.joining(", ")));
        } else if (!node.isNull()) {
            members.put(path, node.asString());
        }
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
