package io.countersign.query.auditlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the log says of an event: that at this place in this stream stands one with this hash. The hash covers all that
 * the event says ({@code docs/event-store.md}).
 *
 * @param index its place in the log
 */
public record Leaf(long index, String streamId, long version, byte[] eventHash) {

    private static final byte[] KIND = field("countersign-leaf-1");

    /** Its hash in the tree. */
    public Hash hash() {
        byte[] stream = field(streamId);
        byte[] number = field(Long.toString(version));
        return MerkleTree.leaf(ByteBuffer.allocate(KIND.length + stream.length + number.length + eventHash.length)
                .put(KIND)
                .put(stream)
                .put(number)
                .put(eventHash)
                .array());
    }

    /** A text with its length before it, as in the chain of events. */
    private static byte[] field(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + bytes.length)
                .putLong(bytes.length)
                .put(bytes)
                .array();
    }
}
