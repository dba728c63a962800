package io.countersign.command.intake;

import io.countersign.contract.review.SourceDocument;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A document to keep byte for byte. */
public final class KeptDocument {

    private final byte[] content;
    private final SourceDocument description;

    KeptDocument(byte[] content, String mediaType, @Nullable String fileName) {
        this.content = content;
        this.description = new SourceDocument(mediaType, sha256(content), content.length, fileName);
    }

    /** Its bytes; not to be changed. */
    public byte[] content() {
        return content;
    }

    /** Its media type, hash, length and name. */
    public SourceDocument description() {
        return description;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
