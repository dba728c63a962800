package io.countersign.command.decideinbatch;

import io.countersign.platform.web.MalformedRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One decision of a batch as it was sent: what names it, and the body that its own endpoint would get. */
final class BatchedDecision {

    private final ObjectNode body;

    /** The decision that {@code item} writes; what names it is taken out on the way. */
    BatchedDecision(JsonNode item) {
        if (!item.isObject()) {
            throw new MalformedRequest("Each of the decisions is an object.");
        }
        this.body = item.asObject().deepCopy();
    }

    /** What is left: the body. */
    JsonNode body() {
        return body;
    }

    String take(String member) {
        String value = takeIfAny(member);
        if (value == null) {
            throw new MalformedRequest("%s is missing.".formatted(member));
        }
        return value;
    }

    @Nullable
    String takeIfAny(String member) {
        JsonNode value = body.remove(member);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new MalformedRequest("%s must be a string.".formatted(member));
        }
        return value.stringValue();
    }
}
