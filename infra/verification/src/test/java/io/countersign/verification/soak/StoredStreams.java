package io.countersign.verification.soak;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Recomputes the chain of every stream in the store, from what docs/event-store.md says and nothing else. */
final class StoredStreams {

    private static final DateTimeFormatter SIX_DECIMALS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private StoredStreams() {}

    /** What is wrong, an event a text; nothing where all is intact. */
    static List<String> broken(Connection database) throws SQLException {
        List<String> broken = new ArrayList<>();
        String stream = "";
        long version = 0;
        byte[] previous = {};
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM event_store.event ORDER BY stream_id, version")) {
            while (row.next()) {
                if (!row.getString("stream_id").equals(stream)) {
                    stream = row.getString("stream_id");
                    version = 0;
                    previous = new byte[32];
                }
                byte[] content = sha256(
                        field("countersign-content-1"),
                        field(row.getString("payload")),
                        field(row.getString("metadata")));
                byte[] hash = sha256(
                        field("countersign-event-1"),
                        previous,
                        field(stream),
                        field(Long.toString(version)),
                        field(row.getString("event_id")),
                        field(row.getString("event_type")),
                        field(row.getString("revision")),
                        field(SIX_DECIMALS.format(row.getObject("recorded_at", OffsetDateTime.class))),
                        content);
                if (row.getLong("version") != version
                        || !Arrays.equals(row.getBytes("previous_hash"), previous)
                        || !Arrays.equals(row.getBytes("hash"), hash)) {
                    broken.add("%s@%d, expected @%d with hash %s"
                            .formatted(
                                    stream,
                                    row.getLong("version"),
                                    version,
                                    HexFormat.of().formatHex(hash)));
                }
                previous = hash;
                version++;
            }
        }
        return broken;
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
