package io.countersign.query.checkpoints;

import io.countersign.query.auditlog.Hash;
import io.countersign.query.auditlog.TreeHead;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint as C2SP tlog-checkpoint writes it: origin, size and root hash in base64, a line each; a blank line; then
 * lines of signatures (C2SP signed-note).
 *
 * @param origin which log it is
 * @param head what it says of the log
 * @param signatures by whom it is signed
 */
public record CheckpointText(String origin, TreeHead head, List<SignatureLine> signatures) {

    private static final String DASH = "\u2014 ";
    private static final int ID_LENGTH = 4;

    /**
     * One signature.
     *
     * @param keyId four bytes in hex
     */
    public record SignatureLine(String name, String keyId, byte[] signature) {}

    /** What is signed. */
    String body() {
        return body(origin, head);
    }

    private static String body(String origin, TreeHead head) {
        return origin + "\n" + head.size() + "\n" + head.root().base64() + "\n";
    }

    static String sign(TreeHead head, SigningKey key) {
        return key.note(body(key.verifier().name(), head));
    }

    /** Reads the form above; empty where a text is none. */
    public static Optional<CheckpointText> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 5 || !lines.get(3).isEmpty()) {
            return Optional.empty();
        }
        try {
            TreeHead head = new TreeHead(
                    Long.parseLong(lines.get(1)), Hash.of(Base64.getDecoder().decode(lines.get(2))));
            List<SignatureLine> signatures = new ArrayList<>();
            for (String line : lines.subList(4, lines.size())) {
                String[] parts = line.split(" ", -1);
                if (!line.startsWith(DASH) || parts.length != 3) {
                    return Optional.empty();
                }
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(parts[2]));
                byte[] id = new byte[ID_LENGTH];
                byte[] signature = new byte[Math.max(0, bytes.remaining() - ID_LENGTH)];
                bytes.get(id).get(signature);
                signatures.add(new SignatureLine(parts[1], HexFormat.of().formatHex(id), signature));
            }
            return Optional.of(new CheckpointText(lines.get(0), head, signatures));
        } catch (IllegalArgumentException | BufferUnderflowException malformed) {
            return Optional.empty();
        }
    }

    /** Whether one of its signatures is by that key. */
    public boolean isSignedBy(VerifierKey key) {
        return signatures.stream()
                .anyMatch(line -> line.name().equals(key.name())
                        && line.keyId().equals(key.id())
                        && key.verifies(body(), line.signature()));
    }
}
