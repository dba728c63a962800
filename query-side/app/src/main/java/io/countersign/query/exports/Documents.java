package io.countersign.query.exports;

import io.countersign.contract.review.InvoiceId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Documents as received, under names that are safe as names of files. */
@Component
class Documents {

    /** In bytes, as most systems count; and no more than they take when something is put before or behind it. */
    private static final int LONGEST_NAME = 200;

    /** In bytes, with its dot. */
    private static final int LONGEST_EXTENSION = 10;

    /** What Windows takes for devices, whatever extension follows. */
    private static final String DEVICE =
            "(?i)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[\\d\u00B9\u00B2\u00B3])\\s*(\\..*)?";

    /** What programs take for an option. */
    private static final String OPTION = "-.*";

    /** What Windows takes off the end of a name. */
    private static final String END = "[. ]+$";

    private static final Map<String, String> EXTENSIONS = Map.of(
            "application/pdf", ".pdf", "application/xml", ".xml", "text/xml", ".xml", "application/json", ".json");

    private final JdbcClient jdbc;

    Documents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A document under the name that it is to have as a file. */
    record Document(String fileName, byte[] content) {}

    /** What an invoice came as, empty where nothing is kept of that. */
    Optional<Document> of(InvoiceId invoiceId) {
        return jdbc.sql("SELECT file_name, media_type, content FROM event_store.source_document WHERE invoice_id = ?")
                .param(invoiceId.value())
                .query((row, _) -> new Document(
                        fileName(row.getString("file_name"), row.getString("media_type")), row.getBytes("content")))
                .optional();
    }

    /**
     * The sender's name for it as far as it can be one anywhere: no folders, nothing that is not seen or that a system
     * takes for something else.
     */
    static String fileName(@Nullable String given, String mediaType) {
        String name = (given == null ? "" : given)
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]", "")
                .replaceAll("[/\\\\:*?\"<>|]", "_")
                .strip()
                .replaceAll("^\\.+|" + END, "");
        if (name.isEmpty()) {
            return "document"
                    + EXTENSIONS.getOrDefault(mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT), "");
        }
        return shortened(name.matches(DEVICE) || name.matches(OPTION) ? "_" + name : name);
    }

    /** From the middle, so that it keeps its extension. */
    private static String shortened(String name) {
        if (bytes(name) <= LONGEST_NAME) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 || bytes(name.substring(dot)) > LONGEST_EXTENSION ? "" : name.substring(dot);
        String kept = name.substring(0, name.length() - extension.length());
        while (bytes(kept) + bytes(extension) > LONGEST_NAME) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept.replaceAll(END, "") + extension;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
