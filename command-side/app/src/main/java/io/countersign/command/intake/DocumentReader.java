package io.countersign.command.intake;

import io.countersign.command.intake.DocumentReading.Read;
import io.countersign.command.intake.DocumentReading.TooLarge;
import io.countersign.command.intake.DocumentReading.UnsupportedMediaType;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document that claims to be an invoice. Lenient: only what is no invoice at all is refused; a missing or odd
 * term becomes a finding. Never throws for what the document holds.
 */
public final class DocumentReader {

    /** Longest document that is read, in bytes. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    /**
     * Reads a document.
     *
     * @param body the document as received
     * @param mediaType {@code application/xml} or {@code text/xml}, {@code application/pdf} or {@code application/json};
     *     parameters such as a charset are not looked at
     * @param fileName the sender's name for it, where one was given; folders in it are dropped
     */
    public DocumentReading read(byte[] body, String mediaType, @Nullable String fileName) {
        if (body.length > MAX_BYTES) {
            return new TooLarge(MAX_BYTES);
        }
        String essence = essence(mediaType);
        try {
            return switch (essence) {
                case "application/xml", "text/xml" ->
                    new Read(
                            InvoiceSyntax.read(XmlDocument.parse(body)),
                            Map.of(),
                            new KeptDocument(body, "application/xml", FileName.of(fileName)));
                case "application/pdf" ->
                    new Read(
                            InvoiceSyntax.read(PdfInvoices.find(body)),
                            Map.of(),
                            new KeptDocument(body, essence, FileName.of(fileName)));
                default -> new UnsupportedMediaType(essence);
            };
        } catch (InvalidDocumentException invalid) {
            return invalid.refusal();
        }
    }

    private static String essence(String mediaType) {
        int parameters = mediaType.indexOf(';');
        return (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
