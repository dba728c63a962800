package io.countersign.verifier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 in hex, and the inputs that it is made of. */
final class Digest {

    static final String ZERO = "00".repeat(32);

    private final ByteArrayOutputStream input = new ByteArrayOutputStream();

    /** A text with its length in bytes before it, 8 bytes big-endian. */
    Digest field(String text) {
        ByteBuffer bytes = utf8(text);
        input.writeBytes(
                ByteBuffer.allocate(Long.BYTES).putLong(bytes.remaining()).array());
        input.write(bytes.array(), bytes.position(), bytes.remaining());
        return this;
    }

    /** Half of a character is not taken for a question mark: that would be another text with the same hash. */
    private static ByteBuffer utf8(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new CannotVerify("There is half of a character in it");
        }
    }

    Digest hex(String hex) {
        input.writeBytes(HexFormat.of().parseHex(hex));
        return this;
    }

    Digest text(String text) {
        input.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Digest bytes(byte[] bytes) {
        input.writeBytes(bytes);
        return this;
    }

    Digest octet(int value) {
        input.write(value);
        return this;
    }

    String sha256() {
        return HexFormat.of().formatHex(algorithm().digest(input.toByteArray()));
    }

    /** The SHA-256 of all that comes, in hex. */
    static String sha256(InputStream content) throws IOException {
        MessageDigest digest = algorithm();
        content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
