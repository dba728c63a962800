package io.countersign.query.exports;

import io.countersign.contract.invoice.TermChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What an event says, read from its JSON as it is stored ({@code docs/event-store.md}) and not through the types of the
 * events: an event that was tampered with, or that a newer version wrote, is exported all the same. What is not there is
 * {@code null}.
 */
final class EventContent {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode payload;
    private final JsonNode metadata;

    private EventContent(JsonNode payload, JsonNode metadata) {
        this.payload = payload;
        this.metadata = metadata;
    }

    /** The content of these texts; of one that is no JSON nothing is known. */
    static EventContent of(String payload, String metadata) {
        return new EventContent(json(payload), json(metadata));
    }

    /** Who decided, said something or tried; empty where the metadata does not say. */
    static Optional<String> actor(String metadata) {
        return Optional.ofNullable(textOf(json(metadata).path("actor")));
    }

    /** Which invoice an event is about; empty where the payload does not say. */
    static Optional<String> invoiceId(String payload) {
        return Optional.ofNullable(textOf(json(payload).path("invoice_id")));
    }

    @Nullable
    String invoiceId() {
        return text("invoice_id");
    }

    @Nullable
    String actor() {
        return textOf(metadata.path("actor"));
    }

    @Nullable
    String commandId() {
        return textOf(metadata.path("command_id"));
    }

    /** The terms that it changed; of a received invoice, all that were received. */
    List<TermChange> changes() {
        List<TermChange> changes = values("terms");
        payload.path("changes")
                .forEach(change -> changes.add(new TermChange(
                        change.path("term").asString(""),
                        textOf(change.path("before")),
                        textOf(change.path("after")))));
        return changes;
    }

    /** The terms that a refused attempt would have changed, and to what. */
    List<TermChange> wanted() {
        return values("wanted");
    }

    /** A member of its payload. */
    @Nullable
    String text(String member) {
        return textOf(payload.path(member));
    }

    /** A member of what says that it was put through over a newer version. */
    @Nullable
    String forced(String member) {
        return textOf(payload.path("forced").path(member));
    }

    boolean isForced() {
        return payload.hasNonNull("forced");
    }

    private List<TermChange> values(String member) {
        List<TermChange> values = new ArrayList<>();
        payload.path(member).forEachEntry((term, value) -> values.add(new TermChange(term, null, textOf(value))));
        return values;
    }

    private static @Nullable String textOf(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asString() : null;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException none) {
            return MissingNode.getInstance();
        }
    }
}
