package io.countersign.query.verifications;

import io.countersign.query.auditlog.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;

/** The hashes of an event as {@code docs/event-store.md} defines them, computed anew. */
final class EventHashes {

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private EventHashes() {}

    /** Says what in the event does not fit its own hashes. */
    static Optional<String> flaw(ChainedEvent event) {
        byte[] content = hash(field("countersign-content-1"), field(event.payload()), field(event.metadata()));
        if (!Arrays.equals(content, event.contentHash())) {
            return Optional.of("Its content was changed: payload and metadata do not have its content hash.");
        }
        byte[] own = hash(
                field("countersign-event-1"),
                event.previousHash(),
                field(event.streamId()),
                field(Long.toString(event.version())),
                field(event.eventId()),
                field(event.eventType()),
                field(event.revision()),
                field(INSTANT.format(event.recordedAt())),
                event.contentHash());
        return Arrays.equals(own, event.hash())
                ? Optional.empty()
                : Optional.of("Its hash is not that of what it says: its instant, its place, its names or the hash"
                        + " was changed.");
    }

    /** An event as it is stored. */
    record ChainedEvent(
            String streamId,
            long version,
            String eventId,
            String eventType,
            String revision,
            String payload,
            String metadata,
            Instant recordedAt,
            byte[] previousHash,
            byte[] contentHash,
            byte[] hash) {}

    private static byte[] hash(byte[]... parts) {
        return Hash.sha256(parts).bytes();
    }

    private static byte[] field(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + bytes.length)
                .putLong(bytes.length)
                .put(bytes)
                .array();
    }
}
