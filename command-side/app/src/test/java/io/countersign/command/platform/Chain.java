package io.countersign.command.platform;

import io.countersign.command.Store.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;

/** Recomputes what docs/event-store.md says about hashes, from that page alone. */
final class Chain {

    private static final byte[] NOTHING_BEFORE = new byte[32];
    private static final DateTimeFormatter SIX_DECIMALS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Chain() {}

    /** Whether a stream, oldest first, is whole and unaltered. */
    static boolean holds(List<Event> stream) {
        byte[] previous = NOTHING_BEFORE;
        long version = 0;
        for (Event event : stream) {
            byte[] content = contentHash(event.payload(), event.metadata());
            byte[] hash = hash(
                    previous,
                    event.streamId(),
                    version,
                    event.eventId().toString(),
                    event.type(),
                    event.revision(),
                    event.recordedAt(),
                    content);
            if (event.version() != version
                    || !Arrays.equals(event.previousHash(), previous)
                    || !Arrays.equals(event.contentHash(), content)
                    || !Arrays.equals(event.hash(), hash)) {
                return false;
            }
            previous = hash;
            version++;
        }
        return true;
    }

    static byte[] contentHash(String payload, String metadata) {
        return sha256(field("countersign-content-1"), field(payload), field(metadata));
    }

    static byte[] hash(
            byte[] previousHash,
            String streamId,
            long version,
            String eventId,
            String eventType,
            String revision,
            Instant recordedAt,
            byte[] contentHash) {
        return sha256(
                field("countersign-event-1"),
                previousHash,
                field(streamId),
                field(Long.toString(version)),
                field(eventId),
                field(eventType),
                field(revision),
                field(SIX_DECIMALS.format(recordedAt)),
                contentHash);
    }

    private static byte[] field(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + bytes.length)
                .putLong(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
