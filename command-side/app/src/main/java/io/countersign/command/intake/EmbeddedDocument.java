package io.countersign.command.intake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The document that an extraction carries: {@code {file_name?, media_type, base64}}. It is shown to people in their
 * browser, so its type must be one that runs no scripts there, and its first bytes must be of that type.
 */
final class EmbeddedDocument {

    /** How the bytes of each type that may come along begin. */
    private static final Map<String, List<String>> BEGINNINGS = Map.of(
            "application/pdf", List.of("255044462d"),
            "image/png", List.of("89504e470d0a1a0a"),
            "image/jpeg", List.of("ffd8ff"),
            "image/tiff", List.of("49492a00", "4d4d002a"));

    private EmbeddedDocument() {}

    /** The document to keep, empty where none came along or {@code errors} got an entry. */
    static Optional<KeptDocument> read(@Nullable JsonNode document, List<DocumentError> errors) {
        if (document == null || document.isNull()) {
            return Optional.empty();
        }
        if (!document.isObject()) {
            errors.add(new DocumentError("/document", "MALFORMED_DOCUMENT", "The document is no object."));
            return Optional.empty();
        }
        String mediaType = text(document, "media_type").strip().toLowerCase(Locale.ROOT);
        if (!BEGINNINGS.containsKey(mediaType)) {
            errors.add(new DocumentError(
                    "/document/media_type",
                    "UNSUPPORTED_MEDIA_TYPE",
                    "The media type must be one of "
                            + String.join(
                                    ", ", BEGINNINGS.keySet().stream().sorted().toList()) + "."));
            return Optional.empty();
        }
        Optional<byte[]> content = content(text(document, "base64"));
        if (content.isEmpty()) {
            errors.add(
                    new DocumentError("/document/base64", "MALFORMED_BASE64", "The content is no base64 (RFC 4648)."));
            return Optional.empty();
        }
        if (!begins(content.get(), mediaType)) {
            errors.add(new DocumentError(
                    "/document/base64", "MEDIA_TYPE_MISMATCH", "The content is not of type " + mediaType + "."));
            return Optional.empty();
        }
        String fileName = text(document, "file_name");
        return Optional.of(new KeptDocument(content.get(), mediaType, FileName.of(fileName)));
    }

    private static String text(JsonNode document, String field) {
        JsonNode node = document.get(field);
        return node != null && node.isString() ? node.stringValue() : "";
    }

    private static Optional<byte[]> content(String base64) {
        try {
            return Optional.of(Base64.getDecoder()
                    .decode(base64.replaceAll("[\\r\\n\\t ]", "").getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    private static boolean begins(byte[] content, String mediaType) {
        return BEGINNINGS.getOrDefault(mediaType, List.of()).stream()
                .map(HexFormat.of()::parseHex)
                .anyMatch(beginning -> content.length >= beginning.length
                        && Arrays.equals(content, 0, beginning.length, beginning, 0, beginning.length));
    }
}
