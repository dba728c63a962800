package io.countersign.query.verifications;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What an event that an invoice was received with says of its document, read from its JSON as it is stored. */
final class ReceivedDocument {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ReceivedDocument() {}

    /** The SHA-256 that the document had, in hex; {@code null} where the payload does not say. */
    static @Nullable String sha256(String payload) {
        try {
            return JSON.readTree(payload).at("/source/sha256").stringValue(null);
        } catch (JacksonException none) {
            return null;
        }
    }
}
