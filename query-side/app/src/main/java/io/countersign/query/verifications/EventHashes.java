package io.countersign.query.verifications;

import io.countersign.query.auditlog.ChainedEvent;
import io.countersign.query.auditlog.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** The hashes of an event as {@code docs/event-store.md} defines them, computed anew. */
final class EventHashes {

    private EventHashes() {}

    /** Says what in the event does not fit its own hashes. */
    static Optional<String> flaw(ChainedEvent event) {
        String content = hash(field("countersign-content-1"), field(event.payload()), field(event.metadata()));
        if (!content.equals(event.contentHash())) {
            return Optional.of("Its content was changed: payload and metadata do not have its content hash.");
        }
        String own = hash(
                field("countersign-event-1"),
                HexFormat.of().parseHex(event.previousHash()),
                field(event.streamId()),
                field(Long.toString(event.version())),
                field(event.eventId()),
                field(event.eventType()),
                field(event.revision()),
                field(event.recordedAt()),
                HexFormat.of().parseHex(event.contentHash()));
        return own.equals(event.hash())
                ? Optional.empty()
                : Optional.of("Its hash is not that of what it says: its instant, its place, its names or the hash"
                        + " was changed.");
    }

    private static String hash(byte[]... parts) {
        return Hash.sha256(parts).hex();
    }

    private static byte[] field(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + bytes.length)
                .putLong(bytes.length)
                .put(bytes)
                .array();
    }
}
