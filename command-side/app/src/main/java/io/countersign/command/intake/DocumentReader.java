package io.countersign.command.intake;

import io.countersign.command.intake.DocumentReading.Read;
import io.countersign.command.intake.DocumentReading.TooLarge;
import io.countersign.command.intake.DocumentReading.UnsupportedMediaType;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document that claims to be an invoice. Lenient: only what is no invoice at all is refused; a missing or odd
 * term becomes a finding. Never throws for what the document holds.
 */
public final class DocumentReader {

    /** Longest document that is read, in bytes. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    /** More would be no invoice that a person can review. */
    static final int MAX_TERMS = 50_000;

    /** Reading keeps a processor busy; more at a time would not be faster and only take more memory. */
    private final Semaphore turns =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

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
        turns.acquireUninterruptibly();
        try {
            return switch (essence) {
                case "application/xml", "text/xml" ->
                    structured(XmlDocument.parse(body), body, "application/xml", fileName);
                case "application/pdf" -> structured(PdfInvoices.find(body), body, essence, fileName);
                case "application/json" -> extracted(Extraction.parse(body), body, fileName);
                default -> new UnsupportedMediaType(essence);
            };
        } catch (InvalidDocumentException invalid) {
            return invalid.refusal();
        } finally {
            turns.release();
        }
    }

    private static Read structured(XmlDocument invoice, byte[] body, String mediaType, @Nullable String fileName)
            throws InvalidDocumentException {
        return new Read(
                InvoiceSyntax.read(invoice), Map.of(), new KeptDocument(body, mediaType, FileName.of(fileName)));
    }

    private static Read extracted(Extraction extraction, byte[] body, @Nullable String fileName) {
        return new Read(
                extraction.terms(),
                extraction.confidence(),
                extraction
                        .document()
                        .orElseGet(() -> new KeptDocument(body, "application/json", FileName.of(fileName))));
    }

    private static String essence(String mediaType) {
        int parameters = mediaType.indexOf(';');
        return (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
